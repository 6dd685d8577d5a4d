/** Reads settings that are about networks: the base URL, trusted proxies, e-mail domains. */

import { isLocalHost } from '@coatcheck/core/protocol'
import ipaddr from 'ipaddr.js'
import { INVALID, origin } from './setting.ts'

/** Which proxies' `X-Forwarded-For` is believed. */
export type TrustProxy =
  | { readonly kind: 'none' }
  /** So many proxies stand in front. */
  | { readonly kind: 'hops'; readonly count: number }
  /** Proxies have addresses in these ranges (CIDR). */
  | { readonly kind: 'ranges'; readonly ranges: readonly string[] }

/** Reads a number of proxies or a list of CIDR ranges and addresses. */
export function readTrustProxy(text: string): TrustProxy | typeof INVALID {
  if (text === 'none' || text === '0') return { kind: 'none' }
  if (/^[1-9]\d?$/.test(text)) return { kind: 'hops', count: Number(text) }
  const ranges: string[] = []
  for (const part of text.split(',')) {
    const range = readRange(part.trim())
    if (range === null) return INVALID
    ranges.push(range)
  }
  return { kind: 'ranges', ranges }
}

/** Reads the base URL: https, or http on this machine; no path, no query. */
export function readBaseUrl(text: string): string | typeof INVALID {
  const base = origin(text)
  if (base === INVALID || !base.startsWith('http')) return INVALID
  return base.startsWith('https:') || isLocalHost(new URL(base).hostname) ? base : INVALID
}

/** Reads a domain of e-mail addresses, lower-cased. */
export function readDomain(text: string): string | typeof INVALID {
  const domain = text.toLowerCase()
  return /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(domain)
    ? domain
    : INVALID
}

function readRange(text: string): string | null {
  if (ipaddr.isValidCIDR(text)) return text
  if (!ipaddr.isValid(text)) return null
  return `${text}/${ipaddr.parse(text).kind() === 'ipv4' ? 32 : 128}`
}
