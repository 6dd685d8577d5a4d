/** Reads sessions and clients, each in one statement, with the standing of their users and the head of the log. */

import type { ClientId, ClientReading, SessionId, SessionReading, UserStanding } from '@coatcheck/core'
import type { Engine } from './engine.ts'
import { clientFromRow, type Row, sessionFromRow } from './session-row.ts'

/** How many of a client's ended sessions are read, so that a holder is told why the last one ended. */
const MAX_CLIENT_SESSIONS = 100

/** The reading half of the session port. */
export type SessionReads = {
  readonly find: (id: SessionId) => SessionReading | null
  readonly findClient: (id: ClientId) => ClientReading | null
  /** A reading from a joined row that was just selected. */
  readonly reading: (row: Row) => SessionReading
}

/** Selects a session with its user's standing; every list and read starts from this. */
export const SESSION_WITH_USER = `SELECT s.*, u.state AS user_state, u.epoch AS user_epoch
  FROM sessions s JOIN users u ON u.id = s.user_id`

/** Prepares the reads. */
export function prepareSessionReads({ database, nowMs, position }: Engine): SessionReads {
  const byId = database.prepare(`${SESSION_WITH_USER} WHERE s.id = ?`)
  const client = database.prepare('SELECT * FROM clients WHERE id = ?')
  const byClient = database.prepare(
    `${SESSION_WITH_USER} WHERE s.client_id = ? ORDER BY s.end_state IS NOT NULL, s.id DESC LIMIT ${MAX_CLIENT_SESSIONS}`,
  )

  const reading = (row: Row): SessionReading => ({
    session: sessionFromRow(row),
    user: standingFromRow(row),
    nowMs: nowMs(),
    position: position(),
  })
  return {
    reading,
    find: (id) => {
      const row = byId.get(id)
      return row === undefined ? null : reading(row)
    },
    findClient: (id) => {
      const row = client.get(id)
      if (row === undefined) return null
      const sessions = byClient.all(id).map((session) => ({
        session: sessionFromRow(session),
        user: standingFromRow(session),
      }))
      return { client: clientFromRow(row), sessions, nowMs: nowMs(), position: position() }
    },
  }
}

function standingFromRow(row: Row): UserStanding {
  return { state: row['user_state'] as UserStanding['state'], epoch: row['user_epoch'] as number }
}
