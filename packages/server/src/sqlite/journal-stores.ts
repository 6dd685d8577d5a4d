/** The ports for reading events and the log, on SQLite. */

import { type EventStore, LOG_KEEP_MS, LOG_SKIP, type LogKind, type LogStore } from '@coatcheck/core'
import type { Engine } from './engine.ts'
import { prepareForget } from './forget.ts'
import { readCursor } from '../sql/pagination.ts'
import { readPage, sqlBuilder } from './list.ts'
import { eventFromRow } from '../sql/event-row.ts'

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
  const { database, position, nowMs, write } = engine
  const forget = prepareForget(engine, { table: 'log', key: 'position', time: 'until_at' })
  const after = database.prepare('SELECT * FROM log WHERE position > ? ORDER BY position LIMIT ?')
  return {
    sweep: (batch) => forget(nowMs() - LOG_KEEP_MS, batch),
    head: async () => position(),
    incarnation: async () => '', // whoever has opened the file keeps it
    movePast: (seen) =>
      write(() => {
        if (position() >= seen) return false
        engine.moveHead(seen + LOG_SKIP)
        engine.appendLog('policy', 'policy', nowMs())
        engine.appendLog('key', 'all', nowMs())
        return true
      }),
    onAppended: (listener) => {
      engine.logListeners.add(listener)
      return () => void engine.logListeners.delete(listener)
    },
    after: async (from, limit) =>
      after.all(from, limit).map((row) => ({
        position: row['position'] as number,
        kind: row['kind'] as LogKind,
        id: row['id'] as string,
        untilMs: row['until_at'] as number,
      })),
  }
}
