/** How long something may take: a signal that aborts when it takes longer, or when everything is over. */

import type { Environment } from './environment.ts'

/** A limit that runs. */
export type TimeLimit = {
  readonly signal: AbortSignal
  /** Runs anew from now on. */
  readonly restart: () => void
  /** It was in time: nothing aborts any more. */
  readonly stop: () => void
}

/** Starts one of so many milliseconds. */
export function startTimeLimit(environment: Environment, ms: number, over: AbortSignal): TimeLimit {
  const late = new AbortController()
  const abort = (): void => late.abort()
  let cancel = environment.setTimer(ms, abort)
  over.addEventListener('abort', abort)
  return {
    signal: late.signal,
    restart: () => {
      cancel()
      cancel = environment.setTimer(ms, abort)
    },
    stop: () => {
      cancel()
      over.removeEventListener('abort', abort)
    },
  }
}
