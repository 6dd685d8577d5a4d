/** The ports for reading events and the log, on SQLite. */

import type {
  ClientId,
  EventActor,
  EventId,
  EventStore,
  EventType,
  LogKind,
  LogStore,
  SecurityEvent,
  SessionId,
  UserId,
} from '@coatcheck/core'
import type { Engine } from './engine.ts'
import { readPage, sqlBuilder } from './list.ts'
import type { Row } from './session-row.ts'

/** Opens the port for events. */
export function openEventStore(engine: Engine): EventStore {
  return {
    append: async (drafts) => {
      await engine.write(() => engine.appendEvents(drafts))
    },
    list: async (filter, page) => {
      let query = sqlBuilder
        .selectFrom('events')
        .selectAll()
        .orderBy('position', 'desc')
        .limit(page.limit + 1)
      if (filter.userId !== null) query = query.where('user_id', '=', filter.userId)
      if (filter.sessionId !== null) query = query.where('session_id', '=', filter.sessionId)
      if (filter.type !== null) query = query.where('type', '=', filter.type)
      const cursor = page.cursor === null ? Number.NaN : Number(page.cursor)
      if (Number.isSafeInteger(cursor)) query = query.where('position', '<', cursor)
      return readPage(engine.database, query, page, {
        item: eventFromRow,
        key: (row) => String(row['position']),
      })
    },
  }
}

/** Opens the port for the log. */
export function openLogStore({ database, position }: Engine): LogStore {
  const after = database.prepare('SELECT * FROM log WHERE position > ? ORDER BY position LIMIT ?')
  return {
    head: async () => position(),
    after: async (from, limit) =>
      after.all(from, limit).map((row) => ({
        position: row['position'] as number,
        kind: row['kind'] as LogKind,
        id: row['id'] as string,
        untilMs: row['until_at'] as number,
      })),
  }
}

function eventFromRow(row: Row): SecurityEvent {
  return {
    id: row['id'] as EventId,
    atMs: row['at'] as number,
    type: row['type'] as EventType,
    outcome: row['outcome'] as SecurityEvent['outcome'],
    actor: actorFromRow(row),
    userId: row['user_id'] as UserId | null,
    sessionId: row['session_id'] as SessionId | null,
    clientId: row['client_id'] as ClientId | null,
    device: { address: row['address'] as string | null, userAgent: row['user_agent'] as string | null },
    reason: row['reason'] as string | null,
    details: JSON.parse(row['details'] as string) as SecurityEvent['details'],
  }
}

function actorFromRow(row: Row): EventActor {
  const kind = row['actor_kind'] as EventActor['kind']
  return kind === 'user' || kind === 'admin' ? { kind, id: row['actor_id'] as string } : { kind }
}
