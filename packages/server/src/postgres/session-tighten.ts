/** Tightens the limits of living sessions to the stricter of their own and others. */

import type { LimitDurations, Session } from '@coatcheck/core'
import { type Connection, statement } from './statement.ts'

const tighten = statement(`UPDATE sessions SET
    idle_ms = least(idle_ms, :idle::BIGINT),
    slack_ms = least(slack_ms, :slack),
    absolute_at = least(absolute_at, created_at + :absolute),
    tokens_until = CASE WHEN token_ms > :token
      THEN greatest(coalesce(tokens_until, 0), :now + token_ms) ELSE tokens_until END,
    token_ms = least(token_ms, :token), token_max_ms = least(token_max_ms, :tokenMax)
  WHERE transport = :transport AND end_state IS NULL AND :now < deadline_at AND (
    least(idle_ms, :idle::BIGINT) IS DISTINCT FROM idle_ms OR slack_ms > :slack
    OR absolute_at > created_at + :absolute OR token_ms > :token OR token_max_ms > :tokenMax)`)

/** Tightens those of one transport. @returns How many became stricter. */
export function tightenSessions(
  on: Connection,
  transport: Session['transport'],
  limits: LimitDurations,
): Promise<number> {
  return tighten.run(on, {
    transport,
    idle: limits.idleMs,
    slack: limits.activitySlackMs,
    absolute: limits.absoluteMs,
    token: limits.tokenLifetimeMs,
    tokenMax: limits.tokenMaxLifetimeMs,
  })
}
