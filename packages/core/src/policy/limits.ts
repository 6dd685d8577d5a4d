/** From policy to the limits that a session is opened under. */

import { activitySlackMs } from '../session/activity.ts'
import type { LimitDurations } from '../session/session.ts'
import type { PolicySurface, SessionPolicy } from './policy.ts'

/** How long a session lives whose holder did not ask to be remembered, in seconds. */
const NOT_REMEMBERED_SECONDS = 24 * 60 * 60

/** The limits of a session opened under a policy on one surface. */
export function limitsFor(
  policy: SessionPolicy,
  surface: PolicySurface,
  rememberMe: boolean,
): LimitDurations {
  const idleSeconds = policy.idleSeconds[surface]
  const idleMs = idleSeconds === null ? null : idleSeconds * 1000
  const absoluteSeconds = rememberMe
    ? policy.absoluteSeconds
    : Math.min(policy.absoluteSeconds, NOT_REMEMBERED_SECONDS)
  return {
    idleMs,
    activitySlackMs: activitySlackMs(idleMs, policy.exactIdle),
    absoluteMs: absoluteSeconds * 1000,
    tokenLifetimeMs: policy.tokenSeconds * 1000,
    tokenMaxLifetimeMs: policy.tokenMaxSeconds * 1000,
  }
}

/** Limits under which a session lives no longer than so many seconds from now, whenever its absolute limit began to count. */
export function shortenedLimits(
  limits: LimitDurations,
  {
    maxSeconds,
    absoluteFromMs,
  }: { readonly maxSeconds?: number | undefined; readonly absoluteFromMs: number | null },
  nowMs: number,
): LimitDurations {
  if (maxSeconds === undefined) return limits
  const passedMs = Math.max(0, nowMs - (absoluteFromMs ?? nowMs))
  return { ...limits, absoluteMs: Math.min(limits.absoluteMs, passedMs + maxSeconds * 1000) }
}

/** How long somebody acts as a user of whom an upstream says so, in seconds: half an hour. */
export const UPSTREAM_ACTING_SECONDS: number = 30 * 60
const ACTING_IDLE_MS = 10 * 60 * 1000

/** The limits of somebody who acts as a user: a while, ten minutes unused, tokens of the default lifetime only. */
export function actingLimits(limits: LimitDurations, seconds: number): LimitDurations {
  const idleMs = Math.min(limits.idleMs ?? Infinity, ACTING_IDLE_MS)
  return {
    idleMs,
    activitySlackMs: activitySlackMs(idleMs, true),
    absoluteMs: Math.min(limits.absoluteMs, seconds * 1000),
    tokenLifetimeMs: limits.tokenLifetimeMs,
    tokenMaxLifetimeMs: limits.tokenLifetimeMs,
  }
}
