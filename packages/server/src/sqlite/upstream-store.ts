/** The upstream port on SQLite. */

import {
  type AppId,
  draftEvent,
  type NewUpstream,
  type Upstream,
  type UpstreamAlgorithm,
  type UpstreamKind,
  type UpstreamStore,
} from '@coatcheck/core'
import type { SQLInputValue } from 'node:sqlite'
import type { Engine } from './engine.ts'
import type { Row } from './session-row.ts'

/** Opens the port. */
export function openUpstreamStore(engine: Engine): UpstreamStore {
  const { database, write, nowMs } = engine
  const columns = [
    'kind',
    'jwks_url',
    'algorithms',
    'audiences',
    'authorized_parties',
    'max_token_age_seconds',
    'allow_actor',
  ]
  const byId = database.prepare('SELECT * FROM upstreams WHERE id = ?')
  const byIssuer = database.prepare('SELECT * FROM upstreams WHERE issuer = ?')
  const list = database.prepare('SELECT * FROM upstreams ORDER BY id DESC')
  const insert = database.prepare(`INSERT INTO upstreams (id, issuer, created_at, ${columns.join(', ')})
    VALUES (:id, :issuer, :now, ${columns.map((column) => `:${column}`).join(', ')})
    ON CONFLICT (issuer) DO NOTHING RETURNING id`)
  const update = database.prepare(
    `UPDATE upstreams SET ${columns.map((column) => `${column} = :${column}`).join(', ')} WHERE id = :id`,
  )
  const remove = database.prepare('DELETE FROM upstreams WHERE id = ? RETURNING issuer')

  return {
    create: (upstream, context) =>
      write(() => {
        const { id, issuer } = upstream
        if (insert.get({ id, issuer, now: nowMs(), ...columnsOf(upstream) }) === undefined)
          return 'issuer-taken'
        engine.appendEvents([draftEvent(context, 'upstream.created', { details: { id, issuer } })])
        return 'created'
      }),
    findByIssuer: async (issuer) => one(byIssuer.get(issuer)),
    list: async () => list.all().map(upstreamFromRow),
    update: (id, patch, context) =>
      write(() => {
        const current = one(byId.get(id))
        if (current === null) return null
        const changed = { ...current, ...patch }
        update.run({ id, ...columnsOf(changed) })
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

function columnsOf(upstream: NewUpstream): Record<string, SQLInputValue> {
  return {
    kind: upstream.kind,
    jwks_url: upstream.jwksUrl,
    algorithms: JSON.stringify(upstream.algorithms),
    audiences: JSON.stringify(upstream.audiences),
    authorized_parties: JSON.stringify(upstream.authorizedParties),
    max_token_age_seconds: upstream.maxTokenAgeSeconds,
    allow_actor: Number(upstream.allowActor),
  }
}

function one(row: Row | undefined): Upstream | null {
  return row === undefined ? null : upstreamFromRow(row)
}

function upstreamFromRow(row: Row): Upstream {
  return {
    id: row['id'] as AppId,
    kind: row['kind'] as UpstreamKind,
    issuer: row['issuer'] as string,
    jwksUrl: row['jwks_url'] as string,
    algorithms: JSON.parse(row['algorithms'] as string) as UpstreamAlgorithm[],
    audiences: JSON.parse(row['audiences'] as string) as string[],
    authorizedParties: JSON.parse(row['authorized_parties'] as string) as string[],
    maxTokenAgeSeconds: row['max_token_age_seconds'] as number,
    allowActor: row['allow_actor'] === 1,
    createdAtMs: row['created_at'] as number,
  }
}
