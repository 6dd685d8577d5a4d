/** How long before its end a token is renewed: the one rule, for the client and for whoever calculates beforehand. */

/** What is left of a life when it is time for the next token, in percent, unless somebody wants it otherwise. */
export const DEFAULT_THRESHOLD_PERCENT = 20

/** Renewed at least so long before the end. */
const LAST_MS = 10_000

/** How much of its life a token must have left not to be renewed, in milliseconds. */
export function thresholdMs(lifeMs: number, percent: number): number {
  // The last token of a session may live for less than the least that is wanted.
  return Math.max((lifeMs * percent) / 100, Math.min(LAST_MS, lifeMs / 2))
}
