/** Everything that a backend asks of a request, around one verifier. */

import type { AcceptedKind, Accepts, AuthenticatedBy, StateOf } from '../backend/accepted.ts'
import { authenticateRequest, type AuthenticateOptions } from '../backend/authenticate-request.ts'
import { MAX_ANSWER_SECONDS } from '../backend/api-key.ts'
import { readBackendKey } from '../backend/backend-key.ts'
import { createVerifier } from '../backend/create-verifier.ts'
import { CoatcheckError } from '../backend/errors.ts'
import { findToken } from '../backend/find-token.ts'
import { type OAuthOptions, readOAuthOptions } from '../backend/oauth-options.ts'
import { type NodeRequestHead, type RequestHead, requestHead } from '../backend/request-head.ts'
import type { TokenType } from '../backend/verified.ts'
import type { Verifier } from '../backend/verifier.ts'
import type { VerifierOptions } from '../backend/verifier-options.ts'
import { type GuardedHandlers, guardHandlers } from './guarded-handlers.ts'
import { passCookies } from './pass-cookies.ts'
import { judgeRequest, refusalResponse } from './refusal.ts'
import { readRequirement, type Requirement } from './requirement.ts'

/** How it is set up: a verifier, or the options of one. */
export type AuthOptions = AuthenticateOptions &
  ((VerifierOptions & { readonly verifier?: never }) | { readonly verifier: Verifier<TokenType> })

/** A request that may go on, as whom; or the answer that it gets. */
export type Protected<A extends AcceptedKind = 'session-token'> =
  | { readonly ok: true; readonly auth: AuthenticatedBy<A> }
  | { readonly ok: false; readonly auth: StateOf<A>; readonly response: Response }

/** What it can do. */
export type CoatcheckAuth = GuardedHandlers & {
  readonly verifier: Verifier<TokenType>
  /**
   * Who sends a request: a Web `Request`, or one of `node:http`. Never rejects for what the request brings.
   *
   * @throws {CoatcheckError} As a rejection, when `asked` is wrong.
   */
  readonly getAuth: <A extends AcceptedKind = 'session-token'>(
    request: RequestHead | NodeRequestHead,
    asked?: Accepts<A>,
  ) => Promise<StateOf<A>>
  /** The token of a request, which nobody has verified; `null` without one, and for a cookie that may not be used. */
  readonly getTokenFromRequest: (request: RequestHead | NodeRequestHead) => string | null
  /**
   * Lets a request on, or says what to answer: 401, 403, 429 or 503. With a backend key what you answer goes through
   * `passCookies(auth, response)`.
   *
   * @throws {CoatcheckError} As a rejection, when `asked` is wrong.
   */
  readonly protect: <A extends AcceptedKind = 'session-token'>(
    request: RequestHead | NodeRequestHead,
    asked?: Requirement<A>,
  ) => Promise<Protected<A>>
  /** Ends the feed of the verifier. */
  readonly close: () => void
}

/**
 * Makes it. Keep it: issuer, keys and remembered tokens are one unit.
 *
 * @throws {CoatcheckError} When an option is wrong.
 */
export function createAuth(options: AuthOptions): CoatcheckAuth {
  const rules = readRules(options)
  const verifier = options.verifier ?? createVerifier(options)
  const getAuth: CoatcheckAuth['getAuth'] = (request, asked = {}) =>
    authenticateRequest(verifier, request, { ...rules, ...(asked.accepts && { accepts: asked.accepts }) })
  return {
    ...guardHandlers(getAuth),
    verifier,
    getAuth,
    getTokenFromRequest: (request) => {
      const found = findToken(verifier, requestHead(request), rules)
      return found.ok && found.token !== '' ? found.token : null
    },
    protect: async (request, asked = {}) => {
      const requirement = readRequirement(asked)
      const auth = await getAuth(request, requirement)
      const judged = judgeRequest(auth, requirement)
      return judged.ok
        ? judged
        : { ok: false, auth, response: passCookies(auth, refusalResponse(judged.refusal)) }
    },
    close: () => verifier.close(),
  }
}

function readRules(options: AuthOptions): AuthenticateOptions {
  const {
    verifier,
    audience,
    authorizedParties,
    allowedOrigins = [],
    dangerouslyAllowCrossSite,
    roles,
    backendKey,
    apiKeyCacheSeconds,
    oauth,
  } = options
  for (const origin of allowedOrigins) {
    if (/^[a-z][a-z0-9+.-]*:\/\/[^/?#*\\\s]+$/.test(origin)) continue
    throw new CoatcheckError(
      'option-invalid',
      `allowedOrigins lists origins such as https://app.example.com, without a path; one is ${JSON.stringify(origin)}`,
    )
  }
  return {
    allowedOrigins,
    ...(dangerouslyAllowCrossSite !== undefined && { dangerouslyAllowCrossSite }),
    ...(roles !== undefined && { roles }),
    ...(backendKey !== undefined && { backendKey: readBackendKey(backendKey) }),
    ...(apiKeyCacheSeconds !== undefined && { apiKeyCacheSeconds: readCacheSeconds(apiKeyCacheSeconds) }),
    ...(oauth !== undefined && { oauth: checkOAuth(oauth) }),
    // A verifier that is made here asks for them itself.
    ...(verifier !== undefined && audience !== undefined && { audience }),
    ...(verifier !== undefined && authorizedParties !== undefined && { authorizedParties }),
  }
}

/** Says at the start what is set wrongly. */
function checkOAuth(oauth: OAuthOptions): OAuthOptions {
  readOAuthOptions({ audiences: [] }, { oauth })
  return oauth
}

function readCacheSeconds(seconds: number): number {
  if (seconds >= 0 && seconds <= MAX_ANSWER_SECONDS) return seconds
  throw new CoatcheckError(
    'option-invalid',
    `apiKeyCacheSeconds is 0 to ${MAX_ANSWER_SECONDS}; it is ${seconds}`,
  )
}
