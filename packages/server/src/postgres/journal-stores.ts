/** The ports for reading events and the log, on Postgres. */

import { type EventStore, LOG_KEEP_MS, LOG_SKIP, type LogKind, type LogStore } from '@coatcheck/core'
import { eventFromRow } from '../sql/event-row.ts'
import { pageOf, readCursor } from '../sql/pagination.ts'
import type { Engine } from './engine.ts'
import { forget } from './forget.ts'
import { runQuery, sqlBuilder } from './list.ts'
import { statement } from './statement.ts'
import { shareWakeUps } from './wake-ups.ts'

const sweepEvents = forget({ table: 'events', key: 'id', time: 'at' })
const sweepLog = forget({ table: 'log', key: 'position', time: 'until_at' })
const head = statement('SELECT position FROM log_head')
// A table that was restored is another one.
const incarnation = statement(
  "SELECT pg_postmaster_start_time() || ' ' || 'log_head'::regclass::oid AS incarnation",
)
const skip = statement(
  'UPDATE log_head SET position = :seen::BIGINT + :skip WHERE position < :seen RETURNING :now AS now',
)
const after = statement('SELECT * FROM log WHERE position > :from ORDER BY position LIMIT :limit')

/** Opens the port for events. */
export function openEventStore({ pool, transact }: Engine): EventStore {
  return {
    append: (drafts) => transact(async ({ appendEvents }) => appendEvents(drafts)),
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
      const rows = await runQuery(pool, query)
      return pageOf(rows, page, { item: eventFromRow, key: (row) => row['id'] as string })
    },
    sweep: ({ batch, retentionMs }) => sweepEvents(pool, retentionMs, batch),
  }
}

/** Opens the port for the log. */
export function openLogStore({ pool, transact }: Engine): LogStore {
  return {
    head: async () => (await head.get(pool))?.['position'] as number,
    incarnation: async () => (await incarnation.get(pool))?.['incarnation'] as string,
    movePast: (seen) =>
      transact(async ({ on, appendLog }) => {
        const moved = await skip.get(on, { seen, skip: LOG_SKIP })
        if (moved === null) return false
        appendLog('policy', 'policy', moved['now'] as number)
        appendLog('key', 'all', moved['now'] as number)
        return true
      }),
    after: async (from, limit) =>
      (await after.all(pool, { from, limit })).map((row) => ({
        position: row['position'] as number,
        kind: row['kind'] as LogKind,
        id: row['id'] as string,
        untilMs: row['until_at'] as number,
      })),
    onAppended: shareWakeUps(() => pool.createClient('coatcheck wake-ups')),
    sweep: (batch) => sweepLog(pool, LOG_KEEP_MS, batch),
  }
}
