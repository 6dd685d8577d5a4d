/** Where an application keeps what it was granted, and what such a place has to promise. */

/** What is kept. */
export type StoredGrant = {
  readonly issuer: string
  readonly clientId: string
  readonly refreshToken: string
  /**
   * The Idempotency-Key of this token's refresh: written with it, so that whoever sends the refresh, however often and
   * after whatever crash, sends it with the same key and gets the same successor.
   */
  readonly refreshKey: string
  /** `null` when none came with the refresh token. */
  readonly accessToken: string | null
  /** When the access token came, by the clock of this machine, which may be wrong. */
  readonly receivedAtMs: number
  readonly expiresInSeconds: number
  /** Separated by spaces. */
  readonly scope: string
}

/** A place for it. */
export type TokenStore = {
  /** What was written last; `null` for nothing. */
  readonly read: () => Promise<StoredGrant | null>
  /** Writes it, or deletes it. What was written is there after a crash of the machine. */
  readonly write: (grant: StoredGrant | null) => Promise<void>
  /** Does the work while nobody else works on the same place, in any process. */
  readonly exclusively: <T>(work: () => Promise<T>) => Promise<T>
}

/** A place that goes with the process. */
export function memoryTokenStore(): TokenStore {
  let kept: StoredGrant | null = null
  let last: Promise<unknown> = Promise.resolve()
  return {
    read: async () => kept,
    write: async (grant) => {
      kept = grant
    },
    exclusively: (work) => {
      const done = last.then(work, work)
      last = done.catch(() => {}) // whoever asked for it hears of it
      return done
    },
  }
}
