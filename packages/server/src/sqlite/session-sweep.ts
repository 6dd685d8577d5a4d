/** The sweeper: writes and tells the ends that time has brought, and forgets what ended long ago. */

import { BY_SYSTEM, draftEvent, isOver, type SessionStore, statusOf } from '@coatcheck/core'
import type { Engine } from './engine.ts'
import { END_EVENT } from '../sql/end-event.ts'
import { prepareQueueLogout } from './logout-delivery-store.ts'
import { prepareSessions, SESSION_WITH_USER } from './session-read.ts'
import { sessionFromRow } from '../sql/session-row.ts'

/** One round; only inside a write. @returns How many rows of one kind it dealt with at most: `batch` when more wait. */
export type Sweep = (limits: Parameters<SessionStore['sweep']>[0]) => number

/** Prepares the sweeper. */
export function prepareSweep(engine: Engine): Sweep {
  const { database } = engine
  const past = prepareSessions(
    database,
    `${SESSION_WITH_USER} WHERE s.end_state IS NULL AND s.deadline_at <= :now ORDER BY s.deadline_at LIMIT :batch`,
  )
  const end = database.prepare(
    'UPDATE sessions SET end_state = ?, end_reason = ?, ended_at = ? WHERE id = ? AND end_state IS NULL',
  )
  const forget = database.prepare(`DELETE FROM sessions WHERE id IN (
    SELECT id FROM sessions WHERE end_state IS NOT NULL AND ended_at < :before ORDER BY ended_at LIMIT :batch)
    RETURNING client_id`)
  const forgetClient = database.prepare(
    'DELETE FROM clients WHERE id = :id AND NOT EXISTS (SELECT 1 FROM sessions WHERE client_id = :id)',
  )
  const queueLogout = prepareQueueLogout(engine)
  return ({ batch, retentionMs }) => {
    const now = engine.nowMs()
    const before = now - retentionMs
    const rows = past.all({ now, batch })
    for (const row of rows) {
      const session = sessionFromRow(row)
      const status = statusOf(session, { state: 'enabled', epoch: session.epoch }, now)
      if (!isOver(status)) continue
      if (end.run(status.state, status.reason, status.atMs, session.id).changes === 0) continue
      const { userId, id: sessionId, clientId } = session
      engine.appendEvents([
        draftEvent(BY_SYSTEM, END_EVENT[status.state], {
          userId,
          sessionId,
          clientId,
          reason: status.reason,
        }),
      ])
      queueLogout(session)
    }
    const forgotten = forget.all({ before, batch })
    for (const clientId of new Set(forgotten.map((row) => row['client_id'] as string))) {
      forgetClient.run({ id: clientId })
    }
    return Math.max(rows.length, forgotten.length)
  }
}
