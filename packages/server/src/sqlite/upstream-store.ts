/** The upstream port on SQLite. */

import { draftEvent, type Upstream, type UpstreamStore } from '@coatcheck/core'
import type { Engine } from './engine.ts'
import type { Row } from '../sql/session-row.ts'
import { columnsOfUpstream, UPSTREAM_COLUMNS, upstreamFromRow } from '../sql/upstream-row.ts'

/** Opens the port. */
export function openUpstreamStore(engine: Engine): UpstreamStore {
  const { database, write, nowMs } = engine
  const byId = database.prepare('SELECT * FROM upstreams WHERE id = ?')
  const byIssuer = database.prepare('SELECT * FROM upstreams WHERE issuer = ?')
  const list = database.prepare('SELECT * FROM upstreams ORDER BY id DESC')
  const insert =
    database.prepare(`INSERT INTO upstreams (id, issuer, created_at, ${UPSTREAM_COLUMNS.join(', ')})
    VALUES (:id, :issuer, :now, ${UPSTREAM_COLUMNS.map((column) => `:${column}`).join(', ')})
    ON CONFLICT (issuer) DO NOTHING RETURNING id`)
  const update = database.prepare(
    `UPDATE upstreams SET ${UPSTREAM_COLUMNS.map((column) => `${column} = :${column}`).join(', ')} WHERE id = :id`,
  )
  const remove = database.prepare('DELETE FROM upstreams WHERE id = ? RETURNING issuer')

  return {
    create: (upstream, context) =>
      write(() => {
        const { id, issuer } = upstream
        if (insert.get({ id, issuer, now: nowMs(), ...columnsOfUpstream(upstream) }) === undefined)
          return 'issuer-taken'
        engine.appendEvents([draftEvent(context, 'upstream.created', { details: { id, issuer } })])
        return 'created'
      }),
    find: async (id) => one(byId.get(id)),
    findByIssuer: async (issuer) => one(byIssuer.get(issuer)),
    list: async () => list.all().map(upstreamFromRow),
    update: (id, patch, context) =>
      write(() => {
        const current = one(byId.get(id))
        if (current === null) return null
        const changed = { ...current, ...patch }
        update.run({ id, ...columnsOfUpstream(changed) })
        engine.appendEvents([
          draftEvent(context, 'upstream.updated', { details: { id, issuer: current.issuer } }),
        ])
        return changed
      }),
    delete: (id, context) =>
      write(() => {
        const row = remove.get(id)
        if (row === undefined) return false
        const details = { id, issuer: row['issuer'] as string }
        engine.appendEvents([draftEvent(context, 'upstream.deleted', { details })])
        return true
      }),
  }
}

function one(row: Row | undefined): Upstream | null {
  return row === undefined ? null : upstreamFromRow(row)
}
