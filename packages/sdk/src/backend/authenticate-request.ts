/** Who sends a request to your backend: by bearer token, or by the session cookie of a request from your own pages. */

import { isPlainHttp, readCookie, type SessionClaims, sessionCookieName } from '@coatcheck/core/protocol'
import type { TokenReason } from '@coatcheck/core/verify'
import { has, type HasParams } from './has.ts'
import { MESSAGES } from './messages.ts'
import type { Verifier, VerifyCall } from './verifier.ts'

/** A request of a signed-in person. */
export type SignedIn = {
  readonly isSignedIn: true
  readonly userId: string
  readonly sessionId: string
  readonly sessionClaims: SessionClaims
  /** Who acts as the user; `null` when it is the user. */
  readonly actor: { readonly sub: string } | null
  /** Minutes since the first and the second factor were proved; -1 for never. */
  readonly factorVerificationAge: readonly [first: number, second: number]
  readonly has: (asked: HasParams) => boolean
}

/** A request of nobody, and why. */
export type SignedOut = {
  readonly isSignedIn: false
  readonly reason: TokenReason
  readonly message: string
  readonly userId: null
  readonly sessionId: null
  readonly has: (asked: HasParams) => false
}

/** What a request came to. */
export type RequestState = SignedIn | SignedOut

/** How requests are judged. */
export type AuthenticateOptions = VerifyCall & {
  /** The origins of your own pages: a cookie on an unsafe request counts only from these. */
  readonly allowedOrigins?: readonly string[]
  /** Lets any site use your visitors' cookies. Only for routes that change nothing whatever the method says. */
  readonly dangerouslyAllowCrossSite?: boolean
}

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS']

/** Authenticates a request. Never rejects because of what the request brings. */
export async function authenticateRequest(
  verifier: Verifier,
  request: Request,
  options: AuthenticateOptions = {},
): Promise<RequestState> {
  const found = findToken(verifier.issuer, request)
  if (!found.ok) return signedOut(found.reason)
  const verified = await verifier.verify(found.token, options)
  if (!verified.ok) return signedOut(verified.reason)
  if (found.from === 'cookie' && isCrossSite(request, options)) return signedOut('token-cross-site')
  return signedIn(verified.claims)
}

type FoundToken =
  | { readonly ok: true; readonly token: string; readonly from: 'header' | 'cookie' }
  | { readonly ok: false; readonly reason: TokenReason }

/** A bearer header wins over the cookie, also when it is no good: whoever sends one means it. */
function findToken(issuer: string, request: Request): FoundToken {
  const authorization = request.headers.get('authorization')
  if (authorization !== null) {
    const token = /^bearer ([^\s]+)$/i.exec(authorization)?.[1]
    return token === undefined
      ? { ok: false, reason: 'token-malformed' }
      : { ok: true, token, from: 'header' }
  }
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

function isCrossSite(request: Request, options: AuthenticateOptions): boolean {
  if (options.dangerouslyAllowCrossSite === true || SAFE_METHODS.includes(request.method)) return false
  const origin = request.headers.get('origin')
  if (origin === null) return request.headers.get('sec-fetch-site') !== 'same-origin'
  return !(options.allowedOrigins ?? []).includes(origin)
}

function signedIn(claims: SessionClaims): SignedIn {
  return {
    isSignedIn: true,
    userId: claims.sub,
    sessionId: claims.sid,
    sessionClaims: claims,
    actor: claims.act ?? null,
    factorVerificationAge: claims.fva,
    has: (asked) => has(claims, asked),
  }
}

function signedOut(reason: TokenReason): SignedOut {
  return {
    isSignedIn: false,
    reason,
    message: MESSAGES[reason],
    userId: null,
    sessionId: null,
    has: () => false,
  }
}
