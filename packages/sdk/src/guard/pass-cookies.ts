/** Passes the cookies that a request renewed to its browser, and keeps the answer out of everybody else's. */

import type { AcceptedKind, StateOf } from '../backend/accepted.ts'

/** `Cache-Control` of an answer with somebody's cookie: from a shared cache it would sign others in. */
export const PRIVATE = 'private, no-store'

/** The answer with the cookies of whoever sent the request; the very same where none was renewed. */
export function passCookies(auth: StateOf<AcceptedKind>, response: Response): Response {
  const cookies = auth.setCookies()
  // A protocol that was switched to has no more headers to come.
  if (cookies.length === 0 || response.status === 101) return response
  // A copy: a handler may answer everybody by one object, and the headers of redirects cannot be changed.
  const headers = new Headers(response.headers)
  for (const cookie of unsetCookies(cookies, headers.getSetCookie())) headers.append('set-cookie', cookie)
  headers.set('cache-control', PRIVATE)
  const { body, status, statusText } = response
  return new Response(body, { status, statusText, headers })
}

/**
 * Those of the cookies whose names an answer does not set itself: who signs in or out by it must not get back the cookie
 * that was renewed before, and of two with one name the last would count.
 */
export function unsetCookies(cookies: readonly string[], set: readonly string[]): readonly string[] {
  const names = new Set(set.map(nameOf))
  return cookies.filter((cookie) => !names.has(nameOf(cookie)))
}

function nameOf(cookie: string): string {
  return cookie.slice(0, cookie.indexOf('=')).trim()
}
