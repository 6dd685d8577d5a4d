/** The port for detached tokens on SQLite, and their end with their user's epoch. */

import { type ActContext, draftEvent, type IssuedToken, type IssuedTokenStore } from '@coatcheck/core'
import { issuedTokenFromRow } from '../sql/issued-token-row.ts'
import {
  LIST_ISSUED_TOKENS,
  REVOKE_ISSUED_TOKEN,
  REVOKE_TOKENS_OF_USER,
} from '../sql/issued-token-statements.ts'
import type { Engine } from './engine.ts'
import { prepareForget } from './forget.ts'

/** Opens the port. */
export function openIssuedTokenStore(engine: Engine): IssuedTokenStore {
  const { database, write, nowMs } = engine
  const forget = prepareForget(engine, { table: 'issued_tokens', key: 'jti', time: 'until_at' })
  const insert = database.prepare(`INSERT INTO issued_tokens (jti, user_id, template, issued_at, until_at)
    SELECT :jti, id, :template, :now, :until FROM users WHERE id = :user AND state = 'enabled' AND epoch = :epoch`)
  const list = database.prepare(LIST_ISSUED_TOKENS)
  const revoke = database.prepare(REVOKE_ISSUED_TOKEN)
  return {
    record: ({ jti, userId, epoch, template, untilMs }, context) =>
      write(() => {
        const { changes } = insert.run({
          jti,
          user: userId,
          epoch,
          template,
          until: untilMs,
          now: nowMs(),
        })
        if (changes === 0) return false
        engine.appendEvents([draftEvent(context, 'token.issued', { userId, details: { jti, template } })])
        return true
      }),
    list: async (userId) => list.all({ user: userId, now: nowMs() }).map(issuedTokenFromRow),
    revoke: (jti, context) =>
      write(() => {
        const row = revoke.get({ jti, now: nowMs() })
        if (row === undefined) return false
        tellRevoked(engine, issuedTokenFromRow(row), context)
        return true
      }),
    revokeUnrecorded: ({ jti, untilMs }, event) =>
      write(() => {
        engine.appendLog('jti', jti, untilMs)
        engine.appendEvents([event])
      }),
    sweep: (batch) => forget(nowMs(), batch),
  }
}

/** Prepares the end of all detached tokens of a user; only inside a write. */
export function prepareRevokeTokens(
  engine: Engine,
): (userId: IssuedToken['userId'], context: ActContext) => void {
  const revokeAll = engine.database.prepare(REVOKE_TOKENS_OF_USER)
  return (userId, context) => {
    for (const row of revokeAll.all({ user: userId, now: engine.nowMs() }))
      tellRevoked(engine, issuedTokenFromRow(row), context)
  }
}

function tellRevoked(
  engine: Engine,
  { jti, userId, template, untilMs }: IssuedToken,
  context: ActContext,
): void {
  engine.appendLog('jti', jti, untilMs)
  engine.appendEvents([draftEvent(context, 'token.revoked', { userId, details: { jti, template } })])
}
