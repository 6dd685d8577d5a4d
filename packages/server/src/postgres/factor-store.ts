/** The factor port on Postgres. */

import {
  type ActContext,
  type Activation,
  draftEvent,
  type EventType,
  type FactorId,
  type FactorStore,
  MAX_PASSKEYS,
  type RecoverySet,
  type UserId,
} from '@coatcheck/core'
import {
  ASKS_AT_SIGN_IN,
  FACTOR_WITH_CODES,
  factorFromRow,
  passkeyFromRow,
  seedFromRow,
} from '../sql/factor-row.ts'
import type { Engine } from './engine.ts'
import { dropSet, keepFirstSet, replaceSet, useCode } from './recovery-codes.ts'
import { type Row, statement } from './statement.ts'
import type { Transaction } from './transaction.ts'

const list = statement(`${FACTOR_WITH_CODES} WHERE f.user_id = :user ORDER BY f.id`)
const byId = statement(`${FACTOR_WITH_CODES} WHERE f.id = :id`)
const activeTotp = statement(
  "SELECT * FROM factors WHERE user_id = :user AND kind = 'totp' AND activated_at IS NOT NULL",
)
const enrollingTotp = statement(
  "SELECT * FROM factors WHERE user_id = :user AND kind = 'totp' AND activated_at IS NULL AND id = :id",
)
// Whoever changes which factors a user has waits here for the others, and for sign-ins, which ask which there are.
const lockUser = statement("SELECT id FROM users WHERE id = :user AND state = 'enabled' FOR UPDATE")
const dropEnrolling = statement(
  "DELETE FROM factors WHERE user_id = :user AND kind = 'totp' AND activated_at IS NULL",
)
const enroll = statement(`INSERT INTO factors (id, user_id, kind, name, created_at, sealed_seed)
  VALUES (:id, :user, 'totp', :name, :now, :seed)`)
const activate = statement(`UPDATE factors SET activated_at = :now, last_used_at = :now, last_step = :step
  WHERE id = :id AND user_id = :user AND kind = 'totp' AND activated_at IS NULL RETURNING id`)
const dropOther = statement("DELETE FROM factors WHERE user_id = :user AND kind = 'totp' AND id <> :id")
const useStep = statement(`UPDATE factors SET last_step = :step, last_used_at = :now
  WHERE id = :id AND activated_at IS NOT NULL AND last_step < :step RETURNING *`)
const passkey = statement('SELECT * FROM factors WHERE credential_id = :credential')
const passkeys = statement("SELECT * FROM factors WHERE user_id = :user AND kind = 'passkey' ORDER BY id")
const insertPasskey = statement(`INSERT INTO factors
  (id, user_id, kind, name, created_at, activated_at, credential_id, public_key, sign_count, transports)
  SELECT :id, :user, 'passkey', :name, at, at, :credential, :key, :count, :transports FROM (SELECT :now AS at) moment
  ON CONFLICT (credential_id) DO NOTHING RETURNING id`)
const usePasskey = statement(`UPDATE factors SET sign_count = :count, last_used_at = :now
  WHERE id = :id AND (:count > sign_count OR (:count = 0 AND sign_count = 0)) RETURNING *`)
const remove = statement('DELETE FROM factors WHERE id = :id AND user_id = :user RETURNING *')
const asks = statement(`SELECT id FROM factors WHERE user_id = :user AND ${ASKS_AT_SIGN_IN} LIMIT 1`)

