/** The API-key port on SQLite. */

import { API_KEY_ENTRY_MS, type ApiKey, type ApiKeyStore } from '@coatcheck/core'
import { apiKeyEvent } from '../sql/api-key-event.ts'
import { apiKeyFromRow, columnsOfNewApiKey, columnsOfPatch } from '../sql/api-key-row.ts'
import {
  FIND_API_KEY,
  FIND_SUBJECT,
  INSERT_API_KEY,
  LIST_API_KEYS,
  LIST_API_KEYS_OF_SUBJECT,
  listParameters,
  MARK_API_KEY_USED,
  REVOKE_API_KEY,
} from '../sql/api-key-statements.ts'
import { pageOf } from '../sql/pagination.ts'
import type { Engine } from './engine.ts'
import { prepareForget } from './forget.ts'

/** Opens the port. */
export function openApiKeyStore(engine: Engine): ApiKeyStore {
  const { database, write, nowMs } = engine
  const insert = database.prepare(INSERT_API_KEY)
  const findSubject = database.prepare(FIND_SUBJECT)
  const byId = database.prepare(FIND_API_KEY)
  const list = database.prepare(LIST_API_KEYS)
  const listOfSubject = database.prepare(LIST_API_KEYS_OF_SUBJECT)
  const revoke = database.prepare(REVOKE_API_KEY)
  const markUsed = database.prepare(MARK_API_KEY_USED)
  const forget = prepareForget(engine, { table: 'api_keys', key: 'id', time: 'over_at' })
  const outdate = ({ id }: ApiKey): void => engine.appendLog('api-key', id, nowMs() + API_KEY_ENTRY_MS)

  return {
    create: (key, context) =>
      write(() => {
        if (findSubject.get({ subject: key.subject }) === undefined) return { outcome: 'subject-unknown' }
        const row = insert.get({ ...columnsOfNewApiKey(key), hash: key.hash, now: nowMs() })
        if (row === undefined) return { outcome: 'too-many' }
        const created = apiKeyFromRow(row)
        engine.appendEvents([apiKeyEvent(context, 'api_key.created', created)])
        return { outcome: 'created', key: created }
      }),

    find: async (id) => {
      const row = byId.get({ id })
      if (row === undefined) return null
      const hash = row['hash'] as Uint8Array
      const isSuspended = row['suspended'] === 1
      return { key: apiKeyFromRow(row), hash, isSuspended, position: engine.position() }
    },

    list: async (filter, page) => {
      const asked = { ...listParameters(filter, page), now: nowMs() }
      const { subject } = filter
      const rows = subject === null ? list.all(asked) : listOfSubject.all({ ...asked, subject })
      return pageOf(rows, page, { item: apiKeyFromRow, key: (row) => row['id'] as string })
    },

    update: (id, patch, context) =>
      write(() => {
        const now = nowMs()
        const columns = { ...columnsOfPatch(patch), ...endOf(patch.lifetimeMs, now) }
        const assignments = Object.keys(columns).map((column) => `${column} = :${column}`)
        const row = database
          .prepare(`UPDATE api_keys SET ${['id = id', ...assignments].join(', ')}
            WHERE id = :id AND (over_at IS NULL OR over_at > :now) RETURNING *`)
          .get({ id, now, ...columns })
        if (row === undefined) return null
        const updated = apiKeyFromRow(row)
        outdate(updated)
        const details = { fields: Object.keys(patch) }
        engine.appendEvents([apiKeyEvent(context, 'api_key.updated', updated, { details })])
        return updated
      }),

    revoke: (id, subject, reason, context) =>
      write(() => {
        const row = revoke.get({ id, subject, reason, now: nowMs() })
        if (row === undefined) return false
        const revoked = apiKeyFromRow(row)
        outdate(revoked)
        engine.appendEvents([apiKeyEvent(context, 'api_key.revoked', revoked, { reason })])
        return true
      }),

    markUsed: async (id) => {
      await write(() => markUsed.run({ id, now: nowMs() }))
    },
    sweep: ({ batch, retentionMs }) => forget(nowMs() - retentionMs, batch),
  }
}

function endOf(lifetimeMs: number | null | undefined, now: number): Record<string, number | null> {
  if (lifetimeMs === undefined) return {}
  const endMs = lifetimeMs === null ? null : now + lifetimeMs
  return { expires_at: endMs, over_at: endMs }
}
