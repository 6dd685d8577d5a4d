/** The activity rule: the idle clock moves only when the person acts, and is written rarely. */

import type { Session } from './session.ts'

const SLACK_SHARE = 20
const MIN_SLACK_MS = 5_000

/** How rarely activity is written for an idle limit: at most once per `max(5 s, idle / 20)`. */
export function activitySlackMs(idleMs: number | null, exact: boolean): number {
  if (idleMs === null || exact) return MIN_SLACK_MS
  return Math.max(MIN_SLACK_MS, Math.floor(idleMs / SLACK_SHARE))
}

/** Whether an act of the person at `nowMs` is due to be written. Unwritten ones are covered by the slack. */
export function activityIsDue(session: Session, nowMs: number): boolean {
  return nowMs - session.lastActiveAtMs >= session.limits.activitySlackMs
}
