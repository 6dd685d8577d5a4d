/** The step of a refresh chain: one conditional statement that rotates, or matches nothing. */

import {
  type AdvanceChain,
  type AdvanceOutcome,
  isOver,
  type SessionReading,
  statusOf,
} from '@coatcheck/core'
import type { Engine } from './engine.ts'
import { IS_LIVE } from './session-live.ts'
import { prepareSessions, type SessionReads } from './session-read.ts'
import { LIVE_SESSION_COLUMNS, NO_LONGER_DUE } from '../sql/session-row.ts'

// No step leads further ahead than one behind what is tolerated: what does was taken while the clock was wrong.
const WITHIN_LIMIT = '(refresh_tat <= :tolerated OR refresh_tat > :tolerated + :every)'

/** Takes the step; only inside a write. */
export type Advance = (step: AdvanceChain) => AdvanceOutcome

/** Prepares the step. */
export function prepareAdvance(engine: Engine, reads: SessionReads): Advance {
  const advance = (more: string, condition = 'second_factor_due <> 1') =>
    prepareSessions(
      engine.database,
      `UPDATE sessions SET
        counter = :next,
        previous_key = CASE WHEN :rollback THEN NULL ELSE step_key END,
        previous_key_unknown = :rollback,
        step_key = :key, step_secret = :secret, step_at = :now, step_kind = :kind,
        refresh_tat = CASE WHEN refresh_tat BETWEEN :now AND :tolerated THEN refresh_tat ELSE :now END + :every ${more}
      WHERE id = :id AND counter = :expect AND salt = :salt AND (keyed = 0 OR :key IS NOT NULL)
        AND ${WITHIN_LIMIT} AND ${IS_LIVE} AND ${condition}
      RETURNING ${LIVE_SESSION_COLUMNS}`,
    )
  // A statement that names lastActiveAt rewrites the index of deadlines whether it changes or not: a page more in
  // every commit. Background refreshes, the most of all writes, name it not.
  const proof = `, last_active_at = max(last_active_at, :now), first_factor_before = first_factor_at,
        second_factor_before = second_factor_at`
  const statements = {
    background: advance(''),
    active: advance(', last_active_at = max(last_active_at, :now)'),
    first: advance(`${proof}, first_factor_at = :now, ${NO_LONGER_DUE}`),
    second: advance(`${proof}, second_factor_at = :now, ${NO_LONGER_DUE}`, 'TRUE'),
  }
  const nextAllowed = engine.database.prepare(`SELECT refresh_tat FROM sessions
    WHERE id = :id AND counter = :expect AND salt = :salt AND (keyed = 0 OR :hasKey) AND NOT ${WITHIN_LIMIT}`)

  return (step) => {
    const nowMs = engine.nowMs()
    const tolerated = nowMs + step.rateLimit.everyMs * (step.rateLimit.burst - 1)
    const statement = step.proves ?? (step.active ? 'active' : 'background')
    const row = statements[statement].get({
      id: step.sessionId,
      expect: step.expectCounter,
      next: step.nextCounter,
      salt: step.salt,
      key: step.keyHash,
      secret: step.secretVersion,
      kind: step.kind,
      rollback: Number(step.afterRollback),
      every: step.rateLimit.everyMs,
      tolerated,
      now: nowMs,
    })
    if (row !== undefined) {
      engine.appendEvents(step.events)
      return { outcome: 'advanced', reading: reads.reading(row) }
    }
    const reading = reads.find(step.sessionId)
    const limited = nextAllowed.get({
      id: step.sessionId,
      expect: step.expectCounter,
      salt: step.salt,
      hasKey: Number(step.keyHash !== null),
      every: step.rateLimit.everyMs,
      tolerated,
    })
    return limited === undefined || !lives(reading)
      ? { outcome: 'unmatched', reading }
      : { outcome: 'limited', retryAfterMs: Number(limited['refresh_tat']) - tolerated }
  }
}

function lives(reading: SessionReading | null): boolean {
  return reading !== null && !isOver(statusOf(reading.session, reading.user, reading.nowMs))
}
