/** When a token is renewed: ahead of its end, by a share of its life. */

import { DEFAULT_THRESHOLD_PERCENT, thresholdMs } from '../browser/refresh-threshold.ts'
import { isExpired, type Lifetime, timeOf } from './expiry.ts'

/** A token's life, and the share of it that is left when it is renewed. */
export type RefreshInput = Lifetime & {
  /** In percent, 0 to 100; 20 when left out. */
  readonly thresholdPercent?: number | undefined
}

/**
 * When a token is to be renewed: when only that share of its life is left, and ten seconds before its end at least, unless
 * it lives for less than twenty. It is the client's own rule.
 *
 * @throws {RangeError} When a date or the share is not one, or the end is before the start.
 */
export function refreshAt({
  issuedAt,
  expiresAt,
  thresholdPercent = DEFAULT_THRESHOLD_PERCENT,
}: RefreshInput): Date {
  if (!(thresholdPercent >= 0 && thresholdPercent <= 100))
    throw new RangeError(`thresholdPercent is ${thresholdPercent}; allowed: 0 to 100`)
  const lifeMs = timeOf(expiresAt) - timeOf(issuedAt)
  if (lifeMs < 0) throw new RangeError('expiresAt is before issuedAt')
  return new Date(timeOf(expiresAt) - thresholdMs(lifeMs, thresholdPercent))
}

/** Whether it is time to renew. @throws {RangeError} As `refreshAt` does. */
export function shouldRefresh(input: RefreshInput, now: Date = new Date()): boolean {
  return isExpired(refreshAt(input), now)
}
