/** The two cookies: the client secret, and the session token that navigations carry. */

import type { Session } from '@coatcheck/core'
import { clientCookieName, isPlainHttp, sessionCookieName } from '@coatcheck/core/protocol'

/** How long a browser keeps the client cookie, in seconds: what browsers allow at most (RFC 6265bis). */
const CLIENT_COOKIE_SECONDS = 400 * 24 * 60 * 60

/** The Set-Cookie value of a new client secret. */
export function clientCookie(url: string, value: string, rememberMe: boolean): string {
  return cookie(url, clientCookieName(url), value, rememberMe ? CLIENT_COOKIE_SECONDS : null)
}

/** The Set-Cookie value of a session token; it stays until the session's own limit, so that an old one is noticed. */
export function sessionCookie(url: string, token: string, session: Session, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((session.limits.absoluteExpiresAtMs - nowMs) / 1000))
  return cookie(url, sessionCookieName(url), token, session.rememberMe ? seconds : null)
}

/** The Set-Cookie value that removes the session token. */
export function clearSessionCookie(url: string): string {
  return cookie(url, sessionCookieName(url), '', 0)
}

/** The Set-Cookie values that remove both cookies, with the very attributes they were set with. */
export function clearCookies(url: string): readonly string[] {
  return [cookie(url, clientCookieName(url), '', 0), clearSessionCookie(url)]
}

function cookie(url: string, name: string, value: string, maxAgeSeconds: number | null): string {
  const secure = isPlainHttp(url) ? '' : '; Secure'
  const maxAge = maxAgeSeconds === null ? '' : `; Max-Age=${maxAgeSeconds}`
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}${maxAge}`
}
