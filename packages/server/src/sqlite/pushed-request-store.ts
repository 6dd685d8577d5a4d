/** The port for pushed authorization requests on SQLite. */

import { encodeBase64url, PUSHED_LIFETIME_MS, PUSHED_OPEN_MS, type PushedRequestStore } from '@coatcheck/core'
import type { Engine } from './engine.ts'
import { prepareForget } from './forget.ts'

/** Opens the port. */
export function openPushedRequestStore(engine: Engine): PushedRequestStore {
  const { database, write, nowMs } = engine
  const forget = prepareForget(engine, { table: 'pushed_requests', key: 'hash', time: 'expires_at' })
  const insert = database.prepare(
    'INSERT INTO pushed_requests (hash, client_id, parameters, expires_at) VALUES (?, ?, ?, ?)',
  )
  const read = database.prepare(`SELECT parameters, opened_at FROM pushed_requests
    WHERE hash = :hash AND client_id = :client AND :now < expires_at`)
  const open = database.prepare(`UPDATE pushed_requests SET opened_at = :now, expires_at = :until
    WHERE hash = :hash AND opened_at IS NULL`)
  const use = database.prepare(`DELETE FROM pushed_requests
    WHERE hash = :hash AND client_id = :client AND :now < expires_at RETURNING 1`)
  return {
    create: async ({ hash, clientId, parameters }) => {
      await write(() => insert.run(encodeBase64url(hash), clientId, parameters, nowMs() + PUSHED_LIFETIME_MS))
    },
    open: (key, client) =>
      write(() => {
        const hash = encodeBase64url(key)
        const now = nowMs()
        const row = read.get({ hash, client, now })
        if (row === undefined) return null
        if (row['opened_at'] === null) open.run({ hash, now, until: now + PUSHED_OPEN_MS })
        return row['parameters'] as string
      }),
    use: (key, client) =>
      write(() => use.get({ hash: encodeBase64url(key), client, now: nowMs() }) !== undefined),
    sweep: (batch) => forget(nowMs(), batch),
  }
}
