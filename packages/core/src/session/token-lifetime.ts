/** How long a token may live: what was asked for, capped by policy and by the session it comes from. */

import type { Session } from './session.ts'
import { idleDeadlineMs } from './status.ts'

/** What held a token's lifetime below what was asked. */
export type ClampedBy = 'policy' | 'idle' | 'session'

/** A granted lifetime. */
export type GrantedLifetime = {
  readonly expiresAtMs: number
  readonly clampedBy: ClampedBy | null
}

/**
 * Grants a session token's lifetime.
 *
 * The policy's maximum caps what is asked; the session's absolute limit caps everything; the idle deadline caps what
 * goes beyond the default, so that a long token does not outlive an abandoned session.
 *
 * @param askedMs What the caller asked for, or `null` for the default.
 */
export function grantLifetime(session: Session, askedMs: number | null, nowMs: number): GrantedLifetime {
  const { tokenLifetimeMs, tokenMaxLifetimeMs, absoluteExpiresAtMs } = session.limits
  const wanted = nowMs + (askedMs ?? tokenLifetimeMs)
  let expiresAtMs = wanted
  let clampedBy: ClampedBy | null = null
  const cap = (atMs: number, by: ClampedBy): void => {
    if (atMs >= expiresAtMs) return
    expiresAtMs = atMs
    clampedBy = by
  }
  cap(nowMs + tokenMaxLifetimeMs, 'policy')
  const idleAtMs = idleDeadlineMs(session)
  if (idleAtMs !== null) cap(Math.max(idleAtMs, nowMs + tokenLifetimeMs), 'idle')
  cap(absoluteExpiresAtMs, 'session')
  return { expiresAtMs, clampedBy: askedMs === null ? null : clampedBy }
}
