/** Reads sessions, and clients with theirs, with the standing of their users and the head of the log. */

import type { ClientId, ClientReading, SessionId, SessionReading } from '@coatcheck/core'
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { Engine } from './engine.ts'
import {
  clientFromRow,
  SESSION_COLUMNS,
  sessionFromRow,
  type SessionRow,
  standingFromRow,
} from '../sql/session-row.ts'

/** The most sessions of a client that are read, the living ones first: a holder is told why the last one ended. */
const MAX_CLIENT_SESSIONS = 100

/** The reading half of the session port. */
export type SessionReads = {
  readonly find: (id: SessionId) => SessionReading | null
  readonly findClient: (id: ClientId) => ClientReading | null
  /** A reading from a joined row that was just selected. */
  readonly reading: (row: SessionRow) => SessionReading
}

/** Selects a session with its user's standing; every list and read starts from this. */
export const SESSION_WITH_USER: string = `SELECT ${SESSION_COLUMNS}
  FROM sessions s JOIN users u ON u.id = s.user_id`

/** Prepares the reads. */
export function prepareSessionReads({ database, nowMs, position }: Engine): SessionReads {
  const byId = prepareSessions(database, `${SESSION_WITH_USER} WHERE s.id = :id`)
  const client = database.prepare('SELECT * FROM clients WHERE id = ?')
  const byClient = prepareSessions(
    database,
    `${SESSION_WITH_USER} WHERE s.client_id = :id ORDER BY s.end_state IS NOT NULL, s.id DESC LIMIT ${MAX_CLIENT_SESSIONS}`,
  )

  const reading = (row: SessionRow): SessionReading => ({
    session: sessionFromRow(row),
    user: standingFromRow(row),
    nowMs: nowMs(),
    position: position(),
  })
  return {
    reading,
    find: (id) => {
      const row = byId.get({ id })
      return row === undefined ? null : reading(row)
    },
    findClient: (id) => {
      const row = client.get(id)
      if (row === undefined) return null
      const sessions = byClient.all({ id }).map((session) => ({
        session: sessionFromRow(session),
        user: standingFromRow(session),
      }))
      return { client: clientFromRow(row), sessions, nowMs: nowMs(), position: position() }
    },
  }
}

/** Values for the `:names` of a statement; it must be given all of them. */
export type SqlParameters = { readonly [name: string]: SQLInputValue }

/** A statement that gives rows of sessions, or that writes one. */
export type SessionStatement = {
  readonly get: (parameters: SqlParameters) => SessionRow | undefined
  readonly all: (parameters: SqlParameters) => readonly SessionRow[]
}

/**
 * Prepares a statement whose rows are sessions, as arrays. The driver gets its parameters by number: to find eleven of
 * them by name costs it a tenth of a refresh's whole transaction.
 */
export function prepareSessions(database: DatabaseSync, sql: string): SessionStatement {
  const names = [...new Set(Array.from(sql.matchAll(/:(\w+)/g), ([, name = '']) => name))]
  const statement = database.prepare(sql.replaceAll(/:(\w+)/g, (_, name) => `?${names.indexOf(name) + 1}`))
  statement.setReturnArrays(true)
  // The driver refuses `undefined`, so that a missing parameter is no NULL; its types know of rows as objects only.
  const values = (parameters: SqlParameters) => names.map((name) => parameters[name]) as SQLInputValue[]
  return {
    get: (parameters) => statement.get(...values(parameters)) as unknown as SessionRow | undefined,
    all: (parameters) => statement.all(...values(parameters)) as unknown as readonly SessionRow[],
  }
}
