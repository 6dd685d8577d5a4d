/** The user port on SQLite. */

import { draftEvent, type PasswordChangeOutcome, type User, type UserStore } from '@coatcheck/core'
import { outcomeOf } from '../sql/abandoned.ts'
import { columnsOfNewUser, columnsOfPatch } from '../sql/user-row.ts'
import { prepareOutdateApiKeys } from './api-key-end.ts'
import type { Engine } from './engine.ts'
import { prepareAdvance } from './session-advance.ts'
import { prepareEndSessions } from './session-end.ts'
import { prepareSessionReads } from './session-read.ts'
import { conflictsAsValues } from './user-conflict.ts'
import { prepareDeletion } from './user-deletion.ts'
import { prepareIdentities } from './user-identity.ts'
import { prepareBumpEpoch, prepareOutdateUser } from './user-epoch.ts'
import { prepareChangePassword } from './user-password.ts'
import { prepareUserReads } from './user-read.ts'

/** Opens the port. */
export function openUserStore(engine: Engine): UserStore {
  const { database, write, nowMs } = engine
  const sessions = prepareSessionReads(engine)
  const { reads, findNow } = prepareUserReads(engine)
  const endSessions = prepareEndSessions(engine)
  const outdateApiKeys = prepareOutdateApiKeys(engine)
  const outdateUser = prepareOutdateUser(engine)
  const bumpEpoch = prepareBumpEpoch(engine, endSessions, outdateUser)
  const changePassword = prepareChangePassword(engine, {
    reads: sessions,
    advance: prepareAdvance(engine, sessions),
    bumpEpoch,
  })

  const insert = database.prepare(`INSERT INTO users
    (id, state, epoch, email, email_verified_at, username, external_id, password_hash, first_name, last_name,
     image_url, locale, public_metadata, private_metadata, unsafe_metadata, created_at, updated_at)
    VALUES (:id, 'enabled', 0, :email, :email_verified_at, :username, :external_id, :password_hash, :first_name,
     :last_name, :image_url, :locale, :public_metadata, :private_metadata, :unsafe_metadata, :created_at, :updated_at)`)
  const link = database.prepare(
    'INSERT INTO identities (issuer, subject, user_id, created_at) VALUES (?, ?, ?, ?)',
  )
  const upgradeHash = database.prepare(
    'UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?',
  )
  const setState = database.prepare(`UPDATE users SET state = :state, updated_at = :now
    WHERE id = :id AND state NOT IN ('deleted', :state) RETURNING id`)

  const deletion = prepareDeletion(engine, findNow, bumpEpoch)

  return {
    ...reads,

    create: (user, identity, context) =>
      conflictsAsValues(() =>
        write(() => {
          const now = nowMs()
          insert.run(columnsOfNewUser(user, now))
          if (identity !== null) link.run(identity.issuer, identity.subject, user.id, now)
          engine.appendEvents([draftEvent(context, 'user.created', { userId: user.id })])
          return { outcome: 'written', user: existing(findNow(user.id)) } as const
        }),
      ),

    update: async (id, patch, context, event, expect = {}) =>
      await conflictsAsValues(() =>
        write(() => {
          const now = nowMs()
          const columns = columnsOfPatch(patch, now)
          const assignments = Object.keys(columns).map((column) => `${column} = :${column}`)
          const { changes } = database
            .prepare(`UPDATE users SET ${assignments.join(', ')} WHERE id = :id AND state <> 'deleted'
              AND (:expected_email IS NULL OR email = :expected_email)
              AND (:expected_epoch IS NULL OR epoch = :expected_epoch)`)
            .run({
              id,
              expected_email: expect.email ?? null,
              expected_epoch: expect.epoch ?? null,
              ...columns,
            })
          if (changes === 0) return { outcome: 'not-found' } as const
          outdateUser(id)
          engine.appendEvents([
            draftEvent(context, event, { userId: id, details: { fields: Object.keys(patch) } }),
          ])
          return { outcome: 'written', user: existing(findNow(id)) } as const
        }),
      ),

    upgradePasswordHash: async (id, expectHash, passwordHash) => {
      await write(() => upgradeHash.run(passwordHash, id, expectHash))
    },

    changePassword: (change) => outcomeOf<PasswordChangeOutcome>(() => write(() => changePassword(change))),

    signOutEverywhere: (id, { reason, except }, context) =>
      write(() => {
        if (findNow(id) === null) return null
        const ending = { state: 'revoked', reason } as const
        return bumpEpoch({ userId: id, ending, except, event: 'user.signed_out_everywhere', context })
      }),

    setDisabled: (id, disabled, context) =>
      write(() => {
        const state = disabled ? 'disabled' : 'enabled'
        if (setState.get({ id, state, now: nowMs() }) !== undefined) {
          const ending = { state: 'revoked', reason: 'user_disabled' } as const
          if (disabled) bumpEpoch({ userId: id, ending, except: null, event: 'user.disabled', context })
          else engine.appendEvents([draftEvent(context, 'user.enabled', { userId: id })])
          outdateApiKeys(id)
        }
        return findNow(id)
      }),

    ...deletion,
    ...prepareIdentities(engine),
  }
}

function existing(user: User | null): User {
  if (user === null) throw new Error('a user that was just written is not there')
  return user
}
