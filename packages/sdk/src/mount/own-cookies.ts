/** Coatcheck's cookies among an application's: no other goes to the server, and no other comes back. */

import { CLERK_CLIENT_COOKIE } from '@coatcheck/core/protocol'

const OURS = /^(?:__Host-)?coatcheck(?:-[a-z-]+)?$/

/** What the server also sets, on plain http or for Clerk's packages. It reads neither: it may be somebody else's. */
const ALSO_SET: readonly string[] = ['__session', CLERK_CLIENT_COOKIE]

/** Visible ASCII and spaces: what else a cookie holds would be read in more than one way. */
const PLAIN_TEXT = /^[\x20-\x7e]+$/

/** Those of a Cookie header that are ours, as they came: also several of one name, which the server judges. */
export function ownCookies(header: string | null): string | null {
  const parts = (header ?? '').split(';').map((part) => part.trim())
  const own = parts.filter((part) => OURS.test(nameOf(part)))
  return own.length === 0 ? null : own.join('; ')
}

/**
 * A Set-Cookie value of the server as the application's own host may send it: for that host alone, so without a Domain.
 * `null` for what is no cookie of ours.
 */
export function ownSetCookie(line: string): string | null {
  const name = nameOf(line)
  if (!PLAIN_TEXT.test(line) || !(OURS.test(name) || ALSO_SET.includes(name))) return null
  const [pair = '', ...attributes] = line.split(';')
  const kept = attributes.filter((attribute) => !/^\s*domain\s*(?:=|$)/i.test(attribute))
  return [pair, ...kept].join(';')
}

function nameOf(pair: string): string {
  return pair.slice(0, Math.max(0, pair.indexOf('=')))
}
