/** The step of a refresh chain: one conditional statement that rotates, or matches nothing. */

import {
  type AdvanceChain,
  type AdvanceOutcome,
  isOver,
  type SessionReading,
  statusOf,
} from '@coatcheck/core'
import { LIVE_SESSION_COLUMNS, NO_LONGER_DUE } from '../sql/session-row.ts'
import { IS_LIVE } from './session-live.ts'
import { findSession, MOMENT, readingOf } from './session-read.ts'
import { type Connection, type Statement, statement } from './statement.ts'

// No step leads further ahead than one behind what is tolerated: what does was taken while the clock was wrong.
const WITHIN_LIMIT = '(refresh_tat <= :now + :tolerance OR refresh_tat > :now + :tolerance + :every)'

const advance = (more: string, condition = 'second_factor_due <> 1'): Statement =>
  statement(`UPDATE sessions SET
      counter = :next,
      previous_key = CASE WHEN :rollback::SMALLINT = 1 THEN NULL ELSE step_key END,
      previous_key_unknown = :rollback,
      step_key = :key::BYTEA, step_secret = :secret, step_at = :now, step_kind = :kind,
      refresh_tat = CASE WHEN refresh_tat BETWEEN :now AND :now + :tolerance THEN refresh_tat ELSE :now END + :every ${more}
    WHERE id = :id AND counter = :expect AND salt = :salt AND (keyed = 0 OR :key::BYTEA IS NOT NULL)
      AND ${WITHIN_LIMIT} AND ${IS_LIVE} AND ${condition}
    RETURNING ${LIVE_SESSION_COLUMNS}, ${MOMENT}`)

// A statement that leaves lastActiveAt alone touches no index (a heap-only update): background refreshes, the most of
// all writes.
const PROOF = `, last_active_at = greatest(last_active_at, :now), first_factor_before = first_factor_at,
  second_factor_before = second_factor_at`
const STATEMENTS = {
  background: advance(''),
  active: advance(', last_active_at = greatest(last_active_at, :now)'),
  first: advance(`${PROOF}, first_factor_at = :now, ${NO_LONGER_DUE}`),
  second: advance(`${PROOF}, second_factor_at = :now, ${NO_LONGER_DUE}`, 'TRUE'),
}
const waiting = statement(`SELECT refresh_tat - :now - :tolerance AS wait FROM sessions
  WHERE id = :id AND counter = :expect AND salt = :salt AND (keyed = 0 OR :keyed::SMALLINT = 1)
    AND NOT ${WITHIN_LIMIT}`)

/** Takes the step, if the row is as the step expects; its events are the caller's to append. */
export async function advanceChain(on: Connection, step: AdvanceChain): Promise<AdvanceOutcome> {
  const { sessionId: id, expectCounter: expect, salt, keyHash, rateLimit } = step
  const tolerance = rateLimit.everyMs * (rateLimit.burst - 1)
  const kind = step.proves ?? (step.active ? 'active' : 'background')
  const [row] = await STATEMENTS[kind].arrays(on, {
    id,
    expect,
    next: step.nextCounter,
    salt,
    key: keyHash,
    secret: step.secretVersion,
    kind: step.kind,
    rollback: Number(step.afterRollback),
    every: rateLimit.everyMs,
    tolerance,
  })
  if (row !== undefined) return { outcome: 'advanced', reading: readingOf(row) }
  const reading = await findSession(on, id)
  const limited = await waiting.get(on, {
    id,
    expect,
    salt,
    keyed: Number(keyHash !== null),
    tolerance,
    every: rateLimit.everyMs,
  })
  return limited === null || !lives(reading)
    ? { outcome: 'unmatched', reading }
    : { outcome: 'limited', retryAfterMs: limited['wait'] as number }
}

function lives(reading: SessionReading | null): boolean {
  return reading !== null && !isOver(statusOf(reading.session, reading.user, reading.nowMs))
}
