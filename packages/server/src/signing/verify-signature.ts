/** Checks a signature with a key that is bound to one algorithm. */

import { type KeyObject, verify } from 'node:crypto'
import type { SigningAlgorithm } from '@coatcheck/core'
import { rawToDer } from '@coatcheck/core/verify'

/** What a signature must match. */
export type SignatureCheck = {
  readonly algorithm: SigningAlgorithm
  readonly key: KeyObject
  readonly signingInput: string
  readonly signature: Uint8Array
}

/** Whether the signature holds (RFC 7518 section 3, RFC 8037 section 3.1). */
export function signatureHolds({ algorithm, key, signingInput, signature }: SignatureCheck): boolean {
  const data = Buffer.from(signingInput, 'latin1')
  switch (algorithm) {
    case 'ES256': {
      const der = rawToDer(signature)
      return der !== null && verify('sha256', data, key, der)
    }
    case 'EdDSA':
      return signature.length === 64 && verify(null, data, key, signature)
    case 'RS256':
      return verify('sha256', data, key, signature)
  }
}
