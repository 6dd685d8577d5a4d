/** Every error the HTTP API can answer: its status, what it means and what to do about it. */

import type { TemplateProblem } from '../template/template-problem.ts'
import type { TokenReason } from '../verify/reason.ts'
import type { DpopReason } from './dpop-reason.ts'
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
  | 'template_name_taken'
  | 'too_many_keys'
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
  | 'store_unavailable'

/** The closed list of errors. */
export const ERRORS: { readonly [C in ErrorCode]: ErrorDefinition } = {
  invalid_request: {
    status: 400,
    recovery: 'fix-request',
    title: 'The request is not of the form this route takes.',
    action: 'Look at `field` and `detail`; the OpenAPI document has the whole form.',
  },
  invalid_json: {
    status: 400,
    recovery: 'fix-request',
    title: 'The body is not JSON.',
    action: 'Send a JSON object, encoded as UTF-8.',
  },
  template_invalid: {
    status: 400,
    recovery: 'fix-request',
    title: 'The text of the template is not in order.',
    action: 'Mend what `problems` names, each with its line and column.',
  },
  idempotency_key_required: {
    status: 400,
    recovery: 'fix-request',
    title:
      'This request must carry an Idempotency-Key: its session was opened with one, or it changes more than once.',
    action: 'Send `Idempotency-Key`, one random value per refresh token, the same on every retry.',
  },
  cookie_conflict: {
    status: 400,
    recovery: 'ask-person',
    title: 'Two different values came for one cookie.',
    action: 'The cookies have been cleared. Sign in again, and look for a sibling domain that sets cookies.',
  },
  dpop_invalid: {
    status: 400,
    recovery: 'fix-request',
    title: 'The DPoP proof does not hold.',
    action: 'Make a fresh proof for this method and URL (RFC 9449 section 4.2).',
  },
  ticket_invalid: {
    status: 400,
    recovery: 'ask-person',
    title: 'This link or ticket has expired or was used before.',
    action: 'Ask for a new one.',
  },
  password_rejected: {
    status: 400,
    recovery: 'ask-person',
    title: 'This password cannot be used.',
    action: 'Choose another one; `detail` says what is wrong with it.',
  },
  unauthenticated: {
    status: 401,
    recovery: 'ask-person',
    title: 'This route needs a credential.',
    action: 'Send one of the credentials that the OpenAPI document names for the route.',
  },
  credential_invalid: {
    status: 401,
    recovery: 'fix-request',
    title: 'The credential is malformed or unknown.',
    action: 'Check where it was copied from.',
  },
  credentials_invalid: {
    status: 401,
    recovery: 'ask-person',
    title: 'The e-mail address or the password is wrong.',
    action: 'Try again, or reset the password.',
  },
  factor_invalid: {
    status: 401,
    recovery: 'ask-person',
    title: 'This does not prove the second factor.',
    action: 'Type the next code, or use another factor; every code works once.',
  },
  refresh_invalid: {
    status: 401,
    recovery: 'sign-out',
    title: 'This is not a refresh token of a living session.',
    action: 'Sign out on this device and sign in again.',
  },
  refresh_reused: {
    status: 401,
    recovery: 'sign-out',
    title: 'This refresh token was used before by somebody else. The session has been revoked.',
    action: 'Sign out on this device and sign in again; somebody may have copied the token.',
  },
  session_ended: {
    status: 401,
    recovery: 'sign-out',
    title: 'The session has ended.',
    action: 'Sign out on this device and sign in again; `reason` says why it ended.',
  },
  token_invalid: {
    status: 401,
    recovery: 'retry',
    title: 'The session token does not verify.',
    action: 'Get a fresh one; `reason` says what is wrong with this one.',
  },
  upstream_token_invalid: {
    status: 401,
    recovery: 'ask-person',
    title: 'The upstream token was not accepted.',
    action:
      'Check the issuer, its audience or authorized party, and the clock; the event log has the reason.',
  },
  origin_not_allowed: {
    status: 403,
    recovery: 'fix-request',
    title: 'Requests from this origin may not use cookies here.',
    action: 'Add the origin to `COATCHECK_ALLOWED_ORIGINS`.',
  },
  credential_not_accepted: {
    status: 403,
    recovery: 'fix-request',
    title: 'This route does not accept this kind of credential.',
    action: 'The OpenAPI document names the credentials that the route accepts.',
  },
  scope_missing: {
    status: 403,
    recovery: 'fix-request',
    title: 'The admin key lacks the scope that this route needs.',
    action: 'Use a key with the scope in `detail`.',
  },
  reverification_required: {
    status: 403,
    recovery: 'ask-person',
    title: 'This needs a recent proof of who you are.',
    action: 'Call `POST /api/auth/reverify` and repeat the request.',
  },
  actor_not_allowed: {
    status: 403,
    recovery: 'fix-request',
    title: 'Somebody who acts as the user cannot do this.',
    action: 'The user does it in a session of their own.',
  },
  permission_missing: {
    status: 403,
    recovery: 'fix-request',
    title: 'Your role in this organization does not permit that.',
    action: 'Ask an administrator of the organization.',
  },
  email_differs: {
    status: 403,
    recovery: 'ask-person',
    title: 'The invitation is for another e-mail address than that of this account.',
    action: 'Sign in with the invited address.',
  },
  session_pending: {
    status: 403,
    recovery: 'ask-person',
    title: 'The sign-in is not complete.',
    action: 'Do what `tasks` names: for `second-factor`, `POST /api/auth/second-factor`.',
  },
  sign_up_closed: {
    status: 403,
    recovery: 'ask-person',
    title: 'New accounts are not open to everybody here.',
    action: 'Ask an administrator for an account.',
  },
  email_domain_not_allowed: {
    status: 403,
    recovery: 'ask-person',
    title: 'Accounts with this e-mail domain are not accepted here.',
    action: 'Use an address of an accepted domain.',
  },
  not_found: {
    status: 404,
    recovery: 'fix-request',
    title: 'There is nothing here.',
    action: 'Check the path and the id.',
  },
  session_not_found: {
    status: 404,
    recovery: 'fix-request',
    title: 'There is no such session for this credential.',
    action: 'List the sessions and use one of their ids.',
  },
  template_not_found: {
    status: 404,
    recovery: 'fix-request',
    title: 'There is no template of this name.',
    action: 'Check the name; administrators list the templates.',
  },
  method_not_allowed: {
    status: 405,
    recovery: 'fix-request',
    title: 'This path does not answer to this method.',
    action: 'Use a method from the `Allow` header.',
  },
  refresh_superseded: {
    status: 409,
    recovery: 'retry',
    title: 'A newer refresh token of this session exists.',
    action: 'Read your storage again; if this token is still there, repeat once with `stillCurrent: true`.',
  },
  client_superseded: {
    status: 409,
    recovery: 'retry',
    title: 'The cookie of this browser was replaced moments ago.',
    action: 'Repeat the request; the browser sends the new cookie by then.',
  },
  email_taken: {
    status: 409,
    recovery: 'ask-person',
    title: 'There is an account with this e-mail address.',
    action: 'Sign in, or reset the password.',
  },
  username_taken: {
    status: 409,
    recovery: 'ask-person',
    title: 'There is an account with this user name.',
    action: 'Choose another one.',
  },
  external_id_taken: {
    status: 409,
    recovery: 'fix-request',
    title: 'There is an account with this external id.',
    action: 'External ids are unique; look the other account up.',
  },
  slug_taken: {
    status: 409,
    recovery: 'ask-person',
    title: 'There is an organization with this slug.',
    action: 'Choose another one.',
  },
  role_taken: {
    status: 409,
    recovery: 'fix-request',
    title: 'There is a role with this key.',
    action: 'Change that one, or take another key.',
  },
  role_in_use: {
    status: 409,
    recovery: 'fix-request',
    title: 'The role is built in, or somebody has it or is invited with it.',
    action: 'Give its members another role first.',
  },
  already_member: {
    status: 409,
    recovery: 'fix-request',
    title: 'This person belongs to the organization already.',
    action: 'Change the role of the membership instead.',
  },
  already_invited: {
    status: 409,
    recovery: 'ask-person',
    title: 'An invitation of this address is pending.',
    action: 'Revoke it to send another one.',
  },
  last_admin: {
    status: 409,
    recovery: 'ask-person',
    title: 'Nobody else administers this organization.',
    action: 'Make another member its administrator first, or delete the organization.',
  },
  session_limit_reached: {
    status: 409,
    recovery: 'ask-person',
    title: 'This account has as many sessions as it may have.',
    action: 'Sign out on another device first.',
  },
  upstream_token_used: {
    status: 409,
    recovery: 'ask-person',
    title: 'This upstream token was exchanged before.',
    action: 'Get a fresh one, or repeat with the Idempotency-Key of the first exchange.',
  },
  issuer_taken: {
    status: 409,
    recovery: 'fix-request',
    title: 'There is an upstream for this issuer.',
    action: 'Change that one.',
  },
  template_name_taken: {
    status: 409,
    recovery: 'fix-request',
    title: 'There is a template of this name.',
    action: 'Change that one, or take another name.',
  },
  too_many_keys: {
    status: 409,
    recovery: 'fix-request',
    title: 'There are two living keys of this name already.',
    action: 'Revoke one of them first.',
  },
  too_many_factors: {
    status: 409,
    recovery: 'ask-person',
    title: 'This account has as many passkeys as it may have.',
    action: 'Remove one of them first.',
  },
  passkey_taken: {
    status: 409,
    recovery: 'ask-person',
    title: 'This passkey is registered already.',
    action: 'Use it, or register another one.',
  },
  policy_locked: {
    status: 409,
    recovery: 'fix-request',
    title: 'The configuration fixes this member of the policy.',
    action: 'Change it where it is set: flag, environment or configuration file.',
  },
  body_too_large: {
    status: 413,
    recovery: 'fix-request',
    title: 'The body is larger than 64 KiB.',
    action: 'Send less.',
  },
  unsupported_media_type: {
    status: 415,
    recovery: 'fix-request',
    title: 'This route takes JSON only.',
    action: 'Send `Content-Type: application/json`.',
  },
  rate_limited: {
    status: 429,
    recovery: 'retry',
    title: 'Too many requests.',
    action: 'Keep the session and repeat after `Retry-After` seconds.',
  },
  token_too_large: {
    status: 500,
    recovery: 'fix-request',
    title: 'The claims make a token that is too large.',
    action:
      'Keep the session; whoever configures the claims makes the largest ones, named in `detail`, smaller.',
  },
  internal_error: {
    status: 500,
    recovery: 'retry',
    title: 'Something went wrong on our side.',
    action: 'Keep the session and repeat; the log of the server has the details.',
  },
  server_busy: {
    status: 503,
    recovery: 'retry',
    title: 'The server is busy.',
    action: 'Keep the session and repeat after `Retry-After` seconds.',
  },
  secret_unknown: {
    status: 503,
    recovery: 'retry',
    title: 'This node does not know the secret that the token was made with.',
    action: 'Keep the session and repeat after `Retry-After` seconds.',
  },
  store_unavailable: {
    status: 503,
    recovery: 'retry',
    title: 'The store cannot be reached.',
    action: 'Keep the session and repeat after `Retry-After` seconds.',
  },
}

/** The body of every error answer: `application/problem+json` (RFC 9457). */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: ErrorCode
  readonly detail?: string
  /** The member of the request that is wrong, as a path such as `body.email`. */
  readonly field?: string
  /** Why a session ended, or what is wrong with a token. */
  readonly reason?: SessionEndedReason | TokenReason | DpopReason
  /** What a pending session still has to do. */
  readonly tasks?: readonly { readonly kind: 'second-factor' }[]
  /** With `template_invalid`: all that is wrong with the text, in its order. */
  readonly problems?: readonly TemplateProblem[]
}
