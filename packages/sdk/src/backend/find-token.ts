/** The token of a request: its bearer token, or the session cookie where the request may use it. */

import { readCookie } from '@coatcheck/core/protocol'
import type { TokenReason } from '@coatcheck/core/verify'
import { opensWebSocket, type RequestHead } from './request-head.ts'
import type { Verifier } from './verifier.ts'

/** Whose tokens are looked for, and where. */
type Source = Pick<Verifier, 'issuer' | 'sessionCookie'>

/** Which pages may use your visitors' cookies. */
export type CookieRules = {
  /** The origins of your own pages beside the issuer's: a cookie on an unsafe request counts only from these. */
  readonly allowedOrigins?: readonly string[]
  /** Lets any site use your visitors' cookies. Only for routes that change nothing whatever the method says. */
  readonly dangerouslyAllowCrossSite?: boolean
}

/** A token that nobody has looked into, or why there is none. */
export type FoundToken =
  | { readonly ok: true; readonly token: string; readonly from: 'bearer' | 'cookie' }
  | { readonly ok: false; readonly reason: TokenReason }

const SAFE_METHODS: readonly (string | null)[] = ['GET', 'HEAD', 'OPTIONS']

/** What comes after `Bearer` in `Authorization`, perhaps nothing; `null` without that. It stands nowhere else. */
export function findBearer({ headers }: Pick<RequestHead, 'headers'>): string | null {
  const bearer = /^bearer(?: +(.*))?$/i.exec(headers.get('authorization') ?? '')
  return bearer === null ? null : (bearer[1] ?? '')
}

/** A token that was shown in `Authorization`. */
export type ShownToken = { readonly scheme: 'Bearer' | 'DPoP'; readonly token: string }

/** What a request shows by either scheme of access tokens (RFC 6750, RFC 9449 section 7.1); `null` without that. */
export function findShownToken(request: Pick<RequestHead, 'headers'>): ShownToken | null {
  const bearer = findBearer(request)
  if (bearer !== null) return { scheme: 'Bearer', token: bearer }
  const bound = /^dpop(?: +(.*))?$/i.exec(request.headers.get('authorization') ?? '')
  return bound === null ? null : { scheme: 'DPoP', token: bound[1] ?? '' }
}

/** Finds it. A bearer token wins over the cookie, also when it is no good: whoever sends one means it. */
export function findToken(
  { issuer, sessionCookie }: Source,
  request: RequestHead,
  rules: CookieRules,
): FoundToken {
  const bearer = findBearer(request)
  if (bearer !== null) return { ok: true, token: bearer, from: 'bearer' }
  const reading = readCookie(request.headers.get('cookie'), sessionCookie)
  switch (reading.found) {
    case 'one':
      // Before the token is looked at: whatever is wrong with it, a request from elsewhere is not to be repeated.
      return isCrossSite(issuer, request, rules)
        ? { ok: false, reason: 'token-cross-site' }
        : { ok: true, token: reading.value, from: 'cookie' }
    case 'none':
      return { ok: false, reason: 'token-missing' }
    case 'conflict':
      // Browsers guarantee that a prefixed cookie is the site's own; of unprefixed ones anybody nearby can set more.
      return { ok: false, reason: sessionCookie.startsWith('__Host-') ? 'token-malformed' : 'token-missing' }
  }
}

/**
 * Whether the cookies of a request do not count. The issuer's own pages share the cookie's host; every other origin is
 * told. A WebSocket opens with a GET that any page may send, and goes on as that page likes.
 */
export function isCrossSite(issuer: string, { method, headers }: RequestHead, rules: CookieRules): boolean {
  if (rules.dangerouslyAllowCrossSite === true) return false
  if (SAFE_METHODS.includes(method) && !opensWebSocket(headers)) return false
  const origin = headers.get('origin')
  // Browsers name the origin of everything that is not GET or HEAD: without one, an unknown method was safe.
  if (origin === null) return method !== null && headers.get('sec-fetch-site') !== 'same-origin'
  return origin !== issuer && rules.allowedOrigins?.some((allowed) => allowed === origin) !== true
}
