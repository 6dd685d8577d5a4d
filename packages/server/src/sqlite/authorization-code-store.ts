/** The port for authorization codes on SQLite. */

import { type AuthorizationCodeStore, CODE_KEPT_MS, CODE_LIFETIME_MS } from '@coatcheck/core'
import { codeFromRow, columnsOfCode, insertCode } from '../sql/authorization-code-row.ts'
import type { Engine } from './engine.ts'
import { prepareForget } from './forget.ts'
import { IS_LIVE } from './session-live.ts'

/** Opens the port. */
export function openAuthorizationCodeStore(engine: Engine): AuthorizationCodeStore {
  const { database, write, nowMs } = engine
  const forget = prepareForget(engine, { table: 'authorization_codes', key: 'id', time: 'expires_at' })
  const insert = database.prepare(insertCode(IS_LIVE))
  const byId = database.prepare('SELECT * FROM authorization_codes WHERE id = ?')
  return {
    create: (code) =>
      write(() => {
        const columns = { ...columnsOfCode(code), now: nowMs(), lifetime: CODE_LIFETIME_MS }
        return insert.get(columns) !== undefined
      }),
    find: async (id) => {
      const row = byId.get(id)
      return row === undefined ? null : { code: codeFromRow(row), nowMs: nowMs() }
    },
    sweep: (batch) => forget(nowMs() - CODE_KEPT_MS, batch),
  }
}
