/** The port of signatures: public keys, each bound to the one algorithm that it verifies. */

import type { JsonMembers } from './strict-json.ts'

/** The algorithms that session tokens are verified with. */
export const VERIFICATION_ALGORITHMS = ['ES256', 'EdDSA', 'RS256'] as const

/** One of them. */
export type VerificationAlgorithm = (typeof VERIFICATION_ALGORITHMS)[number]

/** A key that verifies. */
export type VerificationKey = {
  readonly algorithm: VerificationAlgorithm
  /** Whether the signature holds; at once where the platform can, `false` for anything that is no signature. */
  readonly verify: (signingInput: string, signature: Uint8Array) => boolean | Promise<boolean>
}

/** RFC 7518 section 3.3: smaller RSA keys are not to be used. */
export const MIN_RSA_BITS = 2_048

/** Whether a header's `alg` is an algorithm that any key could be bound to. */
export function isVerificationAlgorithm(alg: string): alg is VerificationAlgorithm {
  return VERIFICATION_ALGORITHMS.some((name) => name === alg)
}

/**
 * The algorithm that a published key is bound to (RFC 7517 section 4.4).
 *
 * @returns `null` for a key that must not verify: secret, private, for another use, or without an `alg` of its type.
 */
export function boundAlgorithm(jwk: JsonMembers): VerificationAlgorithm | null {
  const { alg, kty, crv, use, d, k, key_ops: operations } = jwk
  if (d !== undefined || k !== undefined || (use !== undefined && use !== 'sig')) return null
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) return null
  if (alg === 'ES256' && kty === 'EC' && crv === 'P-256') return alg
  if (alg === 'EdDSA' && kty === 'OKP' && crv === 'Ed25519') return alg
  return alg === 'RS256' && kty === 'RSA' ? alg : null
}
