/** The sweeper: writes and tells the ends that time has brought, and forgets what ended long ago. */

import { draftEvent, type SessionStore, statusOf } from '@coatcheck/core'
import type { Engine } from './engine.ts'
import { END_EVENT } from './session-end.ts'
import { prepareSessions, SESSION_WITH_USER } from './session-read.ts'
import { sessionFromRow } from './session-row.ts'

/** One round; only inside a write. @returns How many sessions it ended or forgot. */
export type Sweep = (limits: Parameters<SessionStore['sweep']>[0]) => number

const BY_TIME = { actor: { kind: 'system' }, device: { address: null, userAgent: null } } as const

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
    SELECT id FROM sessions WHERE end_state IS NOT NULL AND ended_at < :before ORDER BY ended_at LIMIT :batch)`)
  const tidy = [
    database.prepare(`DELETE FROM clients WHERE rotated_at < :before
      AND NOT EXISTS (SELECT 1 FROM sessions WHERE client_id = clients.id)`),
    database.prepare('DELETE FROM tickets WHERE expires_at <= :now'),
    database.prepare('DELETE FROM used_once WHERE until_at <= :now'),
    database.prepare('DELETE FROM rate_limits WHERE tat <= :now'),
  ]

  return ({ batch, retentionMs }) => {
    const now = engine.nowMs()
    const before = now - retentionMs
    const rows = past.all({ now, batch })
    for (const row of rows) {
      const session = sessionFromRow(row)
      const status = statusOf(session, { state: 'enabled', epoch: session.epoch }, now)
      if (status.state === 'active') continue
      end.run(status.state, status.reason, status.atMs, session.id)
      const { userId, id: sessionId, clientId } = session
      engine.appendEvents([
        draftEvent(BY_TIME, END_EVENT[status.state], { userId, sessionId, clientId, reason: status.reason }),
      ])
    }
    const forgotten = Number(forget.run({ before, batch }).changes)
    for (const statement of tidy) statement.run(statement === tidy[0] ? { before } : { now })
    return Math.max(rows.length, forgotten)
  }
}
