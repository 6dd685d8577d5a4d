/** The port for detached tokens on Postgres, and their end with their user's epoch. */

import { type ActContext, draftEvent, type IssuedToken, type IssuedTokenStore } from '@coatcheck/core'
import { issuedTokenFromRow } from '../sql/issued-token-row.ts'
import {
  LIST_ISSUED_TOKENS,
  REVOKE_ISSUED_TOKEN,
  REVOKE_TOKENS_OF_USER,
} from '../sql/issued-token-statements.ts'
import type { Engine } from './engine.ts'
import { forget } from './forget.ts'
import { statement } from './statement.ts'
import type { Transaction } from './transaction.ts'

// Whoever moves the user's epoch waits for the other here, and then finds the token, or keeps it from being made.
const lockUser = statement(`SELECT id FROM users
  WHERE id = :user AND state = 'enabled' AND epoch = :epoch FOR SHARE`)
const insert = statement(`INSERT INTO issued_tokens (jti, user_id, template, issued_at, until_at)
  VALUES (:jti, :user, :template, :now, :until)`)
const list = statement(LIST_ISSUED_TOKENS)
const revoke = statement(REVOKE_ISSUED_TOKEN)
const revokeAll = statement(REVOKE_TOKENS_OF_USER)
const sweep = forget({ table: 'issued_tokens', key: 'jti', time: 'until_at' })

/** Opens the port. */
export function openIssuedTokenStore({ pool, transact }: Engine): IssuedTokenStore {
  return {
    record: ({ jti, userId, epoch, template, untilMs }, context) =>
      transact(async ({ on, appendEvents }) => {
        if ((await lockUser.get(on, { user: userId, epoch })) === null) return false
        await insert.run(on, { jti, user: userId, template, until: untilMs })
        appendEvents([draftEvent(context, 'token.issued', { userId, details: { jti, template } })])
        return true
      }),
    list: async (userId) => (await list.all(pool, { user: userId })).map(issuedTokenFromRow),
    revoke: (jti, context) =>
      transact(async (transaction) => {
        const row = await revoke.get(transaction.on, { jti })
        if (row === null) return false
        tellRevoked(transaction, issuedTokenFromRow(row), context)
        return true
      }),
    revokeUnrecorded: ({ jti, untilMs }, event) =>
      transact(async ({ appendLog, appendEvents }) => {
        appendLog('jti', jti, untilMs)
        appendEvents([event])
      }),
    sweep: (batch) => sweep(pool, 0, batch),
  }
}

/** Revokes all detached tokens of a user. */
export async function revokeTokensOf(
  transaction: Transaction,
  userId: IssuedToken['userId'],
  context: ActContext,
): Promise<void> {
  for (const row of await revokeAll.all(transaction.on, { user: userId }))
    tellRevoked(transaction, issuedTokenFromRow(row), context)
}

function tellRevoked(
  { appendLog, appendEvents }: Transaction,
  { jti, userId, template, untilMs }: IssuedToken,
  context: ActContext,
): void {
  appendLog('jti', jti, untilMs)
  appendEvents([draftEvent(context, 'token.revoked', { userId, details: { jti, template } })])
}
