/** The port for authorization codes on Postgres. */

import { type AuthorizationCodeStore, CODE_KEPT_MS, CODE_LIFETIME_MS } from '@coatcheck/core'
import { codeFromRow, columnsOfCode, insertCode } from '../sql/authorization-code-row.ts'
import type { Engine } from './engine.ts'
import { forget } from './forget.ts'
import { IS_LIVE } from './session-live.ts'
import { statement } from './statement.ts'

// Nothing is locked: whether the session still lives is asked again when the code is redeemed.
const insert = statement(insertCode(IS_LIVE))
const byId = statement('SELECT *, :now AS now FROM authorization_codes WHERE id = :id')
const sweep = forget({ table: 'authorization_codes', key: 'id', time: 'expires_at' })

/** Opens the port. */
export function openAuthorizationCodeStore({ pool }: Engine): AuthorizationCodeStore {
  return {
    create: async (code) =>
      (await insert.get(pool, { ...columnsOfCode(code), lifetime: CODE_LIFETIME_MS })) !== null,
    find: async (id) => {
      const row = await byId.get(pool, { id })
      return row === null ? null : { code: codeFromRow(row), nowMs: row['now'] as number }
    },
    sweep: (batch) => sweep(pool, CODE_KEPT_MS, batch),
  }
}
