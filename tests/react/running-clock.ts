/** A clock that goes on by itself, and leaps when a test says so. */

import type { FakeClock } from '@coatcheck/core/testing'

/** The real time, and what was added to it. */
export function runningClock(): FakeClock {
  let ahead = 0
  return {
    nowMs: () => Date.now() + ahead,
    advance: (ms) => {
      ahead += ms
    },
  }
}
