/** The answer to a request that may not go on: a status, a challenge (RFC 6750 section 3) and a problem (RFC 9457). */

import type { TokenReason } from '@coatcheck/core/verify'
import {
  type AcceptedKind,
  type AuthenticatedBy,
  kindOf,
  readAccepts,
  type StateOf,
} from '../backend/accepted.ts'
import type { Challenge } from '../backend/oauth-token-holder.ts'
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
  token_invalid: { status: 401, title: 'The token does not verify.' },
  api_key_invalid: { status: 401, title: 'The API key does not verify.' },
  origin_not_allowed: { status: 403, title: 'Requests from this origin may not use cookies here.' },
  organization_required: { status: 403, title: 'This needs an active organization.' },
  permission_missing: { status: 403, title: 'This needs a role or a permission that is not there.' },
  scope_missing: { status: 403, title: 'This needs a scope that is not there.' },
  reverification_required: { status: 403, title: 'This needs a recent proof of who you are.' },
  rate_limited: { status: 429, title: 'The API key was used too often.' },
  verification_unavailable: { status: 503, title: 'Whether the token holds cannot be told just now.' },
}

const REALM = 'realm="coatcheck"'
/** RFC 6749 section 3.3. */
const SCOPES = /^[\x21\x23-\x5b\x5d-\x7e]+$/
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
  const accepts = readAccepts(asked)
  const how: How = {
    challenge: accepts.includes('oauth-token') && 'challenge' in auth ? (auth.challenge ?? null) : null,
    scope: asked.scope,
  }
  if (!auth.isAuthenticated) return { ok: false, refusal: refuseSignedOut(auth, how) }
  // Whoever found out who it is may have accepted more than this route does.
  if (!accepts.includes(kindOf(auth)))
    return { ok: false, refusal: refuseSignedOut(signedOut('token-type-invalid'), how) }
  const shortfall = shortfallOf(auth, asked)
  if (shortfall !== null) return { ok: false, refusal: refuseShortfall(shortfall, how) }
  return { ok: true, auth: auth as AuthenticatedBy<A> }
}

function refuseShortfall(shortfall: Shortfall, how: How): Refusal {
  // RFC 9470 section 3 has a word of its own for a proof that is too old.
  const error =
    shortfall === 'reverification_required' ? 'insufficient_user_authentication' : 'insufficient_scope'
  return refusal(shortfall, challenge(how, error, REFUSALS[shortfall].title))
}

function refuseSignedOut({ reason, message, retryAfterSeconds = 1 }: SignedOut, how: How): Refusal {
  // Who brought nothing made no error (RFC 6750 section 3.1).
  if (reason === 'token-missing') return refusal('unauthenticated', challenge(how), reason)
  // No other token would help: not a challenge.
  if (reason === 'token-cross-site') return refusal('origin_not_allowed', {}, reason)
  if (reason === 'api-key-limited')
    return refusal('rate_limited', { 'retry-after': String(retryAfterSeconds) }, reason)
  if (reason === 'api-key-invalid')
    return refusal('api_key_invalid', challenge(how, 'invalid_token', message), reason)
  // Nobody was found to be signed out.
  if (reason === 'keys-unavailable' || reason === 'issuer-unavailable' || reason === 'verifier-stale')
    return refusal('verification_unavailable', { 'retry-after': RETRY_AFTER_SECONDS }, reason)
  const error = reason === 'dpop-proof-invalid' ? 'invalid_dpop_proof' : 'invalid_token'
  return refusal('token_invalid', challenge(how, error, message), reason)
}

/** How to ask: `null` where access tokens are of no use. */
type How = { readonly challenge: Challenge | null; readonly scope: string | undefined }

/** The challenge; with both schemes where access tokens are taken, and the error in that which was used (RFC 9449 section 7.1). */
function challenge(how: How, error?: string, description?: string): Refusal['headers'] {
  const told = error === undefined ? [] : [`error="${error}"`, `error_description="${description}"`]
  if (how.challenge === null) return { 'www-authenticate': `Bearer ${[REALM, ...told].join(', ')}` }
  const { scheme, resourceMetadata } = how.challenge
  const where = [
    ...(how.scope !== undefined && SCOPES.test(how.scope) ? [`scope="${how.scope}"`] : []),
    ...(resourceMetadata === null ? [] : [`resource_metadata="${resourceMetadata}"`]),
  ]
  const bearer = [REALM, ...(scheme === 'Bearer' ? told : []), ...where]
  const bound = [REALM, 'algs="ES256"', ...(scheme === 'DPoP' ? told : []), ...where]
  return { 'www-authenticate': `Bearer ${bearer.join(', ')}, DPoP ${bound.join(', ')}` }
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
