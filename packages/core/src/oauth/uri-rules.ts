/** Which addresses an OAuth client may name: spelled the one way that browsers and servers read alike. */

import { isLocalHost } from '../protocol/local-host.ts'

/** The longest address that is kept. */
export const MAX_URI_LENGTH = 1024

/** An address on the web, as its parts are written. */
type WebUri = { readonly scheme: 'http' | 'https'; readonly host: string; readonly path: string }

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const CHARACTERS = "(?:[A-Za-z0-9._~!$&'()+,;=:@/-]|%[0-9A-Fa-f]{2})"
/** An apostrophe is fine in a path, but not in a query, where browsers encode it. */
const QUERY = '(?:\\?(?:[A-Za-z0-9._~!$&()+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?'
const WEB_URI = new RegExp(
  `^(?<scheme>https?)://(?<host>(?:${LABEL}\\.)*${LABEL}|\\[[0-9a-f:]+\\])(?::(?<port>[1-9]\\d{0,4}))?(?:(?<path>/${CHARACTERS}*)${QUERY})?$`,
)
/** RFC 8252 section 7.1: a domain name in reverse, so that another application has another one. */
const PRIVATE_USE_URI = new RegExp(
  `^[a-z][a-z0-9-]*(?:\\.[a-z0-9-]+)+:(?<path>(?://[A-Za-z0-9._~-]*(?:/${CHARACTERS}*)?|/(?!/)${CHARACTERS}*))${QUERY}$`,
)
const ABSOLUTE_URI =
  /^(?<scheme>[a-z][a-z0-9+.-]{0,62}):(?:[A-Za-z0-9._~!$&'()*+,;=:@/?[\]-]|%[0-9A-Fa-f]{2})+$/
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/
const DEFAULT_PORTS = { http: '80', https: '443' }
/** Schemes whose addresses are programs or documents of their own. */
const SCRIPTING = ['javascript', 'data', 'vbscript', 'blob', 'file', 'about', 'filesystem', 'view-source']

/**
 * What is wrong with an address that people are sent back to; `null` for nothing.
 *
 * @param isPublic An installed application may also have a scheme of its own.
 */
export function redirectUriProblem(text: string, isPublic: boolean): string | null {
  const common = spellingProblem(text)
  if (common !== null) return common
  const web = readWebUri(text)
  if (web !== null) {
    return web.scheme === 'https' || isLoopback(web.host)
      ? null
      : 'This is http, which is for 127.0.0.1, [::1] and localhost only: use https.'
  }
  if (/^https?:/i.test(text)) return NOT_CANONICAL
  const path = PRIVATE_USE_URI.exec(text)?.groups?.['path']
  if (path === undefined || hasDotSegment(path))
    return 'This is neither an https address nor one with a scheme of the form com.example.app:/...'
  return isPublic ? null : 'A scheme of its own is for public clients only: any application can claim it.'
}

/**
 * What is wrong with an address that is fetched, posted to or linked to; `null` for nothing.
 *
 * @param allowsLocalHttp Plain http on this machine will do.
 */
export function webUriProblem(text: string, allowsLocalHttp: boolean): string | null {
  const common = spellingProblem(text)
  if (common !== null) return common
  const web = readWebUri(text)
  if (web === null) return NOT_CANONICAL
  return web.scheme === 'https' || (allowsLocalHttp && isLocalHost(web.host))
    ? null
    : 'This is not an https address.'
}

/** What is wrong with the name of a resource (RFC 8707 section 2); `null` for nothing. */
export function resourceProblem(text: string): string | null {
  const common = spellingProblem(text)
  if (common !== null) return common
  const scheme = ABSOLUTE_URI.exec(text)?.groups?.['scheme']
  return scheme === undefined || SCRIPTING.includes(scheme) ? 'This is not an absolute URI.' : null
}

/** What is wrong with the origin of a page (RFC 6454); `null` for nothing. */
export function originProblem(text: string): string | null {
  const common = spellingProblem(text)
  if (common !== null) return common
  if (/^(?:chrome|moz)-extension:\/\/[a-z0-9-]{1,64}$/.test(text)) return null
  const web = readWebUri(text)
  if (web === null || web.path !== '' || text.includes('?'))
    return 'This is not an exact origin, such as https://app.example.com.'
  return web.scheme === 'https' || isLoopback(web.host)
    ? null
    : 'This is http, which is for 127.0.0.1, [::1] and localhost only: use https.'
}

const NOT_CANONICAL =
  'This is not an https address in its plain spelling: lower-case host, no default port, no "." or ".." in the path.'

function spellingProblem(text: string): string | null {
  if (text.length > MAX_URI_LENGTH) return `This has more than ${MAX_URI_LENGTH} characters.`
  if (text.includes('#')) return 'An address here has no fragment.'
  if (text.includes('*')) return 'An address is compared as it is written: there are no wildcards.'
  return null
}

function readWebUri(text: string): WebUri | null {
  const groups = WEB_URI.exec(text)?.groups
  if (groups === undefined) return null
  const { scheme, host = '', port, path = '' } = groups
  if (scheme !== 'http' && scheme !== 'https') return null
  if (port !== undefined && (Number(port) > 65_535 || port === DEFAULT_PORTS[scheme])) return null
  return isPlainHost(host) && !hasDotSegment(path) ? { scheme, host, path } : null
}

/** A host whose last label is a number is read as an IPv4 address, whatever it looks like. */
function isPlainHost(host: string): boolean {
  if (host.startsWith('[')) return host === '[::1]' || isPlainIpv6(host.slice(1, -1))
  const last = host.slice(host.lastIndexOf('.') + 1)
  return !/^(?:\d+|0x[0-9a-f]*)$/.test(last) || IPV4.test(host)
}

/** Eight groups without leading zeros, of which no run is left out: the one spelling that needs no thought. */
function isPlainIpv6(text: string): boolean {
  return /^(?:(?:0|[1-9a-f][0-9a-f]{0,3})(?::(?!$)|$)){8}$/.test(text) && !/(?:^|:)0:0(?::|$)/.test(text)
}

/** Whether a URL parser would take parts out of the path: `%2e` is a dot to it. */
function hasDotSegment(path: string): boolean {
  return path.split('/').some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment))
}

/** The loopback addresses, and the name that most resolvers keep to this machine (RFC 8252 section 8.3). */
function isLoopback(host: string): boolean {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(host)
}
