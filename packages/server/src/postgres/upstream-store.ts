/** The upstream port on Postgres. */

import { draftEvent, type UpstreamStore } from '@coatcheck/core'
import { columnsOfUpstream, UPSTREAM_COLUMNS, upstreamFromRow } from '../sql/upstream-row.ts'
import type { Engine } from './engine.ts'
import { statement } from './statement.ts'

const byId = statement('SELECT * FROM upstreams WHERE id = :id')
const byIssuer = statement('SELECT * FROM upstreams WHERE issuer = :issuer')
const forUpdate = statement('SELECT * FROM upstreams WHERE id = :id FOR UPDATE')
const list = statement('SELECT * FROM upstreams ORDER BY id DESC')
const insert = statement(`INSERT INTO upstreams (id, issuer, created_at, ${UPSTREAM_COLUMNS.join(', ')})
  VALUES (:id, :issuer, :now, ${UPSTREAM_COLUMNS.map((column) => `:${column}`).join(', ')})
  ON CONFLICT (issuer) DO NOTHING RETURNING id`)
const update = statement(
  `UPDATE upstreams SET ${UPSTREAM_COLUMNS.map((column) => `${column} = :${column}`).join(', ')} WHERE id = :id`,
)
const remove = statement('DELETE FROM upstreams WHERE id = :id RETURNING issuer')

/** Opens the port. */
export function openUpstreamStore({ pool, transact }: Engine): UpstreamStore {
  return {
    create: (upstream, context) =>
      transact(async ({ on, appendEvents }) => {
        const { id, issuer } = upstream
        if ((await insert.get(on, { id, issuer, ...columnsOfUpstream(upstream) })) === null)
          return 'issuer-taken'
        appendEvents([draftEvent(context, 'upstream.created', { details: { id, issuer } })])
        return 'created'
      }),
    find: async (id) => {
      const row = await byId.get(pool, { id })
      return row === null ? null : upstreamFromRow(row)
    },
    findByIssuer: async (issuer) => {
      const row = await byIssuer.get(pool, { issuer })
      return row === null ? null : upstreamFromRow(row)
    },
    list: async () => (await list.all(pool)).map(upstreamFromRow),
    update: (id, patch, context) =>
      transact(async ({ on, appendEvents }) => {
        const row = await forUpdate.get(on, { id })
        if (row === null) return null
        const changed = { ...upstreamFromRow(row), ...patch }
        await update.run(on, { id, ...columnsOfUpstream(changed) })
        appendEvents([draftEvent(context, 'upstream.updated', { details: { id, issuer: changed.issuer } })])
        return changed
      }),
    delete: (id, context) =>
      transact(async ({ on, appendEvents }) => {
        const row = await remove.get(on, { id })
        if (row === null) return false
        const details = { id, issuer: row['issuer'] as string }
        appendEvents([draftEvent(context, 'upstream.deleted', { details })])
        return true
      }),
  }
}
