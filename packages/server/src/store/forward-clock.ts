/** The clock of a store that has none of its own: the machine's, never going backwards. */

import type { Clock } from '@coatcheck/core'

/** How far the machine may go back without a word: clocks that are kept right are moved by less. */
const TOLD_FROM_MS = 10_000

/**
 * Makes it. While the machine's clock is behind what it has been, this one stands still: nothing that time has ended
 * comes back.
 *
 * @param onHeld Told once of each time that it stands still by much, with how far the machine is behind.
 */
export function createForwardClock(machine: Clock, onHeld: (behindMs: number) => void): Clock {
  let latest = 0
  let isTold = false
  return {
    nowMs: () => {
      const now = machine.nowMs()
      if (now >= latest) {
        latest = now
        isTold = false
      } else if (!isTold && latest - now > TOLD_FROM_MS) {
        isTold = true
        onHeld(latest - now)
      }
      return latest
    },
  }
}
