/** From a client and the policy to the limits of a grant: always the stricter of both. */

import type { SessionPolicy } from '../policy/policy.ts'
import { activitySlackMs } from '../session/activity.ts'
import type { LimitDurations } from '../session/session.ts'
import { ACCESS_TOKEN_SECONDS, GRANT_SECONDS, type OAuthClientSettings } from './oauth-client.ts'

/** How many living grants of one person a client holds under one session, or under none: the oldest give way. */
export const MAX_GRANTS = 100

/** The limits of a grant, for a client whose session is not to outlive another one's. */
export function grantLimits(
  policy: SessionPolicy,
  client: Pick<OAuthClientSettings, 'accessTokenSeconds' | 'grantSeconds' | 'idleSeconds'>,
  /** How long the session that granted it has left, where the grant ends with that one. */
  parentLeftMs: number | null,
): LimitDurations {
  const idleSeconds = stricter(policy.idleSeconds.token, client.idleSeconds)
  const idleMs = idleSeconds === null ? null : idleSeconds * 1000
  const grantMs = Math.min(policy.absoluteSeconds, client.grantSeconds ?? GRANT_SECONDS) * 1000
  const tokenLifetimeMs =
    Math.min(policy.tokenMaxSeconds, client.accessTokenSeconds ?? ACCESS_TOKEN_SECONDS) * 1000
  return {
    idleMs,
    activitySlackMs: activitySlackMs(idleMs, policy.exactIdle),
    absoluteMs: Math.min(grantMs, parentLeftMs ?? Infinity),
    tokenLifetimeMs,
    tokenMaxLifetimeMs: tokenLifetimeMs,
  }
}

/** Those of a grant that cannot be refreshed: it lives as long as its one token. */
export function limitsOfOneToken(limits: LimitDurations): LimitDurations {
  return { ...limits, absoluteMs: Math.min(limits.absoluteMs, limits.tokenLifetimeMs) }
}

function stricter(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other)
}
