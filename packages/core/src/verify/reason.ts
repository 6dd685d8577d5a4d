/** Why a token was refused: one literal for each way to be wrong. */

/** The closed list of reasons. */
export type TokenReason =
  | 'token-missing'
  | 'token-malformed'
  | 'token-too-large'
  | 'token-header-invalid'
  | 'token-algorithm-invalid'
  | 'token-key-unknown'
  | 'token-signature-invalid'
  | 'token-issuer-invalid'
  | 'token-type-invalid'
  | 'token-audience-invalid'
  | 'token-party-invalid'
  | 'token-claims-invalid'
  | 'token-expired'
  | 'token-not-active-yet'
  | 'token-issued-in-future'
  | 'token-revoked'
  | 'token-outdated'
  | 'token-cross-site'
  | 'verifier-stale'

/** A refused token. */
export type TokenRefusal = { readonly ok: false; readonly reason: TokenReason }

/** Refuses a token. */
export function refuse(reason: TokenReason): TokenRefusal {
  return { ok: false, reason }
}
