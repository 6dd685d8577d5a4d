/** Signatures by `node:crypto`, synchronous: one verification costs less than handing it to another thread. */

import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto'
import {
  MIN_RSA_BITS,
  rawToDer,
  type VerificationAlgorithm,
  type VerificationKey,
} from '@coatcheck/core/verify'
import { type KeyImporter, keyMaterial } from './signature.ts'

/** Imports keys for `node:crypto`. */
export const keyImporter: KeyImporter = {
  decodeSegment: (segment) => {
    const bytes = Buffer.from(segment, 'base64url') // which overlooks what does not belong there
    return bytes.toString('base64url') === segment ? bytes : null
  },
  feedNames: (ids) => ids.map((id) => (id === null ? null : feedName(id))),
  importJwk: async (jwk, algorithm) =>
    bind(createPublicKey({ key: keyMaterial(jwk), format: 'jwk' }), algorithm),
  importSpki: async (spki, algorithm) =>
    bind(createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }), algorithm),
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
/** What the last of a name's 22 characters is: 16 bytes give it two bits of six. */
const LAST_CHARACTERS = new Map(Array.from(ALPHABET, (one, bits) => [one, ALPHABET[bits & 0b110000]]))

/** The whole hash is spelled and cut: the fastest way by far, and this is done several times for every new token. */
function feedName(id: string): string {
  const text = hash('sha256', id, 'base64url')
  return text.slice(0, 21) + LAST_CHARACTERS.get(text.charAt(21))
}

function bind(key: KeyObject, algorithm: VerificationAlgorithm): VerificationKey {
  const bits = key.asymmetricKeyDetails?.modulusLength
  if (bits !== undefined && bits < MIN_RSA_BITS)
    throw new TypeError(`an RSA key of ${bits} bits is too small`)
  return {
    algorithm,
    // What is signed is base64url and a dot, of which every encoding makes the same bytes; this one is the fastest.
    verify: (input, signature) => holds(key, algorithm, Buffer.from(input, 'latin1'), signature),
  }
}

function holds(
  key: KeyObject,
  algorithm: VerificationAlgorithm,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
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
