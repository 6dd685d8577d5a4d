/** `private_key_jwt` (RFC 7523 section 3): a client proves itself by a short token that it signed with its own key. */

import { DEFAULT_SKEW_SECONDS, gateToken, type HeaderRules, type JsonMembers } from '@coatcheck/core/verify'
import type { OAuthClient } from '@coatcheck/core'
import type { Server } from '../server.ts'
import { signatureHolds } from '../signing/verify-signature.ts'
import { importKeys, type UpstreamKey } from '../upstream/import-keys.ts'

/** What `client_assertion_type` says. */
export const CLIENT_ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** The algorithms that clients may sign with. */
export const CLIENT_ASSERTION_ALGORITHMS = ['ES256', 'RS256', 'EdDSA'] as const

/** How long an assertion may live, in seconds. */
const MAX_LIFE_SECONDS = 300

const HEADER: HeaderRules = { members: ['alg', 'typ', 'kid'], keyId: 'optional' }

/** The client that an assertion is of by its own word; `null` for anything that is not one. */
export function clientNamedBy(assertion: string): string | null {
  const gated = gateToken(assertion, HEADER)
  if (!gated.ok) return null
  const { iss, sub } = gated.payload
  return typeof sub === 'string' && iss === sub ? sub : null
}

/** Whether the assertion is the client's, for us, fresh, and shown for the first time. */
export async function clientAssertionHolds(
  server: Server,
  client: OAuthClient,
  assertion: string,
): Promise<boolean> {
  const gated = gateToken(assertion, HEADER)
  if (!gated.ok) return false
  const { iss, sub, aud, exp, iat, nbf, jti } = gated.payload
  if (iss !== client.clientId || sub !== client.clientId) return false
  // The issuer alone, and not in a list: an assertion for another server must be of no use here, nor ours elsewhere.
  if (aud !== server.settings.url) return false
  const nowSeconds = (await server.store.nowMs()) / 1000
  const times = [exp, iat ?? nowSeconds, nbf ?? nowSeconds]
  if (!times.every((time) => typeof time === 'number' && Number.isFinite(time))) return false
  const [expiresAt = 0, issuedAt = 0, notBefore = 0] = times as readonly number[]
  if (
    expiresAt <= nowSeconds - DEFAULT_SKEW_SECONDS ||
    expiresAt > nowSeconds + MAX_LIFE_SECONDS + DEFAULT_SKEW_SECONDS
  )
    return false
  if (issuedAt > nowSeconds + DEFAULT_SKEW_SECONDS || notBefore > nowSeconds + DEFAULT_SKEW_SECONDS)
    return false
  if (typeof jti !== 'string' || jti === '' || jti.length > 256) return false
  const key = await keyOf(server, client, gated.keyId)
  if (key === null || key.algorithm !== gated.algorithm || !signatureHolds({ ...gated, ...key })) return false
  const restMs = (expiresAt - nowSeconds + 2 * DEFAULT_SKEW_SECONDS) * 1000
  return await server.store.once.claim(`client-assertion:${client.id}:${jti}`, Math.ceil(restMs))
}

/** The key that an assertion names; one that names none means the only one. */
async function keyOf(server: Server, client: OAuthClient, keyId: string | null): Promise<UpstreamKey | null> {
  if (client.jwks !== null) {
    const keys = importClientKeys(client.jwks.keys)
    if (keyId !== null) return keys.get(keyId) ?? null
    const [only, another] = keys.values()
    return only !== undefined && another === undefined ? only : null
  }
  if (client.jwksUri === null || keyId === null) return null
  const { upstreamKeys, strangerKeys } = server
  const found = await (client.registration === 'admin' ? upstreamKeys : strangerKeys).find(
    {
      id: client.id,
      issuer: client.clientId,
      jwksUrl: client.jwksUri,
      algorithms: CLIENT_ASSERTION_ALGORITHMS,
    },
    keyId,
  )
  return typeof found === 'string' ? null : found
}

/** The keys that a client wrote down here; one without a `kid` gets one. */
export function importClientKeys(keys: readonly JsonMembers[]): ReadonlyMap<string, UpstreamKey> {
  const named = keys.map((key, index) => ('kid' in key ? key : { ...key, kid: `key-${index}` }))
  return importKeys({ keys: named }, CLIENT_ASSERTION_ALGORITHMS)
}
