/** Makes a signing key: its `kid`, its public JWK and its private key. */

import { generateKeyPair, hash, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { SigningAlgorithm } from '@coatcheck/core'

/** The public members of a key (RFC 7517, RFC 7518 section 6, RFC 8037), without `alg`, `use` and `kid`. */
export type PublicJwk = { readonly [member: string]: string }

/** A key that nobody knows yet. */
export type GeneratedKey = {
  /** RFC 7638 thumbprint. */
  readonly kid: string
  readonly publicJwk: PublicJwk
  /** PKCS #8, DER. */
  readonly privateKey: Uint8Array
}

const generate = promisify(generateKeyPair)

/** The members that an RFC 7638 thumbprint is made of, in its order: all that is ever published of a key. */
const PUBLIC_MEMBERS: { readonly [A in SigningAlgorithm]: readonly string[] } = {
  ES256: ['crv', 'kty', 'x', 'y'],
  EdDSA: ['crv', 'kty', 'x'],
  RS256: ['e', 'kty', 'n'],
}

/** Generates a key: P-256 for ES256, Ed25519 for EdDSA, 2048 bits for RS256. */
export async function generateKey(algorithm: SigningAlgorithm): Promise<GeneratedKey> {
  const { publicKey, privateKey } = await generatePair(algorithm)
  const publicJwk = publicMembers(algorithm, publicKey.export({ format: 'jwk' }))
  return {
    kid: hash('sha256', JSON.stringify(publicJwk), 'base64url'),
    publicJwk,
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }),
  }
}

/** The public members of a JWK, whatever else it holds. */
export function publicMembers(algorithm: SigningAlgorithm, jwk: object): PublicJwk {
  const all = new Map<string, unknown>(Object.entries(jwk))
  return Object.fromEntries(PUBLIC_MEMBERS[algorithm].map((name) => [name, String(all.get(name))]))
}

function generatePair(algorithm: SigningAlgorithm): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  switch (algorithm) {
    case 'ES256':
      return generate('ec', { namedCurve: 'P-256' })
    case 'EdDSA':
      return generate('ed25519')
    case 'RS256':
      return generate('rsa', { modulusLength: 2048 })
  }
}
