/** Session tokens signed by hand: good ones, and any wrong one that a test asks for. */

import { generateKeyPairSync, type KeyObject, type KeyPairKeyObjectResult, sign } from 'node:crypto'
import type { SessionClaims } from '@coatcheck/core/protocol'
import { derToRaw } from '@coatcheck/core/verify'

/** The issuer of all of them. */
export const ISSUER = 'https://auth.example'

/** When they are issued. */
export const NOW_SECONDS = 1_780_000_000

/** A key of each algorithm, by its `kid`. */
export const KEYS: Readonly<Record<'ec' | 'rsa' | 'ed', KeyPairKeyObjectResult>> = {
  ec: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ed: generateKeyPairSync('ed25519'),
}

/** A key as a key set has it. */
export function publish(key: KeyObject, kid: string, alg: string): Record<string, unknown> {
  return { ...key.export({ format: 'jwk' }), kid, alg, use: 'sig' }
}

/** The issuer's key set. */
export const JWKS: { readonly keys: readonly Record<string, unknown>[] } = {
  keys: [
    publish(KEYS.ec.publicKey, 'ec', 'ES256'),
    publish(KEYS.rsa.publicKey, 'rsa', 'RS256'),
    publish(KEYS.ed.publicKey, 'ed', 'EdDSA'),
  ],
}

/** The header of a good token. */
export const HEADER: Readonly<Record<'alg' | 'typ' | 'kid', string>> = {
  alg: 'ES256',
  typ: 'session+jwt',
  kid: 'ec',
}

/** The claims of a good token. */
export const CLAIMS: SessionClaims = {
  iss: ISSUER,
  sub: 'user_1',
  sid: 'sess_1',
  iat: NOW_SECONDS,
  nbf: NOW_SECONDS,
  exp: NOW_SECONDS + 60,
  jti: 'j',
  azp: 'https://app.example',
  v: 1,
  sts: 'active',
  fva: [0, -1],
}

/** Makes the signature of a signing input. */
export type Signer = (signingInput: string) => Uint8Array

/** Signs with ES256. */
export function es256(signingInput: string, key: KeyObject = KEYS.ec.privateKey): Uint8Array {
  return derToRaw(sign('sha256', Buffer.from(signingInput), key))
}

/** Signs with RS256. */
export function rs256(signingInput: string): Uint8Array {
  return sign('sha256', Buffer.from(signingInput), KEYS.rsa.privateKey)
}

/** Signs with EdDSA. */
export function eddsa(signingInput: string): Uint8Array {
  return sign(null, Buffer.from(signingInput), KEYS.ed.privateKey)
}

/** One segment: a text or bytes as they are, anything else as JSON. */
export function segment(value: unknown): string {
  const bytes = typeof value === 'string' || value instanceof Uint8Array ? value : JSON.stringify(value)
  return Buffer.from(bytes).toString('base64url')
}

/** A token of any header and claims. */
export function signToken(
  header: unknown = HEADER,
  claims: unknown = CLAIMS,
  signer: Signer = es256,
): string {
  const input = `${segment(header)}.${segment(claims)}`
  return `${input}.${segment(signer(input))}`
}
