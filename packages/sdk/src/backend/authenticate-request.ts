/** Who sends a request to your backend: by bearer token, or by the session cookie of a request from your own pages. */

import { isPlainHttp, readCookie, type SessionClaims, sessionCookieName } from '@coatcheck/core/protocol'
import type { TokenReason } from '@coatcheck/core/verify'
import { type FactorAges, factorAges, has, type HasParams } from './has.ts'
import { MESSAGES } from './messages.ts'
import type { TokenType } from './verified.ts'
import type { Verifier } from './verifier.ts'
import type { Parties } from './verifier-options.ts'

/** A request of a signed-in person. */
export type SignedIn = {
  readonly isSignedIn: true
  readonly userId: string
  readonly sessionId: string
  readonly sessionClaims: SessionClaims
  /** Who acts as the user; `null` when it is the user. */
  readonly actor: { readonly sub: string } | null
  /** As of now, which a token's `fva` is not: that is of when it was issued. */
  readonly factorVerificationAge: FactorAges
  readonly has: (asked: HasParams) => boolean
}

/** A request of nobody, and why. */
export type SignedOut = {
  readonly isSignedIn: false
  readonly reason: TokenReason
  readonly message: string
  /** With `keys-unavailable`: what went wrong. Nobody was found to be signed out: answer 503, not 401. */
  readonly cause?: unknown
  readonly userId: null
  readonly sessionId: null
  readonly has: (asked: HasParams) => false
}

/** What a request came to. */
export type RequestState = SignedIn | SignedOut

/** How requests are judged. */
export type AuthenticateOptions = Parties & {
  /** The origins of your own pages beside the issuer's: a cookie on an unsafe request counts only from these. */
  readonly allowedOrigins?: readonly string[]
  /** Lets any site use your visitors' cookies. Only for routes that change nothing whatever the method says. */
  readonly dangerouslyAllowCrossSite?: boolean
}

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS']

/**
 * Authenticates a request. What the request brings never makes it reject.
 *
 * @throws {CoatcheckError} As a rejection, when an option is wrong.
 */
export async function authenticateRequest(
  verifier: Verifier<TokenType>,
  request: Request,
  options: AuthenticateOptions = {},
): Promise<RequestState> {
  const found = findToken(verifier.issuer, request)
  if (!found.ok) return signedOut(found.reason)
  // Before the token is looked at: whatever is wrong with it, a request from elsewhere is not to be repeated.
  if (found.from === 'cookie' && isCrossSite(verifier.issuer, request, options)) {
    return signedOut('token-cross-site')
  }
  const verified = await verifier.verify(found.token, options)
  if (!verified.ok) return signedOut(verified.reason, verified.cause)
  return verified.tokenType === 'session'
    ? signedIn(verified.claims, verifier.nowMs())
    : signedOut('token-type-invalid')
}

type FoundToken =
  | { readonly ok: true; readonly token: string; readonly from: 'header' | 'cookie' }
  | { readonly ok: false; readonly reason: TokenReason }

/** A bearer token wins over the cookie, also when it is no good: whoever sends one means it. */
function findToken(issuer: string, request: Request): FoundToken {
  const bearer = /^bearer(?: +(.*))?$/i.exec(request.headers.get('authorization') ?? '')
  if (bearer !== null) return { ok: true, token: bearer[1] ?? '', from: 'header' }
  const reading = readCookie(request.headers.get('cookie'), sessionCookieName(issuer))
  switch (reading.found) {
    case 'one':
      return { ok: true, token: reading.value, from: 'cookie' }
    case 'none':
      return { ok: false, reason: 'token-missing' }
    case 'conflict':
      // Browsers guarantee that a prefixed cookie is the site's own; of unprefixed ones anybody nearby can set more.
      return { ok: false, reason: isPlainHttp(issuer) ? 'token-missing' : 'token-malformed' }
  }
}

/** The issuer's own pages share the cookie's host; every other origin is told. */
function isCrossSite(issuer: string, request: Request, options: AuthenticateOptions): boolean {
  if (options.dangerouslyAllowCrossSite === true || SAFE_METHODS.includes(request.method)) return false
  const origin = request.headers.get('origin')
  if (origin === null) return request.headers.get('sec-fetch-site') !== 'same-origin'
  return origin !== issuer && options.allowedOrigins?.some((allowed) => allowed === origin) !== true
}

function signedIn(claims: SessionClaims, nowMs: number): SignedIn {
  return {
    isSignedIn: true,
    userId: claims.sub,
    sessionId: claims.sid,
    sessionClaims: claims,
    actor: claims.act ?? null,
    factorVerificationAge: factorAges(claims, nowMs),
    has: (asked) => has(claims, asked, nowMs),
  }
}

function signedOut(reason: TokenReason, cause?: unknown): SignedOut {
  return {
    isSignedIn: false,
    reason,
    message: MESSAGES[reason],
    ...(cause === undefined ? {} : { cause }),
    userId: null,
    sessionId: null,
    has: () => false,
  }
}
