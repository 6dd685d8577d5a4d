/** A laptop or a phone: it sleeps, and has two clocks, neither of which can be relied on. */

import type { Agenda } from './agenda.ts'

/** A machine. */
export type Machine = {
  readonly wallMs: () => number
  readonly monotonicMs: () => number
  readonly isAwake: () => boolean
  readonly sleep: () => void
  readonly wake: () => void
  /** Somebody, or something, sets the wall clock. @param byMs Forward, or back. */
  readonly setWall: (byMs: number) => void
  /** Calls back when it falls asleep, and when it wakes up. @returns Calls it off. */
  readonly onChange: (listener: () => void) => () => void
  /**
   * Since when both clocks have misled whoever goes by them, if they have since that moment: the monotonic one stood
   * still in a sleep, and the wall clock was set back too.
   */
  readonly hasMisledSince: (atMs: number) => boolean
}

/** How the clocks of a machine are. */
export type Clocks = {
  /** How far the wall clock is off in the beginning. */
  readonly wallOffMs: number
  /** By how much it runs fast, as a share. */
  readonly wallDrift: number
  readonly monotonicDrift: number
  /** Whether the monotonic clock stands still while the machine sleeps. */
  readonly standsStill: boolean
}

/** Makes one, awake. */
export function createMachine(agenda: Agenda, clocks: Clocks): Machine {
  const bornMs = agenda.nowMs()
  const listeners = new Set<() => void>()
  let wallOffMs = clocks.wallOffMs
  let asleepSinceMs: number | null = null
  let sleptMs = 0
  let setBackAtMs = -Infinity
  let stoodStillAtMs = -Infinity
  const stoodStill = (): number => sleptMs + (asleepSinceMs === null ? 0 : agenda.nowMs() - asleepSinceMs)
  const changed = (): void => {
    for (const listener of listeners) listener()
  }
  return {
    wallMs: () => agenda.nowMs() + wallOffMs + (agenda.nowMs() - bornMs) * clocks.wallDrift,
    monotonicMs: () => {
      const ranMs = agenda.nowMs() - bornMs - (clocks.standsStill ? stoodStill() : 0)
      return ranMs * (1 + clocks.monotonicDrift)
    },
    isAwake: () => asleepSinceMs === null,
    sleep: () => {
      if (asleepSinceMs !== null) return
      asleepSinceMs = agenda.nowMs()
      changed()
    },
    wake: () => {
      if (asleepSinceMs === null) return
      sleptMs = stoodStill()
      asleepSinceMs = null
      if (clocks.standsStill) stoodStillAtMs = agenda.nowMs()
      changed()
    },
    setWall: (byMs) => {
      wallOffMs += byMs
      if (byMs < 0) setBackAtMs = agenda.nowMs()
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    hasMisledSince: (atMs) => setBackAtMs >= atMs && stoodStillAtMs >= atMs,
  }
}
