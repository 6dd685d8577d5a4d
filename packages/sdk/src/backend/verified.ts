/** What a verification comes to. */

import type { AccessClaims, TemplateClaims } from '@coatcheck/core/protocol'
import type { TokenReason } from '@coatcheck/core/verify'
import { MESSAGES } from './messages.ts'
import type { SessionClaims } from './session-claims.ts'

/** The claims of each kind of token. */
export type ClaimsOf = {
  readonly session: SessionClaims
  readonly template: TemplateClaims
  readonly 'oauth-token': AccessClaims
}

/** A kind of token: that of a session, one that a template made, or an OAuth access token (RFC 9068). */
export type TokenType = keyof ClaimsOf

/** A token that holds. */
export type Accepted<T extends TokenType = TokenType> = {
  readonly [K in T]: { readonly ok: true; readonly tokenType: K; readonly claims: ClaimsOf[K] }
}[T]

/** A token that does not, and why. */
export type Refused = {
  readonly ok: false
  readonly reason: TokenReason
  readonly message: string
  /** With `keys-unavailable`: what went wrong. */
  readonly cause?: unknown
}

/** A verdict. */
export type Verified<T extends TokenType = 'session'> = Accepted<T> | Refused

/** Refuses a token. */
export function refused(reason: TokenReason, cause?: unknown): Refused {
  const refusal = { ok: false, reason, message: MESSAGES[reason] } as const
  return cause === undefined ? refusal : { ...refusal, cause }
}
