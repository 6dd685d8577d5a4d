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
import { prepareForget } from './forget.ts'
import { readCursor, readPage, sqlBuilder } from './list.ts'
import type { Row } from './session-row.ts'

/** Opens the port for events. */
export function openEventStore(engine: Engine): EventStore {
  const forget = prepareForget(engine, { table: 'events', key: 'id', time: 'at' })
  return {
    sweep: ({ batch, retentionMs }) => forget(engine.nowMs() - retentionMs, batch),
    append: async (drafts) => {
      await engine.write(() => engine.appendEvents(drafts))
    },
    list: async (filter, page) => {
      let query = sqlBuilder
        .selectFrom('events')
        .selectAll()
        .orderBy('id', 'desc')
        .limit(page.limit + 1)
      if (filter.userId !== null) query = query.where('user_id', '=', filter.userId)
      if (filter.sessionId !== null) query = query.where('session_id', '=', filter.sessionId)
      if (filter.type !== null) query = query.where('type', '=', filter.type)
      const cursor = readCursor('evt', page)
      if (cursor !== null) query = query.where('id', '<', cursor)
      return readPage(engine.database, query, page, {
        item: eventFromRow,
        key: (row) => row['id'] as string,
      })
    },
  }
}

/** Opens the port for the log. */
export function openLogStore(engine: Engine): LogStore {
  const { database, position, nowMs } = engine
  const forget = prepareForget(engine, { table: 'log', key: 'position', time: 'until_at' })
  const after = database.prepare('SELECT * FROM log WHERE position > ? ORDER BY position LIMIT ?')
  return {
    sweep: (batch) => forget(nowMs(), batch),
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
  const id = row['actor_id'] as string
  const by = row['actor_by'] as string | null
  if (kind === 'user') return by === null ? { kind, id } : { kind, id, by }
  return kind === 'admin' ? { kind, id } : { kind }
}
