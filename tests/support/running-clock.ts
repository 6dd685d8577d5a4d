/** A clock that runs with the machine's, and that tests put ahead: for a server beside something that really waits. */

import type { FakeClock } from '@coatcheck/core/testing'

/** Makes one. It begins with the machine's time. */
export function runningClock(): FakeClock {
  let aheadMs = 0
  return {
    nowMs: () => Date.now() + aheadMs,
    advance: (ms) => {
      aheadMs += ms
    },
  }
}
