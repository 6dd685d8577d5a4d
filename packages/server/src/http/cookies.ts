/** The cookies: the client secret, and the session token that navigations carry, with what Clerk's packages ask beside. */

import type { Session } from '@coatcheck/core'
import {
  CLERK_CLIENT_COOKIE,
  clientCookieName,
  isPlainHttp,
  sessionCookieName,
} from '@coatcheck/core/protocol'
import type { Settings } from '../config/settings.ts'

type Names = Pick<Settings, 'url' | 'compat'>

/** How long a browser keeps the client cookie, in seconds: what browsers allow at most (RFC 6265bis). */
const CLIENT_COOKIE_SECONDS = 400 * 24 * 60 * 60

/** The Set-Cookie value of a new client secret. */
export function clientCookie(url: string, value: string, rememberMe: boolean): string {
  return cookie(url, clientCookieName(url), value, rememberMe ? CLIENT_COOKIE_SECONDS : null)
}

/** The Set-Cookie values of a session token; it stays until the session's own limit, so that an old one is noticed. */
export function sessionCookies(
  { url, compat }: Names,
  token: string,
  session: Session,
  nowMs: number,
): readonly string[] {
  const seconds = Math.max(0, Math.floor((session.limits.absoluteExpiresAtMs - nowMs) / 1000))
  const maxAge = session.rememberMe ? seconds : null
  const ofSession = cookie(url, sessionCookieName(url, compat), token, maxAge)
  if (compat === null) return [ofSession]
  // Never later than the token's `iat`, or the token counts as older than the sign-in.
  const signedInAt = String(Math.floor(session.createdAtMs / 1000))
  return [ofSession, cookie(url, CLERK_CLIENT_COOKIE, signedInAt, maxAge)]
}

/** The Set-Cookie values that remove the session token. */
export function clearSessionCookies({ url, compat }: Names): readonly string[] {
  const ofSession = cookie(url, sessionCookieName(url, compat), '', 0)
  return compat === null ? [ofSession] : [ofSession, cookie(url, CLERK_CLIENT_COOKIE, '', 0)]
}

/** The Set-Cookie values that remove all cookies, with the very attributes they were set with. */
export function clearCookies(names: Names): readonly string[] {
  return [cookie(names.url, clientCookieName(names.url), '', 0), ...clearSessionCookies(names)]
}

function cookie(url: string, name: string, value: string, maxAgeSeconds: number | null): string {
  const secure = isPlainHttp(url) ? '' : '; Secure'
  const maxAge = maxAgeSeconds === null ? '' : `; Max-Age=${maxAgeSeconds}`
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}${maxAge}`
}
