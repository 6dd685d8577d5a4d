/** How long to leave a server alone that did not answer well: what keeps trouble from becoming a storm. */

import type { Environment } from './environment.ts'
import type { CallFailure } from './outcome.ts'

const FIRST_MS = 1_000
const LONGEST_MS = 60_000
/** Nobody is kept waiting for longer than that, whatever an answer says. */
const LONGEST_TOLD_MS = 3_600_000

/** The pause that requests of the client itself keep; what a person does is sent at once. */
export type Backoff = {
  /** Milliseconds until the next request may be sent. */
  readonly waitMs: () => number
  /** Why there is a pause. */
  readonly last: () => CallFailure | null
  readonly failed: (failure: CallFailure) => void
  readonly succeeded: () => void
  /** There is reason to hope: ends the pause, unless the server itself asked for it. */
  readonly hope: () => void
}

/** Makes one. */
export function createBackoff({ monotonicMs, random }: Pick<Environment, 'monotonicMs' | 'random'>): Backoff {
  let failures = 0
  let untilMs = 0
  let toldUntilMs = 0
  let last: CallFailure | null = null
  const hope = (): void => {
    failures = 0
    untilMs = 0
  }
  return {
    waitMs: () => Math.max(0, Math.max(untilMs, toldUntilMs) - monotonicMs()),
    last: () => last,
    failed: (failure) => {
      const pauseMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** failures)
      failures += 1
      untilMs = monotonicMs() + pauseMs * (0.5 + random() / 2) // spread: others failed at the same moment
      if (failure.retryAfterSeconds !== null)
        toldUntilMs = monotonicMs() + Math.min(LONGEST_TOLD_MS, failure.retryAfterSeconds * 1000)
      last = failure
    },
    succeeded: () => {
      hope()
      toldUntilMs = 0
      last = null
    },
    hope,
  }
}
