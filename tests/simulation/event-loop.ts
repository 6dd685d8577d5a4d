/** The tasks of one tab, one after the other: none runs while it is frozen or its machine sleeps, and none once it is gone. */

import type { Agenda } from './agenda.ts'
import type { Machine } from './machine.ts'

/** An event loop. */
export type EventLoop = {
  /** Runs a task once the tab can run it, after all that came before. */
  readonly deliver: (task: () => void) => void
  /** Calls back once, by the monotonic clock of the machine. @returns Calls it off. */
  readonly setTimer: (afterMs: number, callback: () => void) => () => void
  readonly freeze: () => void
  readonly thaw: () => void
  readonly isFrozen: () => boolean
  /** Nothing of it happens any more. */
  readonly end: () => void
  readonly isOver: () => boolean
}

/** Makes one. @param slackMs How much later than asked timers are, as those of tabs that nobody sees. */
export function createEventLoop(agenda: Agenda, machine: Machine, slackMs: () => number): EventLoop {
  const waiting: (() => void)[] = []
  let isFrozen = false
  let isOver = false
  let isPumping = false
  const canRun = (): boolean => !isOver && !isFrozen && machine.isAwake()

  /** Each in an event of its own, as promises are settled between two tasks. */
  function pump(): void {
    if (isPumping || waiting.length === 0 || !canRun()) return
    isPumping = true
    agenda.after(0, () => {
      isPumping = false
      if (!canRun()) return
      waiting.shift()?.()
      pump()
    })
  }

  function deliver(task: () => void): void {
    if (isOver) return
    if (waiting.length === 0 && canRun()) return task()
    waiting.push(task)
    pump()
  }

  const stopWatching = machine.onChange(pump)
  return {
    deliver,
    setTimer: (afterMs, callback) => {
      const dueMs = machine.monotonicMs() + Math.max(0, afterMs)
      let cancel = (): void => {}
      let isOff = false
      const run = (): void => {
        if (isOff) return
        const leftMs = dueMs - machine.monotonicMs()
        if (leftMs > 0.5) wait(leftMs)
        else callback()
      }
      const wait = (ms: number): void => {
        cancel = agenda.after(ms + slackMs(), () => isOff || deliver(run))
      }
      wait(afterMs)
      return () => {
        isOff = true
        cancel()
      }
    },
    freeze: () => {
      isFrozen = true
    },
    thaw: () => {
      isFrozen = false
      pump()
    },
    isFrozen: () => isFrozen,
    end: () => {
      isOver = true
      waiting.length = 0
      stopWatching()
    },
    isOver: () => isOver,
  }
}
