/** Which paths a mount passes on: those of `/api/auth`, written in the one way in which nobody can read another path. */

/** The start of every path that is passed on. */
const PREFIX = '/api/auth'

/** Segments of letters, digits, `-` and `_`: no dots, nothing encoded, none empty. It is what all routes have. */
const CANONICAL = /^\/api\/auth(?:\/[\w-]+)+$/

/** What stands behind a question mark: visible ASCII. */
const QUERY = /^[\x21-\x7e]*$/

/** Whether a path is the mount's to answer, be it with 404. */
export function isMountPath(url: string): boolean {
  return url === PREFIX || url.startsWith(`${PREFIX}/`) || url.startsWith(`${PREFIX}?`)
}

/** The path and query to ask the server for; `null` when that is not a path that is passed on. */
export function canonicalPath(url: string): string | null {
  const [path = '', ...query] = url.split('?')
  if (!CANONICAL.test(path) || url.includes('#') || !QUERY.test(query.join('?'))) return null
  return url
}
