/** Which keys an OAuth client may prove itself with: public ones, and strong enough. */

import { decodeBase64url } from '../encoding/base64url.ts'
import type { JsonObject } from '../user/user.ts'

/** The most keys of one client. */
export const MAX_CLIENT_KEYS = 10

/** RFC 7518 section 3.3. */
const MIN_RSA_BITS = 2048
/** A larger one only costs whoever verifies. */
const MAX_RSA_BITS = 8192
const COORDINATE_BYTES = 32
/** The members of private and of symmetric keys (RFC 7518 section 6). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/** What is wrong with a key set; `null` for nothing. */
export function clientKeysProblem(keys: readonly JsonObject[]): string | null {
  if (keys.length === 0 || keys.length > MAX_CLIENT_KEYS) return `Give 1 to ${MAX_CLIENT_KEYS} keys.`
  const ids = keys.map(({ kid }) => kid)
  if (keys.length > 1 && new Set(ids).size < keys.length) return 'Give each key a `kid` of its own.'
  for (const key of keys) {
    const problem = keyProblem(key)
    if (problem !== null) return problem
  }
  return null
}

function keyProblem(key: JsonObject): string | null {
  if (PRIVATE_MEMBERS.some((member) => member in key))
    return 'A key here is public: this one has members that only its owner may know. Replace it, it is no secret any more.'
  const { kid, use, alg } = key
  if (kid !== undefined && !(typeof kid === 'string' && /^[\x21-\x7e]{1,128}$/.test(kid)))
    return 'A `kid` is 1 to 128 printable characters.'
  if (use !== undefined && use !== 'sig') return 'A key here is for signatures.'
  const algorithm = algorithmOf(key)
  if (algorithm === null)
    return `A key here is RSA with ${MIN_RSA_BITS} to ${MAX_RSA_BITS} bits, EC on P-256, or OKP with Ed25519.`
  return alg === undefined || alg === algorithm ? null : `The key is one for ${algorithm}.`
}

function algorithmOf({ kty, crv, n, e, x, y }: JsonObject): 'RS256' | 'ES256' | 'EdDSA' | null {
  if (kty === 'RSA') return isModulus(n) && bytesOf(e) !== null ? 'RS256' : null
  if (kty === 'EC') return crv === 'P-256' && isCoordinate(x) && isCoordinate(y) ? 'ES256' : null
  return kty === 'OKP' && crv === 'Ed25519' && isCoordinate(x) ? 'EdDSA' : null
}

function isModulus(value: unknown): boolean {
  const bytes = bytesOf(value)
  const first = bytes?.findIndex((byte) => byte !== 0) ?? -1
  if (bytes === null || first < 0) return false
  const bits = (bytes.length - first) * 8 - Math.clz32((bytes[first] ?? 0) << 24)
  return bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS
}

function isCoordinate(value: unknown): boolean {
  return bytesOf(value)?.length === COORDINATE_BYTES
}

function bytesOf(value: unknown): Uint8Array | null {
  return typeof value === 'string' && value !== '' ? decodeBase64url(value) : null
}
