/** The API-key port on Postgres. */

import { API_KEY_ENTRY_MS, type ApiKeyCreation, type ApiKeyStore } from '@coatcheck/core'
import { apiKeyEvent } from '../sql/api-key-event.ts'
import { apiKeyFromRow, columnsOfNewApiKey, columnsOfPatch } from '../sql/api-key-row.ts'
import {
  FIND_API_KEY,
  INSERT_API_KEY,
  LIST_API_KEYS,
  LIST_API_KEYS_OF_SUBJECT,
  listParameters,
  MARK_API_KEY_USED,
  REVOKE_API_KEY,
} from '../sql/api-key-statements.ts'
import { pageOf } from '../sql/pagination.ts'
import type { Engine } from './engine.ts'
import { forget } from './forget.ts'
import { statement } from './statement.ts'

// Whoever makes a key of this subject at the same moment waits until this one is counted.
const lockKeys = statement('SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))')
// Whoever deletes the subject waits, and then finds the key, or keeps it from being made.
const lockUser = statement("SELECT id FROM users WHERE id = :subject AND state = 'enabled' FOR SHARE")
const lockOrganization = statement('SELECT id FROM organizations WHERE id = :subject FOR SHARE')
const lockClient = statement(
  "SELECT id FROM oauth_clients WHERE id = :subject AND state = 'enabled' FOR SHARE",
)
const insert = statement(INSERT_API_KEY)
const byId = statement(
  FIND_API_KEY.replace('SELECT k.*', 'SELECT k.*, (SELECT position FROM log_head) AS position'),
)
const list = statement(LIST_API_KEYS)
const listOfSubject = statement(LIST_API_KEYS_OF_SUBJECT)
const revoke = statement(REVOKE_API_KEY)
const markUsed = statement(MARK_API_KEY_USED)
const readNow = statement('SELECT :now AS now')
const sweep = forget({ table: 'api_keys', key: 'id', time: 'over_at' })

/** Opens the port. */
export function openApiKeyStore({ pool, transact }: Engine): ApiKeyStore {
  return {
    create: (key, context) =>
      transact<ApiKeyCreation>(async ({ on, appendEvents }) => {
        const { subject } = key
        await lockKeys.run(on, { name: `api-keys:${subject}` })
        const locked =
          (await lockUser.get(on, { subject })) ??
          (await lockOrganization.get(on, { subject })) ??
          (await lockClient.get(on, { subject }))
        if (locked === null) return { outcome: 'subject-unknown' }
        const row = await insert.get(on, { ...columnsOfNewApiKey(key), hash: key.hash })
        if (row === null) return { outcome: 'too-many' }
        const created = apiKeyFromRow(row)
        appendEvents([apiKeyEvent(context, 'api_key.created', created)])
        return { outcome: 'created', key: created }
      }),

    find: async (id) => {
      const row = await byId.get(pool, { id })
      if (row === null) return null
      const hash = row['hash'] as Uint8Array
      const position = row['position'] as number
      return { key: apiKeyFromRow(row), hash, isSuspended: row['suspended'] === 1, position }
    },

    list: async (filter, page) => {
      const asked = listParameters(filter, page)
      const { subject } = filter
      const rows = await (subject === null
        ? list.all(pool, asked)
        : listOfSubject.all(pool, { ...asked, subject }))
      return pageOf(rows, page, { item: apiKeyFromRow, key: (row) => row['id'] as string })
    },

    update: (id, patch, context) =>
      transact(async ({ on, appendLog, appendEvents }) => {
        const now = (await readNow.get(on))?.['now'] as number
        const { lifetimeMs } = patch
        const endMs = lifetimeMs === null || lifetimeMs === undefined ? null : now + lifetimeMs
        const end = lifetimeMs === undefined ? {} : { expires_at: endMs, over_at: endMs }
        const columns = { ...columnsOfPatch(patch), ...end }
        const assignments = Object.keys(columns).map((column) => `${column} = :${column}`)
        const row = await statement(`UPDATE api_keys SET ${['id = id', ...assignments].join(', ')}
          WHERE id = :id AND (over_at IS NULL OR over_at > :now) RETURNING *`).get(on, { id, ...columns })
        if (row === null) return null
        const updated = apiKeyFromRow(row)
        appendLog('api-key', id, now + API_KEY_ENTRY_MS)
        const details = { fields: Object.keys(patch) }
        appendEvents([apiKeyEvent(context, 'api_key.updated', updated, { details })])
        return updated
      }),

    revoke: (id, subject, reason, context) =>
      transact(async ({ on, appendLog, appendEvents }) => {
        const row = await revoke.get(on, { id, subject, reason })
        if (row === null) return false
        appendLog('api-key', id, (row['revoked_at'] as number) + API_KEY_ENTRY_MS)
        appendEvents([apiKeyEvent(context, 'api_key.revoked', apiKeyFromRow(row), { reason })])
        return true
      }),

    markUsed: async (id) => {
      await markUsed.run(pool, { id })
    },
    sweep: ({ batch, retentionMs }) => sweep(pool, retentionMs, batch),
  }
}
