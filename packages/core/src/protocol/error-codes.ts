/** The codes of the errors that the HTTP API can answer, and the form of an answer. `errors.ts` says what each means. */

import type { TemplateProblem } from '../template/template-problem.ts'
import type { TokenReason } from '../verify/reason.ts'
import type { DpopReason } from './dpop-reason.ts'
import type { PasswordWeakness } from './password-weakness.ts'
import type { SessionEndedReason } from './session-ended-reason.ts'

/**
 * What an error asks of a client. `sign-out`: the credential is of no use any more, drop it. Everything else keeps the
 * session. `retry`: the same again, after `Retry-After` or after reading storage anew. `ask-person`: somebody has to
 * type, choose or sign in. `fix-request`: the same request will never succeed.
 */
export type Recovery = 'sign-out' | 'retry' | 'ask-person' | 'fix-request'

/** One row of the table of errors. */
export type ErrorDefinition = {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 429 | 500 | 503
  /** What a client does that was not written for the code. */
  readonly recovery: Recovery
  /** What it means, as the answer's `title`. */
  readonly title: string
  /** What whoever gets it does. */
  readonly action: string
}

/** A code of the HTTP API. Codes are part of the contract: they are added, never changed. */
export type ErrorCode =
  | 'invalid_request'
  | 'invalid_json'
  | 'template_invalid'
  | 'idempotency_key_required'
  | 'cookie_conflict'
  | 'dpop_invalid'
  | 'ticket_invalid'
  | 'password_rejected'
  | 'unauthenticated'
  | 'credential_invalid'
  | 'credentials_invalid'
  | 'factor_invalid'
  | 'refresh_invalid'
  | 'refresh_reused'
  | 'session_ended'
  | 'token_invalid'
  | 'upstream_token_invalid'
  | 'upstream_sign_in_invalid'
  | 'upstream_sign_in_refused'
  | 'upstream_notice_invalid'
  | 'origin_not_allowed'
  | 'credential_not_accepted'
  | 'scope_missing'
  | 'reverification_required'
  | 'actor_not_allowed'
  | 'permission_missing'
  | 'email_differs'
  | 'session_pending'
  | 'sign_up_closed'
  | 'email_domain_not_allowed'
  | 'hook_refused'
  | 'not_found'
  | 'session_not_found'
  | 'template_not_found'
  | 'method_not_allowed'
  | 'refresh_superseded'
  | 'client_superseded'
  | 'email_taken'
  | 'username_taken'
  | 'external_id_taken'
  | 'slug_taken'
  | 'role_taken'
  | 'role_in_use'
  | 'already_member'
  | 'already_invited'
  | 'last_admin'
  | 'session_limit_reached'
  | 'upstream_token_used'
  | 'issuer_taken'
  | 'identity_taken'
  | 'last_way_in'
  | 'template_name_taken'
  | 'too_many_keys'
  | 'too_many_api_keys'
  | 'too_many_factors'
  | 'passkey_taken'
  | 'policy_locked'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'rate_limited'
  | 'token_too_large'
  | 'internal_error'
  | 'server_busy'
  | 'secret_unknown'
  | 'hook_failed'
  | 'store_unavailable'

/** The body of every error answer: `application/problem+json` (RFC 9457). */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: ErrorCode
  readonly detail?: string
  /** The member of the request that is wrong, as a path such as `body.email`. */
  readonly field?: string
  /** Why a session ended, or what is wrong with a token or a password. */
  readonly reason?: SessionEndedReason | TokenReason | DpopReason | PasswordWeakness
  /** What a pending session still has to do. */
  readonly tasks?: readonly { readonly kind: 'second-factor' }[]
  /** With `template_invalid`: all that is wrong with the text, in its order. */
  readonly problems?: readonly TemplateProblem[]
}
