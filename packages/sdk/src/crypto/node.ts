/** Signatures by `node:crypto`, synchronous: one verification costs less than handing it to another thread. */

import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto'
import { rawToDer } from '@coatcheck/core/verify'
import type { Algorithm, PublicJwk, VerificationKey } from './signature.ts'

/** Imports a public key; throws when it is none. */
export async function importJwk(jwk: PublicJwk, algorithm: Algorithm): Promise<VerificationKey> {
  return keyOf(createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }), algorithm)
}

/** Imports a public key in PEM (SPKI); throws when it is none. */
export async function importPem(pem: string, algorithm: Algorithm): Promise<VerificationKey> {
  return keyOf(createPublicKey(pem), algorithm)
}

function keyOf(key: KeyObject, algorithm: Algorithm): VerificationKey {
  return {
    algorithm,
    verify: (input, signature) => holds(key, algorithm, Buffer.from(input, 'latin1'), signature),
  }
}

function holds(key: KeyObject, algorithm: Algorithm, data: Uint8Array, signature: Uint8Array): boolean {
  switch (algorithm) {
    case 'ES256': {
      // DER made here: asking OpenSSL for the raw form costs half as much again as the verification.
      const der = rawToDer(signature)
      return der !== null && verify('sha256', data, key, der)
    }
    case 'EdDSA':
      return signature.length === 64 && verify(null, data, key, signature)
    case 'RS256':
      return verify('sha256', data, key, signature)
  }
}
