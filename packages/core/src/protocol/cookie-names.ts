/** The names of the cookies, by the server's URL: prefixed wherever browsers can guarantee what the prefix says. */

/** The cookie with the client secret. */
export function clientCookieName(url: string): string {
  return isPlainHttp(url) ? 'coatcheck' : '__Host-coatcheck'
}

/** The cookie with the session token. */
export function sessionCookieName(url: string): string {
  return isPlainHttp(url) ? '__session' : '__Host-coatcheck-session'
}

/** Whether cookies go without `__Host-` and Secure: on plain http, which is allowed on localhost only. */
export function isPlainHttp(url: string): boolean {
  return url.startsWith('http://')
}