/** Opens the port. */
export function openFactorStore({ pool, transact }: Engine): FactorStore {
  /** Works on a user's factors, one at a time; `otherwise` for a user who is not enabled. */
  function changing<T>(
    user: UserId,
    otherwise: T,
    work: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    return transact(async (transaction) =>
      (await lockUser.get(transaction.on, { user })) === null ? otherwise : await work(transaction),
    )
  }

  return {
    list: async (user) => (await list.all(pool, { user })).map(factorFromRow),
    findTotp: async (user, id) => {
      const row =
        id === null ? await activeTotp.get(pool, { user }) : await enrollingTotp.get(pool, { user, id })
      return row === null ? null : seedFromRow(row)
    },
    findPasskey: async (credential) => {
      const row = await passkey.get(pool, { credential })
      return row === null ? null : passkeyFromRow(row)
    },
    passkeys: async (user) => (await passkeys.all(pool, { user })).map(passkeyFromRow),

    enrollTotp: ({ id, userId: user, name, sealedSeed: seed }, context) =>
      changing(user, false, async (transaction) => {
        await dropEnrolling.run(transaction.on, { user })
        await enroll.run(transaction.on, { id, user, name, seed })
        tell(transaction, context, 'factor.enrolled', { id, kind: 'totp', user_id: user })
        return true
      }),

    activateTotp: ({ id, userId: user, step }, recovery, context) =>
      changing<Activation>(user, UNMATCHED, async (transaction) => {
        if ((await activate.get(transaction.on, { id, user, step })) === null) return UNMATCHED
        await dropOther.run(transaction.on, { user, id })
        return await activated(transaction, id, recovery, context)
      }),

    useTotp: ({ id, step }, context) =>
      transact(async (transaction) =>
        used(transaction, await useStep.get(transaction.on, { id, step }), context),
      ),

    addPasskey: (added, recovery, context) =>
      changing<Activation>(added.userId, UNMATCHED, async (transaction) => {
        const { id, userId: user, name, credentialId, publicKey, signCount, transports } = added
        if ((await passkeys.all(transaction.on, { user })).length >= MAX_PASSKEYS)
          return { outcome: 'too-many' }
        const row = await insertPasskey.get(transaction.on, {
          id,
          user,
          name,
          credential: credentialId,
          key: publicKey,
          count: signCount,
          transports: JSON.stringify(transports),
        })
        return row === null ? { outcome: 'taken' } : await activated(transaction, id, recovery, context)
      }),

    usePasskey: ({ id, signCount: count }, context) =>
      transact(async (transaction) =>
        used(transaction, await usePasskey.get(transaction.on, { id, count }), context),
      ),

    useRecoveryCode: (user, hashes, context) =>
      transact((transaction) => useCode(transaction, user, hashes, context)),

    replaceRecoveryCodes: (user, recovery, context) =>
      changing(user, null, async (transaction) => {
        if ((await asks.get(transaction.on, { user })) === null) return null
        await replaceSet(transaction, user, recovery, context)
        const row = await byId.get(transaction.on, { id: recovery.id })
        return row === null ? null : factorFromRow(row)
      }),

    remove: (user, id, context) =>
      changing(user, null, async (transaction) => {
        const row = await remove.get(transaction.on, { id, user })
        if (row === null) return null
        tell(transaction, context, 'factor.removed', row)
        if ((await asks.get(transaction.on, { user })) === null) await dropSet(transaction, user, context)
        return factorFromRow(row)
      }),
  }
}

const UNMATCHED: Activation = { outcome: 'unmatched' }

async function activated(
  transaction: Transaction,
  id: FactorId,
  recovery: RecoverySet,
  context: ActContext,
): Promise<Activation> {
  const row = await byId.get(transaction.on, { id })
  if (row === null) throw new Error('a factor that was just activated is not there')
  tell(transaction, context, 'factor.activated', row)
  const factor = factorFromRow(row)
  const keptRecovery = await keepFirstSet(transaction, factor.userId, recovery, context)
  return { outcome: 'activated', factor, keptRecovery }
}

function used(transaction: Transaction, row: Row | null, context: ActContext): boolean {
  if (row !== null) tell(transaction, context, 'factor.used', row)
  return row !== null
}

function tell({ appendEvents }: Transaction, context: ActContext, type: EventType, row: Row): void {
  const details = { factorId: row['id'] as FactorId, kind: row['kind'] as string }
  appendEvents([draftEvent(context, type, { userId: row['user_id'] as UserId, details })])
}
