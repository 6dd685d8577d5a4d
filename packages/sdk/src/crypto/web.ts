/** Signatures by Web Crypto: for every runtime that has no `node:crypto`. */

import { encodeBase64url, FEED_NAME_BYTES } from '@coatcheck/core/protocol'
import {
  decodeBase64url,
  MIN_RSA_BITS,
  type VerificationAlgorithm,
  type VerificationKey,
} from '@coatcheck/core/verify'
import { type KeyImporter, keyMaterial } from './signature.ts'

const IMPORT: {
  readonly [A in VerificationAlgorithm]:
    | RsaHashedImportParams
    | EcKeyImportParams
    | { readonly name: 'Ed25519' }
} = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  EdDSA: { name: 'Ed25519' },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
}

const VERIFY: { readonly [A in VerificationAlgorithm]: EcdsaParams | { readonly name: string } } = {
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  EdDSA: { name: 'Ed25519' },
  RS256: { name: 'RSASSA-PKCS1-v1_5' },
}

const encoder = new TextEncoder()

/** Imports keys for Web Crypto. */
export const keyImporter: KeyImporter = {
  decodeSegment: decodeBase64url,
  feedNames: (ids) => Promise.all(ids.map(async (id) => (id === null ? null : await feedName(id)))),
  importJwk: async (jwk, algorithm) =>
    bind(
      await crypto.subtle.importKey('jwk', keyMaterial(jwk), IMPORT[algorithm], false, ['verify']),
      algorithm,
    ),
  importSpki: async (spki, algorithm) =>
    bind(await crypto.subtle.importKey('spki', spki, IMPORT[algorithm], false, ['verify']), algorithm),
}

async function feedName(id: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(id)))
  return encodeBase64url(hash.subarray(0, FEED_NAME_BYTES))
}

function bind(key: CryptoKey, algorithm: VerificationAlgorithm): VerificationKey {
  const bits = 'modulusLength' in key.algorithm ? Number(key.algorithm.modulusLength) : MIN_RSA_BITS
  if (bits < MIN_RSA_BITS) throw new TypeError(`an RSA key of ${bits} bits is too small`)
  return {
    algorithm,
    verify: (input, signature) =>
      crypto.subtle.verify(VERIFY[algorithm], key, Uint8Array.from(signature), encoder.encode(input)),
  }
}
