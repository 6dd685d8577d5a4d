/** Rate limits shared by all nodes: the generic cell rate algorithm, one conditional write each. */

/** `burst` at once, then one each `everyMs`. */
export type RateLimit = { readonly everyMs: number; readonly burst: number }

/** What a limit answers. */
export type RateLimitOutcome =
  | { readonly outcome: 'allowed' }
  | { readonly outcome: 'limited'; readonly retryAfterMs: number }

/** The port for rate limits. */
export type RateLimitStore = {
  /** Takes one from the bucket of that name. */
  readonly take: (bucket: string, limit: RateLimit) => Promise<RateLimitOutcome>
  /** Whether the bucket has one left, without taking it. */
  readonly peek: (bucket: string, limit: RateLimit) => Promise<RateLimitOutcome>

  /** Forgets buckets that are full again. @returns How many; `batch` when more may wait. */
  readonly sweep: (batch: number) => Promise<number>
}
