/** Whether the person proved recently enough who they are, for acts that a borrowed session must not do. */

import type { FactorTimes } from '../session/session.ts'

/**
 * Whether a factor, either one, was proved within the window that ends at the store's now.
 *
 * @param factors The factors that the credential reports; `null` (an upstream's or an actor's word) is never recent.
 */
export function isRecentlyProved(factors: FactorTimes, nowMs: number, windowSeconds: number): boolean {
  return [factors.firstAtMs, factors.secondAtMs].some(
    (atMs) => atMs !== null && nowMs - atMs < windowSeconds * 1000,
  )
}
