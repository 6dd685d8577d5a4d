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
import { statement } from './statement.ts'
import type { Transaction } from './transaction.ts'

const living = statement(LIVING_API_KEYS.replace('SELECT id', 'SELECT id, :now AS now'))
const drop = statement(DROP_API_KEYS.replace('RETURNING *', 'RETURNING *, :now AS now'))

/** Says in the log that the keys of a subject stand otherwise than before. */
export async function outdateApiKeys({ on, appendLog }: Transaction, subject: ApiKeySubject): Promise<void> {
  for (const { id, now } of await living.all(on, { subject }))
    appendLog('api-key', id as string, (now as number) + API_KEY_ENTRY_MS)
}

/** Drops the keys of a subject that is no more. */
export async function dropApiKeys(
  { on, appendLog, appendEvents }: Transaction,
  subject: ApiKeySubject,
  reason: ApiKeyEnd,
  context: ActContext,
): Promise<void> {
  for (const row of await drop.all(on, { subject })) {
    const key = apiKeyFromRow(row)
    const now = row['now'] as number
    if (apiKeyStatus(key, false, now) !== 'active') continue
    appendLog('api-key', key.id, now + API_KEY_ENTRY_MS)
    appendEvents([apiKeyEvent(context, 'api_key.revoked', key, { reason })])
  }
}
