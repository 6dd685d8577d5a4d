/** The server's time in whole seconds, as one timer for all that count it: it runs only while somebody looks. */

import type { CoatcheckClient } from '../../browser/client.ts'
import type { ClientStore } from '../provider/client-store.ts'

/** A clock that ticks at most once a second. */
export type ServerClock = {
  /** Milliseconds since 1970, in whole seconds: as of the last tick while it runs. */
  readonly read: () => number
  /** Calls back once that time has come, and at each second from then on. */
  readonly subscribe: (fromMs: number, listener: () => void) => () => void
}

const SECOND_MS = 1000
/** What timers can wait for: longer waits are cut into pieces. */
const LONGEST_WAIT_MS = 2 ** 31 - 1

/** Makes it. No timer runs before somebody listens, nor while nobody sees the page. */
export function createServerClock(
  client: Pick<CoatcheckClient, 'nowMs'>,
  store: Pick<ClientStore, 'subscribe'>,
): ServerClock {
  const listeners = new Map<object, { readonly fromMs: number; readonly listener: () => void }>()
  const readWhole = (): number => Math.floor(client.nowMs() / SECOND_MS) * SECOND_MS
  let nowMs = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopWatching: () => void = () => {}

  function look(): void {
    clearTimeout(timer)
    const wasMs = nowMs
    nowMs = readWhole()
    if (nowMs !== wasMs) for (const { listener } of listeners.values()) listener()
    if (listeners.size > 0 && !document.hidden) timer = setTimeout(look, waitMs())
  }

  /** Until the next second, or until the first of those moments that nobody counts before. */
  function waitMs(): number {
    const firstMs = Math.min(...Array.from(listeners.values(), ({ fromMs }) => fromMs))
    const nextMs = Math.max(nowMs + SECOND_MS, firstMs)
    return Math.min(nextMs - client.nowMs(), LONGEST_WAIT_MS)
  }

  function start(): void {
    // The client learns the server's time by its answers; a page that is seen again has missed some seconds.
    const stopHearing = store.subscribe(look)
    document.addEventListener('visibilitychange', look)
    stopWatching = () => {
      stopHearing()
      document.removeEventListener('visibilitychange', look)
      clearTimeout(timer)
    }
  }

  return {
    read: () => {
      if (listeners.size === 0) nowMs = readWhole()
      return nowMs
    },
    subscribe: (fromMs, listener) => {
      const key = {}
      if (listeners.size === 0) start()
      listeners.set(key, { fromMs, listener })
      look()
      return () => {
        listeners.delete(key)
        if (listeners.size === 0) stopWatching()
      }
    },
  }
}
