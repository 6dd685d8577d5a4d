/** The sweeper: writes and tells the ends that time has brought, and forgets what ended long ago. */

import { BY_SYSTEM, draftEvent, isOver, type SessionId, type SessionStore, statusOf } from '@coatcheck/core'
import { END_EVENT } from '../sql/end-event.ts'
import { queueEnded } from './logout-delivery-store.ts'
import { readingOf, SESSION_READING } from './session-read.ts'
import { statement } from './statement.ts'
import type { Transaction } from './transaction.ts'

// Rows that another node sweeps at the same moment are skipped, not waited for.
const past = (which: string) =>
  statement(`${SESSION_READING} WHERE s.end_state IS NULL AND s.deadline_at <= (SELECT :now) AND ${which}
    ORDER BY s.deadline_at LIMIT :batch FOR UPDATE OF s SKIP LOCKED`)
const pastOfAll = past('TRUE')
const pastOfThese = past('s.id = ANY (:ids)')
const end = statement(
  `UPDATE sessions SET end_state = :state, end_reason = :reason, ended_at = :at WHERE id = :id`,
)
const forget = statement(`WITH chosen AS MATERIALIZED (
    SELECT id FROM sessions WHERE end_state IS NOT NULL AND ended_at < (SELECT :now) - :retention::BIGINT
    ORDER BY ended_at LIMIT :batch FOR UPDATE SKIP LOCKED)
  DELETE FROM sessions WHERE id IN (SELECT id FROM chosen) RETURNING id, client_id`)
const forgetClient = statement(`DELETE FROM clients
  WHERE id = :id AND NOT EXISTS (SELECT 1 FROM sessions WHERE client_id = :id)`)

/** What a round did. */
export type SweepRound = {
  /** How many rows of one kind it dealt with at most: `batch` when more may wait. */
  readonly count: number
  readonly forgotten: readonly SessionId[]
}

/** One round, over all sessions or some. */
export async function sweepSessions(
  { on, appendEvents }: Transaction,
  { batch, retentionMs }: Parameters<SessionStore['sweep']>[0],
  ids?: readonly string[],
): Promise<SweepRound> {
  const rows =
    ids === undefined ? await pastOfAll.arrays(on, { batch }) : await pastOfThese.arrays(on, { batch, ids })
  for (const { session, nowMs } of rows.map(readingOf)) {
    const status = statusOf(session, { state: 'enabled', epoch: session.epoch }, nowMs)
    if (!isOver(status)) continue
    const { id, userId, clientId } = session
    await end.run(on, { id, state: status.state, reason: status.reason, at: status.atMs })
    const about = { userId, sessionId: id, clientId, reason: status.reason }
    appendEvents([draftEvent(BY_SYSTEM, END_EVENT[status.state], about)])
    await queueEnded(on, [session])
  }
  const forgotten = await forget.all(on, { retention: retentionMs, batch })
  const clients = new Set(forgotten.map((row) => row['client_id'] as string))
  for (const id of clients) await forgetClient.run(on, { id })
  return {
    count: Math.max(rows.length, forgotten.length),
    forgotten: forgotten.map((row) => row['id'] as SessionId),
  }
}
