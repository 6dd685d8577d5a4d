/** What the parts of the SQLite store share: the database, its batch, its clock, and the head of the log. */

import type { DatabaseSync, StatementSync } from 'node:sqlite'
import {
  createRisingIds,
  type EventDraft,
  type LogKind,
  type Random,
  type User,
  type UserId,
} from '@coatcheck/core'
import type { Write } from './write-batch.ts'

/** The engine under the ports. */
export type Engine = {
  readonly database: DatabaseSync
  readonly write: Write
  readonly random: Random
  /** The store's clock: the server's own. */
  readonly nowMs: () => number
  /** The log's head as of the last write. */
  readonly position: () => number
  /** Moves the log's head; only inside a write. */
  readonly moveHead: (to: number) => void
  /** Appends to the log; only inside a write. */
  readonly appendLog: (kind: LogKind, id: string, untilMs: number) => void
  /** Called soon after something was appended. */
  readonly logListeners: Set<() => void>
  /** Appends events; only inside a write. */
  readonly appendEvents: (drafts: readonly EventDraft[]) => void
  /**
   * Users as last read. Nothing changes a user without an event that names them, so the event drops them here; no
   * other process writes this file.
   */
  readonly users: Map<UserId, User>
}

/** The part of the engine that reads and appends the two journals. */
export type Journals = Pick<
  Engine,
  'position' | 'moveHead' | 'appendLog' | 'logListeners' | 'appendEvents' | 'users'
> & {
  /** Reads the head again after a transaction was rolled back. */
  readonly reload: () => void
}

/** Opens both journals of a database. */
export function openJournals(database: DatabaseSync, nowMs: () => number, random: Random): Journals {
  const readHead = database.prepare('SELECT position FROM log_head')
  const writeHead = database.prepare('UPDATE log_head SET position = ?')
  const insertEntry = database.prepare('INSERT INTO log (position, kind, id, until_at) VALUES (?, ?, ?, ?)')
  const insertEvent = prepareEvent(database)
  const nextEventId = createRisingIds('evt', random)
  const read = (): number => Number(readHead.get()?.['position'])
  let position = read()
  const moveHead = (to: number): void => {
    position = to
    writeHead.run(to)
  }
  const users: Journals['users'] = new Map()
  const logListeners: Journals['logListeners'] = new Set()
  let isTelling = false
  const tell = (): void => {
    isTelling = false
    for (const listener of logListeners) listener()
  }

  return {
    users,
    logListeners,
    position: () => position,
    reload: () => {
      position = read()
      users.clear()
    },
    moveHead,
    appendLog: (kind, id, untilMs) => {
      moveHead(position + 1)
      insertEntry.run(position, kind, id, untilMs)
      if (isTelling) return
      isTelling = true
      setImmediate(tell) // a batch is written in one go: by then it is on disk
    },
    appendEvents: (drafts) => {
      const atMs = nowMs()
      for (const draft of drafts) {
        insertEvent.run(...eventValues(draft, nextEventId(atMs), atMs))
        if (draft.userId !== null) users.delete(draft.userId)
      }
    },
  }
}

function prepareEvent(database: DatabaseSync): StatementSync {
  return database.prepare(`INSERT INTO events
    (id, at, type, outcome, actor_kind, actor_id, actor_by, user_id, session_id, client_id, address, user_agent, reason,
      details)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
}

function eventValues(draft: EventDraft, id: string, atMs: number): (string | number | null)[] {
  const { actor, device } = draft
  return [
    id,
    atMs,
    draft.type,
    draft.outcome,
    actor.kind,
    'id' in actor ? actor.id : null,
    actor.kind === 'user' ? (actor.by ?? null) : null,
    draft.userId,
    draft.sessionId,
    draft.clientId,
    device.address,
    device.userAgent,
    draft.reason,
    JSON.stringify(draft.details),
  ]
}
