/** The port for password hashing: slow on purpose, so bounded, and the same work for accounts that don't exist. */

/** The pool is full: nothing was hashed. */
export type HasherBusy = { readonly outcome: 'busy'; readonly retryAfterSeconds: number }

/** Password hashing. */
export type PasswordHasher = {
  /** Whether the pool is full right now: asked before a limit is charged for a try that nobody has time for. */
  readonly isBusy: () => HasherBusy | null
  readonly hash: (
    password: string,
  ) => Promise<{ readonly outcome: 'hashed'; readonly hash: string } | HasherBusy>
  /** Checks a password against a stored hash; `null` (no such account, no password) costs the same and never matches. */
  readonly verify: (
    stored: string | null,
    password: string,
  ) => Promise<
    { readonly outcome: 'checked'; readonly matches: boolean; readonly needsRehash: boolean } | HasherBusy
  >
}
