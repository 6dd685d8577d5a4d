/** The port for authorization codes on SQLite. */

import { type AuthorizationCodeStore, CODE_KEPT_MS, CODE_LIFETIME_MS, type SessionId } from '@coatcheck/core'
import {
  columnsOfCode,
  FIND_CODE,
  foundCode,
  insertCode,
  SPEND_KEY,
  SPENT_KEY,
} from '../sql/authorization-code-row.ts'
import type { Engine } from './engine.ts'
import { prepareForget } from './forget.ts'
import { IS_LIVE } from './session-live.ts'

/** Opens the port. */
export function openAuthorizationCodeStore(engine: Engine): AuthorizationCodeStore {
  const { database, write, nowMs } = engine
  const forget = prepareForget(engine, { table: 'authorization_codes', key: 'id', time: 'expires_at' })
  const insert = database.prepare(insertCode(IS_LIVE))
  const byId = database.prepare(FIND_CODE)
  const spend = database.prepare(SPEND_KEY)
  const spent = database.prepare(SPENT_KEY)
  return {
    create: (code) =>
      write(() => {
        const columns = { ...columnsOfCode(code), now: nowMs(), lifetime: CODE_LIFETIME_MS }
        return insert.get(columns) !== undefined
      }),
    find: async (id) => {
      const row = byId.get({ id })
      return row === undefined ? null : { ...foundCode(row), nowMs: nowMs() }
    },
    spend: (key, until) =>
      write(() => {
        if (spend.run({ key, until }).changes > 0) return null
        return (spent.get({ key })?.['session_id'] ?? null) as SessionId | null
      }),
    sweep: (batch) => forget(nowMs() - CODE_KEPT_MS, batch),
  }
}
