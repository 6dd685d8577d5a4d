/** The answer to a request that may not go on: a status, a challenge (RFC 6750 section 3) and a problem (RFC 9457). */

import type { TokenReason } from '@coatcheck/core/verify'
import {
  type AcceptedKind,
  type AuthenticatedBy,
  kindOf,
  readAccepts,
  type StateOf,
} from '../backend/accepted.ts'
import { type SignedOut, signedOut } from '../backend/request-state.ts'
import { type Requirement, type Shortfall, shortfallOf } from './requirement.ts'

/** Why a request was refused. Codes are part of the contract: they are added, never changed. */
export type RefusalCode =
  | 'unauthenticated'
  | 'token_invalid'
  | 'api_key_invalid'
  | 'origin_not_allowed'
  | 'rate_limited'
  | 'verification_unavailable'
  | Shortfall

/** The body of a refusal, `application/problem+json`. */
export type RefusalProblem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: RefusalCode
  /** What is wrong with the token. After `token-expired` and `token-outdated` a client gets a new one, and repeats once. */
  readonly reason?: TokenReason
}

/** A refusal, for whatever sends it. */
export type Refusal = {
  readonly status: 401 | 403 | 429 | 503
  readonly headers: { readonly [name: string]: string }
  readonly problem: RefusalProblem
}

const REFUSALS: {
  readonly [C in RefusalCode]: { readonly status: Refusal['status']; readonly title: string }
} = {
  unauthenticated: { status: 401, title: 'This needs somebody who is signed in.' },
  token_invalid: { status: 401, title: 'The session token does not verify.' },
  api_key_invalid: { status: 401, title: 'The API key does not verify.' },
  origin_not_allowed: { status: 403, title: 'Requests from this origin may not use cookies here.' },
  organization_required: { status: 403, title: 'This needs an active organization.' },
  permission_missing: { status: 403, title: 'This needs a role or a permission that is not there.' },
  scope_missing: { status: 403, title: 'This needs a scope that the API key does not have.' },
  reverification_required: { status: 403, title: 'This needs a recent proof of who you are.' },
  rate_limited: { status: 429, title: 'The API key was used too often.' },
  verification_unavailable: { status: 503, title: 'Whether the token holds cannot be told just now.' },
}

const REALM = 'Bearer realm="coatcheck"'
const RETRY_AFTER_SECONDS = '5'

/** A request that may go on, as whom; or why not. */
export type Judgement<A extends AcceptedKind = 'session-token'> =
  | { readonly ok: true; readonly auth: AuthenticatedBy<A> }
  | { readonly ok: false; readonly refusal: Refusal }

/** Judges a request by who sends it, and by what. */
export function judgeRequest<A extends AcceptedKind = 'session-token'>(
  auth: StateOf<AcceptedKind>,
  asked: Requirement<A>,
): Judgement<A> {
  if (!auth.isAuthenticated) return { ok: false, refusal: refuseSignedOut(auth) }
  // Whoever found out who it is may have accepted more than this route does.
  if (!readAccepts(asked).includes(kindOf(auth)))
    return { ok: false, refusal: refuseSignedOut(signedOut('token-type-invalid')) }
  const shortfall = shortfallOf(auth, asked)
  if (shortfall !== null) return { ok: false, refusal: refuseShortfall(shortfall) }
  return { ok: true, auth: auth as AuthenticatedBy<A> }
}

function refuseShortfall(shortfall: Shortfall): Refusal {
  // RFC 9470 section 3 has a word of its own for a proof that is too old.
  const error =
    shortfall === 'reverification_required' ? 'insufficient_user_authentication' : 'insufficient_scope'
  return refusal(shortfall, { 'www-authenticate': challenge(error, REFUSALS[shortfall].title) })
}

function refuseSignedOut({ reason, message, retryAfterSeconds = 1 }: SignedOut): Refusal {
  // Who brought nothing made no error (RFC 6750 section 3.1).
  if (reason === 'token-missing') return refusal('unauthenticated', { 'www-authenticate': REALM }, reason)
  // No other token would help: not a challenge.
  if (reason === 'token-cross-site') return refusal('origin_not_allowed', {}, reason)
  if (reason === 'api-key-limited')
    return refusal('rate_limited', { 'retry-after': String(retryAfterSeconds) }, reason)
  if (reason === 'api-key-invalid')
    return refusal('api_key_invalid', { 'www-authenticate': challenge('invalid_token', message) }, reason)
  // Nobody was found to be signed out.
  if (reason === 'keys-unavailable' || reason === 'issuer-unavailable' || reason === 'verifier-stale')
    return refusal('verification_unavailable', { 'retry-after': RETRY_AFTER_SECONDS }, reason)
  return refusal('token_invalid', { 'www-authenticate': challenge('invalid_token', message) }, reason)
}

function challenge(error: string, description: string): string {
  return `${REALM}, error="${error}", error_description="${description}"`
}

function refusal(code: RefusalCode, headers: Refusal['headers'], reason?: TokenReason): Refusal {
  const { status, title } = REFUSALS[code]
  return {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    problem: {
      type: `urn:coatcheck:error:${code}`,
      title,
      status,
      code,
      ...(reason === undefined ? {} : { reason }),
    },
  }
}

/** A refusal as a Web `Response`. */
export function refusalResponse({ status, headers, problem }: Refusal): Response {
  return new Response(JSON.stringify(problem), { status, headers })
}
