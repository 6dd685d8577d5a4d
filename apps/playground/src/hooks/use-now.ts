/** Time that passes: one timer for whatever counts down. */

import { useSyncExternalStore } from 'react'
import { observable } from '../observable.ts'

const EVERY_MS = 250
const beats = observable(0)
let watchers = 0
let timer: ReturnType<typeof setInterval> | null = null

function subscribe(listener: () => void): () => void {
  const stop = beats.subscribe(listener)
  watchers += 1
  timer ??= setInterval(() => beats.set((count) => count + 1), EVERY_MS)
  return () => {
    stop()
    watchers -= 1
    if (watchers > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}

/** Renders anew four times a second. @returns What the clock says then. */
export function useNow(nowMs: () => number): number {
  useSyncExternalStore(subscribe, beats.get)
  return nowMs()
}
