/** Limits per network address: all addresses that one sender can hold count as one. */

import type { RateLimit, RateLimitOutcome, RateLimitStore } from './rate-limit.ts'

/** A bucket and its limit. */
export type LimitedBucket = readonly [bucket: string, limit: RateLimit]

/** How many of its /64 networks may use a limit up before the whole /48 has. */
const NETWORKS_PER_SITE = 16

/**
 * The buckets that a request from an address draws on.
 *
 * An IPv4 address has one. An IPv6 host is given a /64 network, in which it picks addresses as it likes, and a customer
 * is often given a /48 (RFC 6177): both have a bucket, that of the /48 being larger.
 *
 * @param name What is limited.
 * @param address As `ipaddr` spells it; `null` when unknown, which is one bucket too.
 */
export function addressBuckets(
  name: string,
  address: string | null,
  limit: RateLimit,
): readonly LimitedBucket[] {
  const groups = address === null ? null : ipv6Groups(address)
  if (groups === null) return [[`${name}:address:${address ?? ''}`, limit]]
  const network = (length: number): string => `${name}:address:${groups.slice(0, length).join(':')}::`
  const ofSite = {
    everyMs: Math.ceil(limit.everyMs / NETWORKS_PER_SITE),
    burst: limit.burst * NETWORKS_PER_SITE,
  }
  return [
    [`${network(4)}/64`, limit],
    [`${network(3)}/48`, ofSite],
  ]
}

/** Takes one from each bucket in turn, until one has none left. */
export async function takeEach(
  rateLimits: RateLimitStore,
  buckets: readonly LimitedBucket[],
): Promise<RateLimitOutcome> {
  for (const [bucket, limit] of buckets) {
    const taken = await rateLimits.take(bucket, limit)
    if (taken.outcome === 'limited') return taken
  }
  return { outcome: 'allowed' }
}

/** Whether each bucket has one left, without taking it. */
export async function peekEach(
  rateLimits: RateLimitStore,
  buckets: readonly LimitedBucket[],
): Promise<RateLimitOutcome> {
  for (const [bucket, limit] of buckets) {
    const peeked = await rateLimits.peek(bucket, limit)
    if (peeked.outcome === 'limited') return peeked
  }
  return { outcome: 'allowed' }
}

const IPV6_GROUPS = 8

/** The eight groups of an IPv6 address without leading zeros; `null` for any other text. */
function ipv6Groups(address: string): readonly string[] | null {
  if (!address.includes(':')) return null
  const [head = '', tail] = address.split('::')
  const groupsOf = (text: string): string[] => (text === '' ? [] : text.split(':'))
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')]
  const zeros = tail === undefined ? 0 : IPV6_GROUPS - before.length - after.length
  return [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
}
