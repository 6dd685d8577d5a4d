/** Whether the person in front of the page acts, and when the server is to be told: seldom, and never for a machine. */

import type { ClientSession } from './client.ts'
import type { Page } from './environment.ts'
import type { Moment, ServerTime } from './server-time.ts'

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
 * @returns Stops it.
 */
export function watchActivity(deps: {
  readonly page: Page
  readonly time: Pick<ServerTime, 'moment' | 'since' | 'nowMs' | 'isUnsure'>
  readonly session: () => ClientSession | null
  readonly onDue: () => void
}): () => void {
  const { page, time, session, onDue } = deps
  let triedAt: Moment | null = null

  const act = (): void => {
    const current = session()
    if (current === null) return
    // Whichever tab told of the last act, the session says when: long ago, or far ahead by a clock that leapt.
    const agoMs = Math.abs(time.nowMs() - current.lastActiveAt.getTime())
    if (agoMs < tellEveryMs(current) && !time.isUnsure()) return
    // A pointer moves a hundred times a second, and goes on moving while the server cannot be told.
    if (triedAt !== null && time.since(triedAt) < SHORTEST_MS) return
    triedAt = time.moment()
    onDue()
  }
  const stops = [page.onAct(act), page.onWake((by) => by === 'visibilitychange' && act())]
  return () => {
    for (const stop of stops) stop()
  }
}
