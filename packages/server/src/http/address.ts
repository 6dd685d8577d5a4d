/** The address a request comes from, through exactly as many proxies as are trusted. */

import ipaddr from 'ipaddr.js'
import type { TrustProxy } from '../config/settings.ts'

/**
 * The rightmost address that is not a trusted proxy's: what stands left of it is the sender's own word.
 *
 * @param peer The address of the connection itself; `null` when a server around this one does not know it. A number of
 *   proxies then counts the connection as that of the last.
 * @param forwarded The `X-Forwarded-For` header, or `null`.
 */
export function clientAddress(
  peer: string | null,
  forwarded: string | null,
  trust: TrustProxy,
): string | null {
  const own = canonicalAddress(peer)
  if (forwarded === null || trust.kind === 'none') return own
  if (own === null) return trust.kind === 'hops' ? forwardedBy(trust.count, forwarded) : null
  const chain = [...forwarded.split(',').map((part) => canonicalAddress(withoutPort(part.trim()))), own]
  for (let i = chain.length - 1, hop = 0; i >= 0; i--, hop++) {
    const address = chain[i] ?? null
    if (address === null) return i === chain.length - 1 ? own : (chain[i + 1] ?? own)
    const isTrusted = trust.kind === 'hops' ? hop < trust.count : isInRanges(address, trust.ranges)
    if (!isTrusted) return address
  }
  return chain[0] ?? own
}

/** What the proxies forwarded, when so many are trusted and the last one's own address is not known. */
function forwardedBy(proxies: number, forwarded: string): string | null {
  const addresses = forwarded.split(',').map((part) => part.trim())
  const last = addresses.pop() ?? ''
  const peer = canonicalAddress(withoutPort(last))
  if (peer === null) return null // what stands left of it nobody vouches for
  const before = addresses.length === 0 ? null : addresses.join(',')
  return clientAddress(peer, before, { kind: 'hops', count: proxies - 1 })
}

/** Whether an address is of a private network, as proxies' addresses usually are. */
export function isPrivateAddress(address: string | null): boolean {
  const canonical = canonicalAddress(address)
  return (
    canonical !== null &&
    ['private', 'loopback', 'uniqueLocal', 'linkLocal'].includes(ipaddr.parse(canonical).range())
  )
}

/** Whether an address is this very machine. */
export function isLoopbackAddress(address: string | null): boolean {
  const canonical = canonicalAddress(address)
  return canonical !== null && ipaddr.parse(canonical).range() === 'loopback'
}

/** Some proxies write the port too: `192.0.2.1:5000`, `[2001:db8::1]:5000`. */
function withoutPort(text: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
}

/** An address as `ipaddr` spells it; `null` for what is none. */
export function canonicalAddress(text: string | null): string | null {
  if (text === null || !ipaddr.isValid(text)) return null
  return ipaddr.process(text).toString() // IPv4 in IPv6 becomes plain IPv4
}

function isInRanges(address: string, ranges: readonly string[]): boolean {
  const parsed = ipaddr.parse(address)
  return ranges.some((range) => {
    const [network, bits] = ipaddr.parseCIDR(range)
    return parsed.kind() === network.kind() && parsed.match([network, bits])
  })
}
