/** Why a token was refused: one literal for each way to be wrong. */

/** The closed list of reasons. */
export type TokenReason =
  /** No bearer token, and no session cookie. */
  | 'token-missing'
  /** Not a compact JWS in its one canonical spelling (RFC 7515 section 7.1). */
  | 'token-malformed'
  /** Longer than 8,192 characters. */
  | 'token-too-large'
  /** Other header members than `alg`, `typ` and `kid`, or no `kid`. */
  | 'token-header-invalid'
  /** Not the algorithm that the key is bound to. */
  | 'token-algorithm-invalid'
  /** The issuer has no key of that `kid`. */
  | 'token-key-unknown'
  /** The keys of the issuer could not be fetched: the token may be good, so answer 503. */
  | 'keys-unavailable'
  /** The signature does not hold. */
  | 'token-signature-invalid'
  /** Issued by somebody else. */
  | 'token-issuer-invalid'
  /** Another kind of token. */
  | 'token-type-invalid'
  /** For another audience. */
  | 'token-audience-invalid'
  /** Minted for a party (`azp`) that is not accepted here. */
  | 'token-party-invalid'
  /** An access token that is bound to another key than the one that was proved, or to none where one was (RFC 9449). */
  | 'token-binding-invalid'
  /** The proof that came with an access token is none for this request and this token, or was used before (RFC 9449). */
  | 'dpop-proof-invalid'
  /** The session has something left to do, such as a second factor: of an opaque token, or of one of Clerk's, which say so. */
  | 'token-pending'
  /** A claim is missing or not of its form, or the token lives too long. */
  | 'token-claims-invalid'
  /** Past its `exp`: the client fetches a new one. */
  | 'token-expired'
  /** Before its `nbf`. */
  | 'token-not-active-yet'
  /** Before its `iat`. */
  | 'token-issued-in-future'
  /** The session has ended, or the token itself was revoked: sign in again. */
  | 'token-revoked'
  /** What the token says has changed since: the client fetches a new one and tries once more. */
  | 'token-outdated'
  /** Nothing is known of the last seconds, and the verifier is told to refuse then: the token may be good. */
  | 'verifier-stale'
  /** A cookie that came with a request from another site. */
  | 'token-cross-site'
  /** A ticket that is over, was used before, or is none of the issuer's. */
  | 'ticket-invalid'
  /** An API key that is unknown, revoked or expired, or whose user or OAuth client is disabled: which of these is nobody's business. */
  | 'api-key-invalid'
  /** An API key that was used more often than its limit allows: answer 429. */
  | 'api-key-limited'
  /** An opaque session token, a ticket or an API key, which only the issuer can judge, came to a backend without a backend key. */
  | 'backend-key-missing'
  /** The issuer could not be asked: whoever sent the request may be signed in, so answer 503. */
  | 'issuer-unavailable'

/** A refused token. */
export type TokenRefusal = { readonly ok: false; readonly reason: TokenReason }

/** Refuses a token. */
export function refuse(reason: TokenReason): TokenRefusal {
  return { ok: false, reason }
}
