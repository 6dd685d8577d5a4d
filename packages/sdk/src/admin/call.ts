/** What every operation takes beside its input, and the forms of lists. */

/** How one call is made. */
export type CallOptions = {
  /** Gives the call up: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /**
   * Sent as `Idempotency-Key`: 128 random bits. Of these routes only `users.impersonate` looks at it; the session's
   * refreshes need one from then on.
   */
  readonly idempotencyKey?: string | undefined
}

/** A page of a list. */
export type Page<T> = {
  readonly data: readonly T[]
  /** The `cursor` of the next page; `null` on the last one. */
  readonly nextCursor: string | null
}

/** A list that comes as one page. */
export type Whole<T> = { readonly data: readonly T[]; readonly nextCursor: null }
