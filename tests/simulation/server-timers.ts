/** How time passes for what the server does by itself: in virtual time, and no more often than anybody would notice. */

import type { World } from '@coatcheck/server'
import type { Agenda } from './agenda.ts'
import type { Restless } from './ground.ts'

/** The timers of a server. */
export type ServerTimers = World['timers'] &
  Restless & {
    /** Somebody listens to events from now on. */
    readonly rouse: () => void
  }

/** Follows the log, tells logouts, tidies up: each waits, or has something to do. */
const LOOPS = 3
/** From here on, what waits only tidies up: nothing depends on it for being right, and it would be most of the work. */
const SELDOM_FROM_MS = 30_000
const SELDOM_MS = 21_600_000

/**
 * Makes them, for one process.
 *
 * @param pollMs Of the log: what is appended wakes its reader, so that all other looks make heartbeats alone.
 * @param isHeard Whether anybody listens to those.
 */
export function createServerTimers(agenda: Agenda, pollMs: number, isHeard: () => boolean): ServerTimers {
  let resting = 0
  const dozing = new Set<() => void>()

  function pause(ms: number, cutShort?: AbortSignal): Promise<void> {
    if (cutShort?.aborted === true) return Promise.resolve()
    return new Promise((resolve) => {
      resting += 1
      const done = (): void => {
        cancel()
        dozing.delete(done)
        cutShort?.removeEventListener('abort', done)
        resting -= 1
        resolve()
      }
      const due = (): void => {
        if (ms !== pollMs || isHeard()) return done()
        dozing.add(done)
        cancel = agenda.after(SELDOM_MS, done)
      }
      let cancel = agenda.after(ms >= SELDOM_FROM_MS ? SELDOM_MS : ms, due)
      cutShort?.addEventListener('abort', done)
    })
  }

  return {
    monotonicMs: agenda.nowMs,
    pause,
    isAtRest: () => resting === LOOPS,
    rouse: () => {
      for (const wake of dozing) wake()
    },
  }
}
