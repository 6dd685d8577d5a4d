/** Redirect URIs: which of them a client's answers may go to. Compared as texts, so that no two parsers can differ. */

const LOOPBACK = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::([1-9]\d{0,4}))?((?:[/?].*)?)$/
const DEVICE_HOST = /^http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?:[:/?]|$)/i
const MAX_PORT = 65_535

/** Whether a URI is one of the registered ones: the same text, or of a loopback address another port (RFC 8252 section 7.3). */
export function isRegisteredRedirect(registered: readonly string[], uri: string): boolean {
  if (registered.includes(uri)) return true
  const [, host, port, rest] = LOOPBACK.exec(uri) ?? []
  if (host === undefined || Number(port ?? 0) > MAX_PORT) return false
  return registered.some((one) => {
    const [, itsHost, , itsRest] = LOOPBACK.exec(one) ?? []
    return itsHost === host && itsRest === rest
  })
}

/**
 * Whether a URI leads to an application on the person's own device: a loopback address, or a scheme of its own. Any
 * program there can listen for it, so that it tells nobody which one does (RFC 8252 section 8.6).
 */
export function leadsToDevice(uri: string): boolean {
  return !/^https?:/i.test(uri) || DEVICE_HOST.test(uri)
}

/** A redirect URI with parameters added. What it had stays as it was (RFC 6749 section 3.1.2). */
export function withParameters(uri: string, parameters: Readonly<Record<string, string | null>>): string {
  const added = Object.entries(parameters).flatMap(([name, value]) =>
    value === null ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
  )
  if (added.length === 0) return uri
  const join = !uri.includes('?') ? '?' : /[?&]$/.test(uri) ? '' : '&'
  return uri + join + added.join('&')
}
