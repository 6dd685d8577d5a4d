/** A session's status, derived from its row, its user and the store's clock at every read; never from a job. */

import type { SessionTask } from '../factor/factor.ts'
import type { UserStanding } from '../user/user.ts'
import type { EndReason, Session, TerminalState } from './session.ts'

/** What a session is at one moment. */
export type SessionStatus =
  | { readonly state: 'active' }
  /** It lives, and is worth nothing before these are done. */
  | { readonly state: 'pending'; readonly tasks: readonly SessionTask[] }
  | { readonly state: TerminalState; readonly reason: EndReason; readonly atMs: number }

/** The moment at which the idle limit ends the session if nobody acts; `null` without an idle limit. */
export function idleDeadlineMs(session: Session): number | null {
  const { idleMs, activitySlackMs } = session.limits
  return idleMs === null ? null : session.lastActiveAtMs + idleMs + activitySlackMs
}

/** The moment at which the session ends if nobody acts: the earlier of both limits. */
export function deadlineMs(session: Session): number {
  return Math.min(session.limits.absoluteExpiresAtMs, idleDeadlineMs(session) ?? Infinity)
}

/**
 * What a session is at the store's `nowMs`.
 *
 * A stored end wins over everything. Then the limits, the earlier one naming the reason, so that an old row tells
 * the same story whenever it is read. Then the user's standing, then what is still to be done.
 */
export function statusOf(session: Session, user: UserStanding, nowMs: number): SessionStatus {
  if (session.end !== null) return session.end
  const absoluteAtMs = session.limits.absoluteExpiresAtMs
  const idleAtMs = idleDeadlineMs(session)
  if (idleAtMs !== null && nowMs >= idleAtMs && idleAtMs < absoluteAtMs) {
    return { state: 'abandoned', reason: 'idle_limit', atMs: idleAtMs }
  }
  if (nowMs >= absoluteAtMs) return { state: 'expired', reason: 'absolute_limit', atMs: absoluteAtMs }
  if (user.state === 'deleted') return { state: 'revoked', reason: 'user_deleted', atMs: nowMs }
  if (user.state === 'disabled') return { state: 'revoked', reason: 'user_disabled', atMs: nowMs }
  if (user.epoch > session.epoch) return { state: 'revoked', reason: 'signed_out_everywhere', atMs: nowMs }
  return session.needsSecondFactor ? PENDING : { state: 'active' }
}

const PENDING: SessionStatus = { state: 'pending', tasks: [{ kind: 'second-factor' }] }

/** Whether a session has ended: it is neither active nor pending. */
export function isOver(
  status: SessionStatus,
): status is Extract<SessionStatus, { readonly reason: EndReason }> {
  return status.state !== 'active' && status.state !== 'pending'
}
