/** Signatures by Web Crypto: for every runtime that has no `node:crypto`. */

import type { Algorithm, PublicJwk, VerificationKey } from './signature.ts'

const IMPORT: {
  readonly [A in Algorithm]: RsaHashedImportParams | EcKeyImportParams | { readonly name: 'Ed25519' }
} = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  EdDSA: { name: 'Ed25519' },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
}

const VERIFY: { readonly [A in Algorithm]: EcdsaParams | { readonly name: string } } = {
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  EdDSA: { name: 'Ed25519' },
  RS256: { name: 'RSASSA-PKCS1-v1_5' },
}

const encoder = new TextEncoder()

/** Imports a public key; rejects when it is none. */
export async function importJwk(jwk: PublicJwk, algorithm: Algorithm): Promise<VerificationKey> {
  // Only what makes the key: `key_ops` and the like were written for somebody else.
  const { kty, crv, x, y, n, e } = jwk
  const members = Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined)
  return keyOf(
    await crypto.subtle.importKey('jwk', Object.fromEntries(members), IMPORT[algorithm], false, ['verify']),
    algorithm,
  )
}

/** Imports a public key in PEM (SPKI); rejects when it is none. */
export async function importPem(pem: string, algorithm: Algorithm): Promise<VerificationKey> {
  const text = pem.replaceAll(/-----[A-Z ]+-----|\s/g, '')
  const der = Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
  return keyOf(await crypto.subtle.importKey('spki', der, IMPORT[algorithm], false, ['verify']), algorithm)
}

function keyOf(key: CryptoKey, algorithm: Algorithm): VerificationKey {
  return {
    algorithm,
    verify: (input, signature) =>
      crypto.subtle.verify(VERIFY[algorithm], key, Uint8Array.from(signature), encoder.encode(input)),
  }
}
