/** A new session cookie in the very request whose own has run out, from the client secret that came beside it. */

import { clientCookieName, readCookie } from '@coatcheck/core/protocol'
import type { TokenReason } from '@coatcheck/core/verify'
import { type CookieRules, isCrossSite } from './find-token.ts'
import type { RequestHead } from './request-head.ts'

const RENEWABLE: readonly TokenReason[] = [
  'token-missing',
  'token-expired',
  'token-outdated',
  'token-key-unknown',
]

/** Whether another token of the same session would do. */
export function isRenewable(reason: TokenReason): boolean {
  return RENEWABLE.includes(reason)
}

/**
 * The client secret that a request may renew by; `null` without one. A request that could not use the session cookie
 * gets none by this way either, and `dangerouslyAllowCrossSite` does not reach so far: it lets cookies be read, and
 * this makes one.
 */
export function findClientSecret(
  issuer: string,
  request: RequestHead,
  { allowedOrigins = [] }: CookieRules,
): string | null {
  const reading = readCookie(request.headers.get('cookie'), clientCookieName(issuer))
  if (reading.found !== 'one' || !/^ccc_[\w-]{32,128}$/.test(reading.value)) return null
  return isCrossSite(issuer, request, { allowedOrigins }) ? null : reading.value
}

const ATTRIBUTES = /^; Path=\/; HttpOnly; SameSite=Lax(?:; Secure)?(?:; Max-Age=\d{1,9})?$/

/** Of an answer's Set-Cookie values the session cookie with that very token, and nothing else whatever it sets. */
export function passableCookies(
  name: string,
  token: string,
  setCookies: readonly string[],
): readonly string[] {
  const pair = `${name}=${token}`
  return setCookies
    .filter((cookie) => cookie.startsWith(pair) && ATTRIBUTES.test(cookie.slice(pair.length)))
    .slice(0, 1)
}
