/** Reads of sessions and clients, each with everything that a status depends on, in one snapshot. */

import type { ClientId, ClientReading, SessionId, SessionReading } from '@coatcheck/core'
import { clientFromRow, SESSION_COLUMNS, sessionFromRow, standingFromRow } from '../sql/session-row.ts'
import { type Connection, statement } from './statement.ts'

/** The most sessions of one client that are read: ended ones are kept for a while. */
export const MAX_CLIENT_SESSIONS = 100

/** The clock and the log's head, behind the columns of a session. */
export const MOMENT = ':now, (SELECT position FROM log_head)'

/** Selects sessions with their users and the moment. */
export const SESSION_READING: string = `SELECT ${SESSION_COLUMNS}, ${MOMENT}
  FROM sessions s JOIN users u ON u.id = s.user_id`

/** A reading from a row of `SESSION_READING`. */
export function readingOf(row: readonly unknown[]): SessionReading {
  return {
    session: sessionFromRow(row),
    user: standingFromRow(row),
    nowMs: row.at(-2) as number,
    position: row.at(-1) as number,
  }
}

const byId = statement(`${SESSION_READING} WHERE s.id = :id`)
const client = statement(`SELECT *, :now AS now, (SELECT position FROM log_head) AS position
  FROM clients WHERE id = :id`)
const byClient = statement(`${SESSION_READING} WHERE s.client_id = :id
  ORDER BY s.end_state IS NOT NULL, s.id DESC LIMIT ${MAX_CLIENT_SESSIONS}`)

/** Reads a session. */
export async function findSession(on: Connection, id: SessionId): Promise<SessionReading | null> {
  const [row] = await byId.arrays(on, { id })
  return row === undefined ? null : readingOf(row)
}

/** Reads a client, with its sessions. */
export async function findClient(on: Connection, id: ClientId): Promise<ClientReading | null> {
  const row = await client.get(on, { id })
  if (row === null) return null
  const sessions = (await byClient.arrays(on, { id })).map((session) => ({
    session: sessionFromRow(session),
    user: standingFromRow(session),
  }))
  return {
    client: clientFromRow(row),
    sessions,
    nowMs: row['now'] as number,
    position: row['position'] as number,
  }
}
