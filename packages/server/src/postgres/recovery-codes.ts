/** Sets of recovery codes on Postgres; all of it inside of a transaction that has locked the user's row. */

import {
  type ActContext,
  draftEvent,
  type EventType,
  type FactorId,
  type RecoverySet,
  type UserId,
} from '@coatcheck/core'
import { statement } from './statement.ts'
import type { Transaction } from './transaction.ts'

const find = statement("SELECT id FROM factors WHERE user_id = :user AND kind = 'recovery'")
const insert = statement(`INSERT INTO factors (id, user_id, kind, created_at, activated_at)
  SELECT :id, :user, 'recovery', at, at FROM (SELECT :now AS at) moment`)
const insertCode = statement('INSERT INTO recovery_codes (factor_id, n, hash) VALUES (:id, :n, :hash)')
const drop = statement("DELETE FROM factors WHERE user_id = :user AND kind = 'recovery' RETURNING id")
const use = statement(`UPDATE recovery_codes SET used_at = :now
  WHERE hash = :hash AND used_at IS NULL
    AND factor_id = (SELECT id FROM factors WHERE user_id = :user AND kind = 'recovery') RETURNING factor_id`)
const touch = statement('UPDATE factors SET last_used_at = :now WHERE id = :id')

/** Keeps a set for a user who has none. @returns Whether it was kept. */
export async function keepFirstSet(
  transaction: Transaction,
  user: UserId,
  recovery: RecoverySet,
  context: ActContext,
): Promise<boolean> {
  if ((await find.get(transaction.on, { user })) !== null) return false
  await keep(transaction, user, recovery, context)
  return true
}

/** Puts a set in the place of another. */
export async function replaceSet(
  transaction: Transaction,
  user: UserId,
  recovery: RecoverySet,
  context: ActContext,
): Promise<void> {
  await dropSet(transaction, user, context)
  await keep(transaction, user, recovery, context)
}

/** Drops the set of a user, if there is one. */
export async function dropSet(transaction: Transaction, user: UserId, context: ActContext): Promise<void> {
  const row = await drop.get(transaction.on, { user })
  if (row !== null) tell(transaction, context, 'factor.removed', user, row['id'])
}

/** Uses a code up. @returns Whether it was there, and unused. */
export async function useCode(
  transaction: Transaction,
  user: UserId,
  hashes: readonly Uint8Array[],
  context: ActContext,
): Promise<boolean> {
  for (const hash of hashes) {
    const row = await use.get(transaction.on, { user, hash })
    if (row === null) continue
    await touch.run(transaction.on, { id: row['factor_id'] as string })
    tell(transaction, context, 'factor.used', user, row['factor_id'])
    return true
  }
  return false
}

async function keep(
  transaction: Transaction,
  user: UserId,
  { id, hashes }: RecoverySet,
  context: ActContext,
): Promise<void> {
  await insert.run(transaction.on, { id, user })
  for (const [n, hash] of hashes.entries()) await insertCode.run(transaction.on, { id, n, hash })
  tell(transaction, context, 'factor.activated', user, id)
}

function tell(
  { appendEvents }: Transaction,
  context: ActContext,
  type: EventType,
  userId: UserId,
  factorId: unknown,
): void {
  const details = { factorId: factorId as FactorId, kind: 'recovery' }
  appendEvents([draftEvent(context, type, { userId, details })])
}
