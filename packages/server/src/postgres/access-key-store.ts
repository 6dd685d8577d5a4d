/** The access-key port on Postgres. */

import { type AccessKeyStore, draftEvent, MAX_KEYS_PER_NAME } from '@coatcheck/core'
import { accessKeyFromRow } from '../sql/access-key-row.ts'
import type { Engine } from './engine.ts'
import { outcomeOf } from '../sql/abandoned.ts'
import { statement } from './statement.ts'
import { Abandoned } from '../sql/abandoned.ts'

const find = statement('SELECT * FROM access_keys WHERE id = :id AND kind = :kind AND revoked_at IS NULL')
const list = statement('SELECT * FROM access_keys WHERE kind = :kind AND revoked_at IS NULL ORDER BY id DESC')
const insert = statement(`INSERT INTO access_keys (id, kind, name, scopes, authorized_party, hash, created_at)
  VALUES (:id, :kind, :name, :scopes, :party, :hash, :now) ON CONFLICT DO NOTHING RETURNING id`)
// Whoever makes a key of this name at the same moment waits until this one is counted.
const lockName = statement('SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))')
const countOfName = statement(`SELECT count(*) AS living FROM access_keys
  WHERE kind = :kind AND name = :name AND revoked_at IS NULL`)
const revoke = statement(`UPDATE access_keys SET revoked_at = :now
  WHERE id = :id AND kind = :kind AND revoked_at IS NULL RETURNING name, revoked_at`)

type Created = 'created' | 'too-many' | 'exists'

/** Opens the port. */
export function openAccessKeyStore({ pool, transact }: Engine): AccessKeyStore {
  return {
    create: (key, context) =>
      outcomeOf<Created>(() =>
        transact(async ({ on, appendEvents }) => {
          const { id, kind, name, hash } = key
          await lockName.run(on, { name: `access-key:${kind}:${name}` })
          const parameters = { scopes: JSON.stringify(key.scopes), party: key.authorizedParty, hash }
          if ((await insert.get(on, { id, kind, name, ...parameters })) === null)
            throw new Abandoned('exists')
          const living = Number((await countOfName.get(on, { kind, name }))?.['living'])
          if (kind !== 'admin' && living > MAX_KEYS_PER_NAME) throw new Abandoned('too-many')
          appendEvents([draftEvent(context, 'access_key.created', { details: { id, kind, name } })])
          return 'created' as const
        }),
      ),
    find: async (id, kind) => {
      const row = await find.get(pool, { id, kind })
      return row === null ? null : { key: accessKeyFromRow(row), hash: row['hash'] as Uint8Array }
    },
    list: async (kind) => (await list.all(pool, { kind })).map(accessKeyFromRow),
    revoke: (id, kind, context) =>
      transact(async ({ on, appendEvents, appendLog }) => {
        const row = await revoke.get(on, { id, kind })
        if (row === null) return false
        const details = { id, kind, name: row['name'] as string }
        appendLog('key', id, row['revoked_at'] as number) // whoever holds a connection by it is cut off
        appendEvents([draftEvent(context, 'access_key.revoked', { details })])
        return true
      }),
  }
}
