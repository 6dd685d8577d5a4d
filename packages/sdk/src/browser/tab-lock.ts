/** One at a time: in all tabs where there are locks between them, in this one where not. */

import type { Environment } from './environment.ts'

/** Works while nobody else works under the same name. */
export type Exclusively = <T>(
  name: string,
  work: (waited: boolean) => Promise<T>,
  onWait?: () => void,
) => Promise<T>

/** Longer than nearly every request takes: whoever has a lock for longer is frozen. */
const STEAL_AFTER_MS = 5_000

/** Makes it. */
export function createExclusively({ locks }: Pick<Environment, 'locks'>): Exclusively {
  if (locks !== null) {
    return (name, work, onWait) => {
      let waited = false
      const waits = (): void => {
        waited = true
        onWait?.()
      }
      return locks.exclusively(name, { stealAfterMs: STEAL_AFTER_MS, onWait: waits }, () => work(waited))
    }
  }
  const last = new Map<string, Promise<unknown>>()
  return (name, work) => {
    const before = last.get(name)
    const done = before === undefined ? work(false) : before.then(() => work(true))
    const settled: Promise<unknown> = done.catch(() => {}) // whoever asked for it hears of it
    last.set(name, settled)
    void settled.then(() => last.get(name) === settled && last.delete(name))
    return done
  }
}
