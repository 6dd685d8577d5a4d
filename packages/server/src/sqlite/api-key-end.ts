/** What befalls all API keys of one subject at once. */

import {
  type ActContext,
  API_KEY_ENTRY_MS,
  type ApiKeyEnd,
  apiKeyStatus,
  type ApiKeySubject,
} from '@coatcheck/core'
import { apiKeyEvent } from '../sql/api-key-event.ts'
import { apiKeyFromRow } from '../sql/api-key-row.ts'
import { DROP_API_KEYS, LIVING_API_KEYS } from '../sql/api-key-statements.ts'
import type { Engine } from './engine.ts'

/** Says in the log that the keys of a subject stand otherwise than before; only inside a write. */
export type OutdateApiKeys = (subject: ApiKeySubject) => void

/** Drops the keys of a subject that is no more; only inside a write. */
export type DropApiKeys = (subject: ApiKeySubject, reason: ApiKeyEnd, context: ActContext) => void

/** Prepares it. */
export function prepareOutdateApiKeys({ database, nowMs, appendLog }: Engine): OutdateApiKeys {
  const living = database.prepare(LIVING_API_KEYS)
  return (subject) => {
    const now = nowMs()
    for (const { id } of living.all({ subject, now }))
      appendLog('api-key', id as string, now + API_KEY_ENTRY_MS)
  }
}

/** Prepares it. */
export function prepareDropApiKeys(engine: Engine): DropApiKeys {
  const drop = engine.database.prepare(DROP_API_KEYS)
  return (subject, reason, context) => {
    const now = engine.nowMs()
    for (const row of drop.all({ subject })) {
      const key = apiKeyFromRow(row)
      if (apiKeyStatus(key, false, now) !== 'active') continue
      engine.appendLog('api-key', key.id, now + API_KEY_ENTRY_MS)
      engine.appendEvents([apiKeyEvent(context, 'api_key.revoked', key, { reason })])
    }
  }
}
