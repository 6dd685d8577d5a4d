/** When a token is renewed: ahead of its end, by a share of its life. */

import { isExpired, type Lifetime, timeOf } from './expiry.ts'

/** A token's life, and the share of it that is left when it is renewed. */
export type RefreshInput = Lifetime & {
  /** In percent, 0 to 100; 20 when left out. */
  readonly thresholdPercent?: number | undefined
}

/** What is left of a token's life when it is renewed, in percent, unless somebody wants it otherwise. */
export const DEFAULT_THRESHOLD_PERCENT = 20

/** No token is renewed later than so long before its end. */
const LEAST_MS = 10_000

/**
 * How long before its end a token is renewed, in milliseconds: the share, ten seconds at least, and never more than half of
 * its life, or a token that lives for no more than seconds would be renewed as soon as it came.
 *
 * @throws {RangeError} When the share is not one.
 */
export function refreshLeadMs(lifeMs: number, thresholdPercent: number): number {
  if (!(thresholdPercent >= 0 && thresholdPercent <= 100))
    throw new RangeError(`thresholdPercent is ${thresholdPercent}; allowed: 0 to 100`)
  return Math.min(Math.max(LEAST_MS, (lifeMs * thresholdPercent) / 100), lifeMs / 2)
}

/** When a token is to be renewed. @throws {RangeError} When a date or the share is not one, or the end is before the start. */
export function refreshAt({ issuedAt, expiresAt, thresholdPercent }: RefreshInput): Date {
  const lifeMs = timeOf(expiresAt) - timeOf(issuedAt)
  if (lifeMs < 0) throw new RangeError('expiresAt is before issuedAt')
  return new Date(timeOf(expiresAt) - refreshLeadMs(lifeMs, thresholdPercent ?? DEFAULT_THRESHOLD_PERCENT))
}

/** Whether it is time to renew. @throws {RangeError} As `refreshAt` does. */
export function shouldRefresh(input: RefreshInput, now: Date = new Date()): boolean {
  return isExpired(refreshAt(input), now)
}
