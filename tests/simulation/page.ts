/** The page of a tab: whether somebody sees it, and what they do. */

import type { Page, Wake } from '@coatcheck/sdk/browser'

/** A page, and the person in front of it. */
export type SimulatedPage = {
  readonly page: Page
  /** The tab comes into view. */
  readonly show: () => void
  readonly hide: () => void
  /** The tab goes on after it was frozen, or comes out of a cache. */
  readonly resume: (by: 'pageshow' | 'resume') => void
  /** The person moves, taps or types. */
  readonly act: () => void
  /** How late a timer is that is set now: browsers wake what nobody sees once a second, and after a while once a minute. */
  readonly timerSlackMs: () => number
}

const SOON_MS = 1_000
const SELDOM_AFTER_MS = 300_000
const SELDOM_MS = 60_000

/** Makes one that is seen. */
export function createPage(nowMs: () => number): SimulatedPage {
  const wakes = new Set<(by: Wake) => void>()
  const hides = new Set<() => void>()
  const acts = new Set<() => void>()
  let hiddenAtMs: number | null = null
  const on = <T>(listeners: Set<T>) => {
    return (listener: T) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    }
  }
  const wake = (by: Wake): void => {
    for (const listener of wakes) listener(by)
  }
  return {
    page: { isVisible: () => hiddenAtMs === null, onWake: on(wakes), onHide: on(hides), onAct: on(acts) },
    show: () => {
      if (hiddenAtMs === null) return
      hiddenAtMs = null
      wake('visibilitychange')
    },
    hide: () => {
      if (hiddenAtMs !== null) return
      hiddenAtMs = nowMs()
      for (const listener of hides) listener()
    },
    resume: wake,
    act: () => {
      if (hiddenAtMs === null) for (const listener of acts) listener()
    },
    timerSlackMs: () => {
      if (hiddenAtMs === null) return 0
      const everyMs = nowMs() - hiddenAtMs > SELDOM_AFTER_MS ? SELDOM_MS : SOON_MS
      return everyMs - (nowMs() % everyMs)
    },
  }
}
