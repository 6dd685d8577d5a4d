/** Work that is done after the answer: how long it takes must not show in it. */

import { setImmediate } from 'node:timers/promises'
import type { Logger } from 'pino'

/** Work under way behind answers. */
export type Background = {
  /** Starts once the answer is on its way. A failure is logged under the name; nobody waits for it. */
  readonly run: (name: string, work: () => Promise<unknown>) => void
  /** Waits for all that was started. */
  readonly drain: () => Promise<void>
}

/** Makes it; what is under way is lost when the process dies, so nothing goes here that somebody was promised. */
export function createBackground(logger: Logger): Background {
  const running = new Set<Promise<void>>()

  async function perform(name: string, work: () => Promise<unknown>): Promise<void> {
    await setImmediate()
    try {
      await work()
    } catch (error) {
      logger.error({ err: error, work: name }, 'work behind an answer failed')
    }
  }

  return {
    run: (name, work) => {
      const done = perform(name, work).finally(() => running.delete(done))
      running.add(done)
    },
    drain: async () => {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
