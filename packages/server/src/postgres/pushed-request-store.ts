/** The port for pushed authorization requests on Postgres. */

import { encodeBase64url, PUSHED_LIFETIME_MS, PUSHED_OPEN_MS, type PushedRequestStore } from '@coatcheck/core'
import type { Engine } from './engine.ts'
import { forget } from './forget.ts'
import { statement } from './statement.ts'

const insert = statement(`INSERT INTO pushed_requests (hash, client_id, parameters, expires_at)
  VALUES (:hash, :client, :parameters, :now + :lifetime)`)
// One that has been opened keeps its times: it is written as it is.
const open = statement(`UPDATE pushed_requests SET opened_at = coalesce(opened_at, :now),
    expires_at = CASE WHEN opened_at IS NULL THEN :now + :lifetime ELSE expires_at END
  WHERE hash = :hash AND client_id = :client AND :now < expires_at RETURNING parameters`)
const use = statement(`DELETE FROM pushed_requests
  WHERE hash = :hash AND client_id = :client AND :now < expires_at`)
const sweep = forget({ table: 'pushed_requests', key: 'hash', time: 'expires_at' })

/** Opens the port. */
export function openPushedRequestStore({ pool }: Engine): PushedRequestStore {
  return {
    create: async ({ hash: key, clientId: client, parameters }) => {
      const hash = encodeBase64url(key)
      await insert.run(pool, { hash, client, parameters, lifetime: PUSHED_LIFETIME_MS })
    },
    open: async (key, client) => {
      const hash = encodeBase64url(key)
      const row = await open.get(pool, { hash, client, lifetime: PUSHED_OPEN_MS })
      return row === null ? null : (row['parameters'] as string)
    },
    use: async (key, client) => (await use.run(pool, { hash: encodeBase64url(key), client })) > 0,
    sweep: (batch) => sweep(pool, 0, batch),
  }
}
