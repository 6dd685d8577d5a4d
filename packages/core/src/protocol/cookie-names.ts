/** The names of the cookies, by the server's URL: prefixed wherever browsers can guarantee what the prefix says. */

import type { Compat } from './clerk.ts'

/** The cookie with the client secret. */
export function clientCookieName(url: string): string {
  return isPlainHttp(url) ? 'coatcheck' : '__Host-coatcheck'
}

/** The cookie with the session token. Clerk's packages know it by one name, which no browser vouches for. */
export function sessionCookieName(url: string, compat: Compat | null = null): string {
  return isPlainHttp(url) || compat === 'clerk' ? '__session' : '__Host-coatcheck-session'
}

/** Whether cookies go without `__Host-` and Secure: on plain http, which is allowed on localhost only. */
export function isPlainHttp(url: string): boolean {
  return url.startsWith('http://')
}
