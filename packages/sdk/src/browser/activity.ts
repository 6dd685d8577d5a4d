/** Whether the person in front of the page acts, and when the server is to be told: seldom, and never for a machine. */

import type { ClientSession } from './client.ts'
import type { Environment, Page } from './environment.ts'

/** What is known of the person's acts. */
export type Activity = {
  /** The server was told of an act, by this tab or another one. */
  readonly told: () => void
  readonly stop: () => void
}

/** An act is told at most so often, however short the idle limit. */
const SHORTEST_MS = 5_000
/** Without an idle limit, the list of devices is all that it is told for. */
const LONGEST_MS = 300_000

/** How often acts are told for a session, in milliseconds: as often as the server writes them down. */
export function tellEveryMs({ lastActiveAt, abandonAt }: ClientSession): number {
  if (abandonAt === null) return LONGEST_MS
  return Math.max(SHORTEST_MS, (abandonAt.getTime() - lastActiveAt.getTime()) / 20)
}

/**
 * Watches a page.
 *
 * @param onDue Called when the server is to be told of an act that was just now.
 */
export function watchActivity(deps: {
  readonly page: Page
  readonly environment: Pick<Environment, 'monotonicMs'>
  readonly session: () => ClientSession | null
  readonly onDue: () => void
}): Activity {
  const { page, environment, session, onDue } = deps
  let toldAtMs = -Infinity
  let triedAtMs = -Infinity

  const act = (): void => {
    const current = session()
    if (current === null) return
    const nowMs = environment.monotonicMs()
    // A pointer moves a hundred times a second, and goes on moving while the server cannot be told.
    if (nowMs - toldAtMs < tellEveryMs(current) || nowMs - triedAtMs < SHORTEST_MS) return
    triedAtMs = nowMs
    onDue()
  }
  const stops = [page.onAct(act), page.onWake((by) => by === 'visible' && act())]
  return {
    told: () => {
      toldAtMs = environment.monotonicMs()
    },
    stop: () => {
      for (const stop of stops) stop()
    },
  }
}
