/** What the SDK needs of a platform's cryptography: keys bound to one algorithm, and whether a signature holds. */

/** The algorithms that tokens are verified with. */
export type Algorithm = 'ES256' | 'EdDSA' | 'RS256'

/** A public key of a key set (RFC 7517); its members have been checked by nobody yet. */
export type PublicJwk = { readonly [member: string]: unknown }

/** A key that verifies. */
export type VerificationKey = {
  readonly algorithm: Algorithm
  /** Checks a signature; `false` for anything that is none. */
  readonly verify: (signingInput: string, signature: Uint8Array) => boolean | Promise<boolean>
}
