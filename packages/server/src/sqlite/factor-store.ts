/** The factor port on SQLite. */

import {
  type ActContext,
  type Activation,
  draftEvent,
  type EventType,
  type Factor,
  type FactorId,
  type FactorStore,
  MAX_PASSKEYS,
  type RecoverySet,
  type UserId,
} from '@coatcheck/core'
import { Abandoned, outcomeOf } from '../sql/abandoned.ts'
import {
  ASKS_AT_SIGN_IN,
  FACTOR_WITH_CODES,
  factorFromRow,
  passkeyFromRow,
  seedFromRow,
} from '../sql/factor-row.ts'
import type { Row } from '../sql/session-row.ts'
import type { Engine } from './engine.ts'
import { prepareRecovery } from './recovery-codes.ts'

/** Opens the port. */
export function openFactorStore(engine: Engine): FactorStore {
  const { database, write, nowMs } = engine
  const recoveryCodes = prepareRecovery(engine)
  const list = database.prepare(`${FACTOR_WITH_CODES} WHERE f.user_id = ? ORDER BY f.id`)
  const byId = database.prepare(`${FACTOR_WITH_CODES} WHERE f.id = ?`)
  const activeTotp = database.prepare(
    "SELECT * FROM factors WHERE user_id = ? AND kind = 'totp' AND activated_at IS NOT NULL",
  )
  const enrollingTotp = database.prepare(
    "SELECT * FROM factors WHERE user_id = ? AND kind = 'totp' AND activated_at IS NULL AND id = ?",
  )
  const isEnabled = database.prepare("SELECT 1 FROM users WHERE id = ? AND state = 'enabled'")
  const dropEnrolling = database.prepare(
    "DELETE FROM factors WHERE user_id = ? AND kind = 'totp' AND activated_at IS NULL",
  )
  const enroll = database.prepare(`INSERT INTO factors (id, user_id, kind, name, created_at, sealed_seed)
    VALUES (?, ?, 'totp', ?, ?, ?)`)
  const activate =
    database.prepare(`UPDATE factors SET activated_at = :now, last_used_at = :now, last_step = :step
    WHERE id = :id AND user_id = :user AND kind = 'totp' AND activated_at IS NULL RETURNING id`)
  const dropOther = database.prepare("DELETE FROM factors WHERE user_id = ? AND kind = 'totp' AND id <> ?")
  const useStep = database.prepare(`UPDATE factors SET last_step = :step, last_used_at = :now
    WHERE id = :id AND activated_at IS NOT NULL AND last_step < :step RETURNING *`)
  const passkey = database.prepare('SELECT * FROM factors WHERE credential_id = ?')
  const passkeys = database.prepare(
    "SELECT * FROM factors WHERE user_id = ? AND kind = 'passkey' ORDER BY id",
  )
  const addPasskey = database.prepare(`INSERT INTO factors
    (id, user_id, kind, name, created_at, activated_at, credential_id, public_key, sign_count, transports)
    VALUES (:id, :user, 'passkey', :name, :now, :now, :credential, :key, :count, :transports)
    ON CONFLICT (credential_id) DO NOTHING RETURNING id`)
  const usePasskey = database.prepare(`UPDATE factors SET sign_count = :count, last_used_at = :now
    WHERE id = :id AND (:count > sign_count OR (:count = 0 AND sign_count = 0)) RETURNING *`)
  const remove = database.prepare('DELETE FROM factors WHERE id = ? AND user_id = ? RETURNING *')
  const asks = database.prepare(`SELECT 1 FROM factors WHERE user_id = ? AND ${ASKS_AT_SIGN_IN}`)

  function tell(context: ActContext, type: EventType, row: Row): void {
    const details = { factorId: row['id'] as FactorId, kind: row['kind'] as string }
    engine.appendEvents([draftEvent(context, type, { userId: row['user_id'] as UserId, details })])
  }

  function activated(id: FactorId, recovery: RecoverySet, context: ActContext): Activation {
    const row = byId.get(id)
    if (row === undefined) throw new Error('a factor that was just activated is not there')
    tell(context, 'factor.activated', row)
    const factor = factorFromRow(row)
    return {
      outcome: 'activated',
      factor,
      keptRecovery: recoveryCodes.keepFirst(factor.userId, recovery, context),
    }
  }

  return {
    list: async (userId) => list.all(userId).map(factorFromRow),
    findTotp: async (userId, enrolling) => {
      const row = enrolling === null ? activeTotp.get(userId) : enrollingTotp.get(userId, enrolling)
      return row === undefined ? null : seedFromRow(row)
    },
    findPasskey: async (credentialId) => {
      const row = passkey.get(credentialId)
      return row === undefined ? null : passkeyFromRow(row)
    },
    passkeys: async (userId) => passkeys.all(userId).map(passkeyFromRow),

    enrollTotp: ({ id, userId, name, sealedSeed }, context) =>
      write(() => {
        if (isEnabled.get(userId) === undefined) return false
        dropEnrolling.run(userId)
        enroll.run(id, userId, name, nowMs(), sealedSeed)
        tell(context, 'factor.enrolled', { id, kind: 'totp', user_id: userId })
        return true
      }),

    activateTotp: ({ id, userId, step }, recovery, context) =>
      write(() => {
        if (activate.get({ id, user: userId, step, now: nowMs() }) === undefined)
          return { outcome: 'unmatched' }
        dropOther.run(userId, id)
        return activated(id, recovery, context)
      }),

    useTotp: ({ id, step }, context) =>
      write(() => {
        const row = useStep.get({ id, step, now: nowMs() })
        if (row !== undefined) tell(context, 'factor.used', row)
        return row !== undefined
      }),

    addPasskey: (added, recovery, context) =>
      outcomeOf<Activation>(() =>
        write(() => {
          const { id, userId, name, credentialId, publicKey, signCount, transports } = added
          if (isEnabled.get(userId) === undefined) return { outcome: 'unmatched' }
          if (passkeys.all(userId).length >= MAX_PASSKEYS) return { outcome: 'too-many' }
          const row = addPasskey.get({
            id,
            user: userId,
            name,
            now: nowMs(),
            credential: credentialId,
            key: publicKey,
            count: signCount,
            transports: JSON.stringify(transports),
          })
          if (row === undefined) throw new Abandoned<Activation>({ outcome: 'taken' })
          return activated(id, recovery, context)
        }),
      ),

    usePasskey: ({ id, signCount }, context) =>
      write(() => {
        const row = usePasskey.get({ id, count: signCount, now: nowMs() })
        if (row !== undefined) tell(context, 'factor.used', row)
        return row !== undefined
      }),

    useRecoveryCode: (userId, hashes, context) => write(() => recoveryCodes.use(userId, hashes, context)),

    replaceRecoveryCodes: (userId, recovery, context) =>
      write((): Factor | null => {
        if (asks.get(userId) === undefined) return null
        recoveryCodes.replace(userId, recovery, context)
        const row = byId.get(recovery.id)
        return row === undefined ? null : factorFromRow(row)
      }),

    remove: (userId, id, context) =>
      write((): Factor | null => {
        const row = remove.get(id, userId)
        if (row === undefined) return null
        tell(context, 'factor.removed', row)
        if (asks.get(userId) === undefined) recoveryCodes.drop(userId, context)
        return factorFromRow(row)
      }),
  }
}
