/** Tightens the limits of living sessions to the stricter of their own and others. */

import type { LimitDurations, Session } from '@coatcheck/core'
import type { Engine } from './engine.ts'

/** Tightens those of one transport; only inside a write. Answers how many became stricter. */
export type Tighten = (transport: Session['transport'], limits: LimitDurations) => number

/** Prepares it. */
export function prepareTighten({ database, nowMs }: Engine): Tighten {
  const tighten = database.prepare(`UPDATE sessions SET
      idle_ms = nullif(min(coalesce(idle_ms, 9e15), coalesce(:idle, 9e15)), 9e15),
      slack_ms = min(slack_ms, :slack),
      absolute_at = min(absolute_at, created_at + :absolute),
      tokens_until = CASE WHEN token_ms > :token
        THEN max(coalesce(tokens_until, 0), :now + token_ms) ELSE tokens_until END,
      token_ms = min(token_ms, :token), token_max_ms = min(token_max_ms, :tokenMax)
    WHERE transport = :transport AND end_state IS NULL AND :now < deadline_at AND (
      coalesce(idle_ms, 9e15) > coalesce(:idle, 9e15) OR slack_ms > :slack
      OR absolute_at > created_at + :absolute OR token_ms > :token OR token_max_ms > :tokenMax)`)

  return (transport, limits) => {
    const { changes } = tighten.run({
      transport,
      now: nowMs(),
      idle: limits.idleMs,
      slack: limits.activitySlackMs,
      absolute: limits.absoluteMs,
      token: limits.tokenLifetimeMs,
      tokenMax: limits.tokenMaxLifetimeMs,
    })
    return Number(changes)
  }
}
