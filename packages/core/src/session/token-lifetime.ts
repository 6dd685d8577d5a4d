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
  const idleAtMs = idleDeadlineMs(session)
  const { expiresAtMs, clampedBy } = capLifetime(nowMs + (askedMs ?? tokenLifetimeMs), [
    { atMs: nowMs + tokenMaxLifetimeMs, by: 'policy' },
    ...(idleAtMs === null
      ? []
      : [{ atMs: Math.max(idleAtMs, nowMs + tokenLifetimeMs), by: 'idle' } as const]),
    { atMs: absoluteExpiresAtMs, by: 'session' },
  ])
  return { expiresAtMs, clampedBy: askedMs === null ? null : clampedBy }
}

/** A moment that a token does not outlive, and what says so. */
export type LifetimeCap = { readonly atMs: number; readonly by: ClampedBy }

/** The earliest of what is wanted and the caps; of caps that are equal, the first is named. */
export function capLifetime(wantedAtMs: number, caps: readonly LifetimeCap[]): GrantedLifetime {
  let granted: GrantedLifetime = { expiresAtMs: wantedAtMs, clampedBy: null }
  for (const { atMs, by } of caps) {
    if (atMs < granted.expiresAtMs) granted = { expiresAtMs: atMs, clampedBy: by }
  }
  return granted
}
