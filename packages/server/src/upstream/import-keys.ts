/** Reads the keys of a JWK set that may verify an upstream's tokens; whatever else is in it is passed over. */

import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import type { UpstreamAlgorithm } from '@coatcheck/core'
import type { JsonMembers } from '@coatcheck/core/verify'
import { publicMembers } from '../signing/generate-key.ts'

/** A public key, bound to the one algorithm it verifies. */
export type UpstreamKey = { readonly algorithm: UpstreamAlgorithm; readonly key: KeyObject }

/** RFC 7518 section 3.3: smaller RSA keys are not to be used. */
const MIN_RSA_BITS = 2048

/** The keys by their `kid` (RFC 7517). Of two with one `kid` the first one counts. */
export function importKeys(
  keySet: JsonMembers,
  algorithms: readonly UpstreamAlgorithm[],
): ReadonlyMap<string, UpstreamKey> {
  const keys = new Map<string, UpstreamKey>()
  const entries: readonly unknown[] = Array.isArray(keySet['keys']) ? keySet['keys'] : []
  for (const entry of entries) {
    if (typeof entry !== 'object' || entry === null) continue
    const jwk = entry as JsonMembers
    const { kid } = jwk
    const algorithm = algorithmOf(jwk)
    if (typeof kid !== 'string' || keys.has(kid) || algorithm === null || !algorithms.includes(algorithm))
      continue
    const key = importPublic(algorithm, jwk)
    if (key !== null) keys.set(kid, { algorithm, key })
  }
  return keys
}

/** The one algorithm of a public signature key; `null` for secrets, private keys and keys for other uses. */
function algorithmOf({
  kty,
  crv,
  alg,
  use,
  d,
  k,
  key_ops: operations,
}: JsonMembers): UpstreamAlgorithm | null {
  if (d !== undefined || k !== undefined || (use !== undefined && use !== 'sig')) return null
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) return null
  const own =
    kty === 'RSA'
      ? 'RS256'
      : kty === 'EC' && crv === 'P-256'
        ? 'ES256'
        : kty === 'OKP' && crv === 'Ed25519'
          ? 'EdDSA'
          : null
  return alg === undefined || alg === own ? own : null
}

function importPublic(algorithm: UpstreamAlgorithm, jwk: JsonMembers): KeyObject | null {
  try {
    const members: JsonWebKey = publicMembers(algorithm, jwk)
    const key = createPublicKey({ key: members, format: 'jwk' })
    const bits = key.asymmetricKeyDetails?.modulusLength
    return bits !== undefined && bits < MIN_RSA_BITS ? null : key
  } catch {
    return null // members that are no key, a point that is not on the curve
  }
}
