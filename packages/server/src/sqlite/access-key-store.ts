/** The access-key port on SQLite. */

import { type AccessKeyStore, draftEvent, MAX_KEYS_PER_NAME } from '@coatcheck/core'
import type { Engine } from './engine.ts'
import { accessKeyFromRow } from '../sql/access-key-row.ts'

/** Opens the port. */
export function openAccessKeyStore(engine: Engine): AccessKeyStore {
  const { database, write, nowMs } = engine
  const find = database.prepare('SELECT * FROM access_keys WHERE id = ? AND kind = ? AND revoked_at IS NULL')
  const list = database.prepare(
    'SELECT * FROM access_keys WHERE kind = ? AND revoked_at IS NULL ORDER BY id DESC',
  )
  const insert =
    database.prepare(`INSERT INTO access_keys (id, kind, name, scopes, authorized_party, hash, created_at)
    SELECT :id, :kind, :name, :scopes, :party, :hash, :now
    WHERE :kind = 'admin' OR :most > (SELECT count(*) FROM access_keys
      WHERE kind = :kind AND name = :name AND revoked_at IS NULL)
    ON CONFLICT DO NOTHING RETURNING id`)
  const exists = database.prepare('SELECT 1 FROM access_keys WHERE id = ?')
  const revoke = database.prepare(
    'UPDATE access_keys SET revoked_at = ? WHERE id = ? AND kind = ? AND revoked_at IS NULL RETURNING name',
  )
  return {
    create: (key, context) =>
      write(() => {
        const row = insert.get({
          id: key.id,
          kind: key.kind,
          name: key.name,
          scopes: JSON.stringify(key.scopes),
          party: key.authorizedParty,
          hash: key.hash,
          now: nowMs(),
          most: MAX_KEYS_PER_NAME,
        })
        if (row === undefined) return exists.get(key.id) === undefined ? 'too-many' : 'exists'
        const details = { id: key.id, kind: key.kind, name: key.name }
        engine.appendEvents([draftEvent(context, 'access_key.created', { details })])
        return 'created'
      }),
    find: async (id, kind) => {
      const row = find.get(id, kind)
      return row === undefined ? null : { key: accessKeyFromRow(row), hash: row['hash'] as Uint8Array }
    },
    list: async (kind) => list.all(kind).map(accessKeyFromRow),
    revoke: (id, kind, context) =>
      write(() => {
        const row = revoke.get(nowMs(), id, kind)
        if (row === undefined) return false
        const details = { id, kind, name: row['name'] as string }
        engine.appendLog('key', id, nowMs()) // whoever holds a connection by it is cut off
        engine.appendEvents([draftEvent(context, 'access_key.revoked', { details })])
        return true
      }),
  }
}
