/** A clock that moves only when told. */

import type { Clock } from '../world/clock.ts'

/** A clock under the control of a test. */
export type FakeClock = Clock & {
  /** Lets time pass, in milliseconds. */
  readonly advance: (ms: number) => void
}

/** A clock that stands at a moment of the year 2026. */
export function fakeClock(startMs = 1_780_000_000_000): FakeClock {
  let now = startMs
  return {
    nowMs: () => now,
    advance: (ms) => {
      now += ms
    },
  }
}
