/** How time passes for what a server does by itself, between requests. */

import { setTimeout as wait } from 'node:timers/promises'

/** The timers of a machine, or those of a simulation. */
export type Timers = {
  /** Milliseconds that never go back, whatever is done to the clock. */
  readonly monotonicMs: () => number
  /** Waits, or less when it is cut short. Keeps no process, and never rejects. */
  readonly pause: (ms: number, cutShort?: AbortSignal) => Promise<void>
}

/** Those of this machine. */
export const machineTimers: Timers = {
  monotonicMs: () => performance.now(),
  pause: async (ms, cutShort) => {
    await wait(ms, undefined, { ref: false, ...(cutShort && { signal: cutShort }) }).catch(() => {})
  },
}
