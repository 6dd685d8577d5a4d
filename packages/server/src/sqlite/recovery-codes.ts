/** Sets of recovery codes on SQLite; all of it inside of a write. */

import {
  type ActContext,
  draftEvent,
  type EventType,
  type FactorId,
  type RecoverySet,
  type UserId,
} from '@coatcheck/core'
import type { Engine } from './engine.ts'

/** What is done with sets. */
export type RecoveryCodes = {
  /** Keeps a set for a user who has none. @returns Whether it was kept. */
  readonly keepFirst: (userId: UserId, recovery: RecoverySet, context: ActContext) => boolean
  readonly replace: (userId: UserId, recovery: RecoverySet, context: ActContext) => void
  /** Uses a code up. @returns Whether it was there, and unused. */
  readonly use: (userId: UserId, hashes: readonly Uint8Array[], context: ActContext) => boolean
  /** Drops the set of a user, if there is one. */
  readonly drop: (userId: UserId, context: ActContext) => void
}

/** Prepares it. */
export function prepareRecovery({ database, nowMs, appendEvents }: Engine): RecoveryCodes {
  const find = database.prepare("SELECT id FROM factors WHERE user_id = ? AND kind = 'recovery'")
  const insert = database.prepare(`INSERT INTO factors (id, user_id, kind, created_at, activated_at)
    VALUES (:id, :user, 'recovery', :now, :now)`)
  const insertCode = database.prepare('INSERT INTO recovery_codes (factor_id, n, hash) VALUES (?, ?, ?)')
  const drop = database.prepare("DELETE FROM factors WHERE user_id = ? AND kind = 'recovery' RETURNING id")
  const use = database.prepare(`UPDATE recovery_codes SET used_at = :now
    WHERE hash = :hash AND used_at IS NULL
      AND factor_id = (SELECT id FROM factors WHERE user_id = :user AND kind = 'recovery') RETURNING factor_id`)
  const touch = database.prepare('UPDATE factors SET last_used_at = ? WHERE id = ?')

  function tell(context: ActContext, type: EventType, userId: UserId, factorId: unknown): void {
    const details = { factorId: factorId as FactorId, kind: 'recovery' }
    appendEvents([draftEvent(context, type, { userId, details })])
  }

  function dropSet(userId: UserId, context: ActContext): void {
    const row = drop.get(userId)
    if (row !== undefined) tell(context, 'factor.removed', userId, row['id'])
  }

  function keep(userId: UserId, { id, hashes }: RecoverySet, context: ActContext): void {
    insert.run({ id, user: userId, now: nowMs() })
    for (const [n, hash] of hashes.entries()) insertCode.run(id, n, hash)
    tell(context, 'factor.activated', userId, id)
  }

  return {
    keepFirst: (userId, recovery, context) => {
      if (find.get(userId) !== undefined) return false
      keep(userId, recovery, context)
      return true
    },
    replace: (userId, recovery, context) => {
      dropSet(userId, context)
      keep(userId, recovery, context)
    },
    use: (userId, hashes, context) => {
      const now = nowMs()
      for (const hash of hashes) {
        const row = use.get({ user: userId, hash, now })
        if (row === undefined) continue
        touch.run(now, row['factor_id'] as string)
        tell(context, 'factor.used', userId, row['factor_id'])
        return true
      }
      return false
    },
    drop: dropSet,
  }
}
