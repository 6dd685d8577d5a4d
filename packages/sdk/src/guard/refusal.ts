/** The answer to a request that may not go on: a status, a challenge (RFC 6750 section 3) and a problem (RFC 9457). */

import type { TokenReason } from '@coatcheck/core/verify'
import type { RequestState, SignedIn, SignedOut } from '../backend/request-state.ts'
import { type Requirement, type Shortfall, shortfallOf } from './requirement.ts'

/** Why a request was refused. Codes are part of the contract: they are added, never changed. */
export type RefusalCode =
  | 'unauthenticated'
  | 'token_invalid'
  | 'origin_not_allowed'
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
  readonly status: 401 | 403 | 503
  readonly headers: { readonly [name: string]: string }
  readonly problem: RefusalProblem
}

const REFUSALS: {
  readonly [C in RefusalCode]: { readonly status: Refusal['status']; readonly title: string }
} = {
  unauthenticated: { status: 401, title: 'This needs somebody who is signed in.' },
  token_invalid: { status: 401, title: 'The session token does not verify.' },
  origin_not_allowed: { status: 403, title: 'Requests from this origin may not use cookies here.' },
  organization_required: { status: 403, title: 'This needs an active organization.' },
  permission_missing: { status: 403, title: 'This needs a role or a permission that is not there.' },
  reverification_required: { status: 403, title: 'This needs a recent proof of who you are.' },
  verification_unavailable: { status: 503, title: 'Whether the token holds cannot be told just now.' },
}

const REALM = 'Bearer realm="coatcheck"'
const RETRY_AFTER_SECONDS = '5'

/** A request that may go on, as whom; or why not. */
export type Judgement =
  | { readonly ok: true; readonly auth: SignedIn }
  | { readonly ok: false; readonly refusal: Refusal }

/** Judges a request by who sends it. */
export function judgeRequest(auth: RequestState, asked: Requirement): Judgement {
  if (!auth.isSignedIn) return { ok: false, refusal: refuseSignedOut(auth) }
  const shortfall = shortfallOf(auth, asked)
  return shortfall === null ? { ok: true, auth } : { ok: false, refusal: refuseShortfall(shortfall) }
}

function refuseShortfall(shortfall: Shortfall): Refusal {
  // RFC 9470 section 3 has a word of its own for a proof that is too old.
  const error =
    shortfall === 'reverification_required' ? 'insufficient_user_authentication' : 'insufficient_scope'
  return refusal(shortfall, { 'www-authenticate': challenge(error, REFUSALS[shortfall].title) })
}

function refuseSignedOut({ reason, message }: SignedOut): Refusal {
  // Who brought nothing made no error (RFC 6750 section 3.1).
  if (reason === 'token-missing') return refusal('unauthenticated', { 'www-authenticate': REALM }, reason)
  // No other token would help: not a challenge.
  if (reason === 'token-cross-site') return refusal('origin_not_allowed', {}, reason)
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
