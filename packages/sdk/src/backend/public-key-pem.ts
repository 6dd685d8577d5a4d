/** Public keys in PEM (RFC 7468 section 13), and the one algorithm that each type of key is for. */

import type { VerificationAlgorithm } from '@coatcheck/core/verify'

/** A key as it was read: nothing but its type has been checked. */
export type PublicKeyPem = {
  readonly algorithm: VerificationAlgorithm
  /** SubjectPublicKeyInfo in DER. */
  readonly spki: Uint8Array<ArrayBuffer>
}

const PEM = /^-----BEGINPUBLICKEY-----([A-Za-z0-9+/]+={0,2})-----ENDPUBLICKEY-----$/

/** How a SubjectPublicKeyInfo begins, in hexadecimal: its lengths, then the type of the key. */
const BEGINNINGS: { readonly [A in VerificationAlgorithm]: RegExp } = {
  ES256: /^3059301306072a8648ce3d020106082a8648ce3d030107034200/, // RFC 5480: id-ecPublicKey, prime256v1
  EdDSA: /^302a300506032b6570032100/, // RFC 8410: id-Ed25519
  RS256: /^30(?:81..|82....)300d06092a864886f70d0101010500/, // RFC 3279: rsaEncryption
}

/** Reads a PEM; `null` when it is not a public key of a type that verifies. */
export function readPublicKeyPem(pem: string): PublicKeyPem | null {
  // Environment files spell a line break as `\n`.
  const base64 = PEM.exec(pem.replaceAll(/\\n|\s/g, ''))?.[1]
  if (base64 === undefined || base64.length % 4 !== 0) return null
  const spki = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
  const beginning = Array.from(spki.subarray(0, 27), (byte) => byte.toString(16).padStart(2, '0')).join('')
  for (const algorithm of ['ES256', 'EdDSA', 'RS256'] as const) {
    if (BEGINNINGS[algorithm].test(beginning)) return { algorithm, spki }
  }
  return null
}
