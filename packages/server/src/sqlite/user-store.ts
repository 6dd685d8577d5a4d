/** The user port on SQLite. */

import {
  draftEvent,
  type UpstreamIdentity,
  type PasswordChangeOutcome,
  type User,
  type UserConflict,
  type UserStore,
  type UserWithPassword,
} from '@coatcheck/core'
import { sql } from 'kysely'
import { outcomeOf } from '../sql/abandoned.ts'
import type { Engine } from './engine.ts'
import { readCursor } from '../sql/page.ts'
import { readPage, sqlBuilder } from './list.ts'
import { prepareAdvance } from './session-advance.ts'
import { prepareEndSessions } from './session-end.ts'
import { prepareSessionReads } from './session-read.ts'
import type { Row } from '../sql/session-row.ts'
import { prepareBumpEpoch } from './user-epoch.ts'
import { prepareChangePassword } from './user-password.ts'
import { columnsOfNewUser, columnsOfPatch, userFromRow } from '../sql/user-row.ts'

/** How many users are kept in memory. */
const MAX_KNOWN_USERS = 10_000

const SYSTEM = { actor: { kind: 'system' }, device: { address: null, userAgent: null } } as const

/** Opens the port. */
export function openUserStore(engine: Engine): UserStore {
  const { database, write, nowMs } = engine
  const reads = prepareSessionReads(engine)
  const endSessions = prepareEndSessions(engine)
  const bumpEpoch = prepareBumpEpoch(engine, endSessions)
  const changePassword = prepareChangePassword(engine, {
    reads,
    advance: prepareAdvance(engine, reads),
    bumpEpoch,
  })

  const byId = database.prepare("SELECT * FROM users WHERE id = ? AND state <> 'deleted'")
  const byEmail = database.prepare('SELECT * FROM users WHERE email = ?')
  const byIdentity =
    database.prepare(`SELECT users.* FROM users JOIN identities ON identities.user_id = users.id
    WHERE issuer = ? AND subject = ? AND state <> 'deleted'`)
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
  const scheduleDeletion = database.prepare(
    "UPDATE users SET deletion_at = ? WHERE id = ? AND state = 'enabled' RETURNING id",
  )
  const wipe = database.prepare(`UPDATE users SET state = 'deleted', email = NULL, email_verified_at = NULL,
      username = NULL, external_id = NULL, password_hash = NULL, first_name = NULL, last_name = NULL,
      image_url = NULL, locale = NULL, public_metadata = '{}', private_metadata = '{}', unsafe_metadata = '{}',
      deletion_at = NULL, updated_at = :now
    WHERE id = :id AND state <> 'deleted' RETURNING id`)
  const unlink = database.prepare('DELETE FROM identities WHERE user_id = ?')
  const identitiesOf = database.prepare(
    'SELECT issuer, subject FROM identities WHERE user_id = ? ORDER BY created_at',
  )
  const dropTickets = database.prepare('DELETE FROM tickets WHERE user_id = ?')
  const dueForDeletion = database.prepare(
    'SELECT id FROM users WHERE deletion_at <= ? ORDER BY deletion_at LIMIT ?',
  )

  const find = (id: User['id']): User | null => {
    const known = engine.users.get(id)
    if (known !== undefined) return known
    const user = one(byId.get(id))
    if (engine.users.size >= MAX_KNOWN_USERS) engine.users.clear()
    if (user !== null) engine.users.set(id, user)
    return user
  }
  const withPassword = (row: Row | undefined): UserWithPassword | null =>
    row === undefined ? null : { user: userFromRow(row), passwordHash: row['password_hash'] as string | null }

  function deleteNow(id: User['id'], context: Parameters<UserStore['delete']>[1]): boolean {
    if (wipe.get({ id, now: nowMs() }) === undefined) return false
    unlink.run(id)
    dropTickets.run(id)
    const ending = { state: 'revoked', reason: 'user_deleted' } as const
    bumpEpoch({ userId: id, ending, except: null, event: 'user.deleted', context })
    return true
  }

  return {
    find: async (id) => find(id),
    findByEmail: async (email) => withPassword(byEmail.get(email)),
    findWithPassword: async (id) => withPassword(byId.get(id)),
    findByIdentity: async ({ issuer, subject }) => one(byIdentity.get(issuer, subject)),

    identities: async (id) =>
      identitiesOf
        .all(id)
        .map((row) => ({ issuer: row['issuer'] as string, subject: row['subject'] as string })),

    create: (user, identity, context) =>
      conflictsAsValues(identity, () =>
        write(() => {
          const now = nowMs()
          insert.run(columnsOfNewUser(user, now))
          if (identity !== null) link.run(identity.issuer, identity.subject, user.id, now)
          engine.appendEvents([draftEvent(context, 'user.created', { userId: user.id })])
          return { outcome: 'written', user: existing(find(user.id)) } as const
        }),
      ),

    update: async (id, patch, context, event, expect = {}) =>
      await conflictsAsValues(null, () =>
        write(() => {
          const columns = columnsOfPatch(patch, nowMs())
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
          engine.appendEvents([
            draftEvent(context, event, { userId: id, details: { fields: Object.keys(patch) } }),
          ])
          return { outcome: 'written', user: existing(find(id)) } as const
        }),
      ),

    upgradePasswordHash: async (id, expectHash, passwordHash) => {
      await write(() => upgradeHash.run(passwordHash, id, expectHash))
    },

    changePassword: (change) => outcomeOf<PasswordChangeOutcome>(() => write(() => changePassword(change))),

    signOutEverywhere: (id, { reason, except }, context) =>
      write(() => {
        if (find(id) === null) return null
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
        }
        return find(id)
      }),

    requestDeletion: (id, graceMs, context) =>
      write(() => {
        if (scheduleDeletion.get(nowMs() + graceMs, id) === undefined) return null
        const ending = { state: 'revoked', reason: 'user_deleted' } as const
        bumpEpoch({ userId: id, ending, except: null, event: 'user.deletion_requested', context })
        return find(id)
      }),

    delete: (id, context) => write(() => deleteNow(id, context)),

    sweepDeletions: (batch) =>
      write(() => {
        const due = dueForDeletion.all(nowMs(), batch)
        for (const row of due) deleteNow(row['id'] as User['id'], SYSTEM)
        return due.length
      }),

    list: async (filter, page) => {
      let query = sqlBuilder
        .selectFrom('users')
        .selectAll()
        .where('state', '<>', 'deleted')
        .orderBy('id', 'desc')
        .limit(page.limit + 1)
      if (filter.email !== null) query = query.where('email', '=', filter.email)
      if (filter.externalId !== null) query = query.where('external_id', '=', filter.externalId)
      const cursor = readCursor('user', page)
      if (cursor !== null) query = query.where('id', '<', cursor)
      if (filter.query !== null) {
        const pattern = `%${filter.query.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
        const columns = ['email', 'username', 'first_name', 'last_name'] as const
        query = query.where((where) =>
          where.or(columns.map((column) => sql<boolean>`${sql.ref(column)} LIKE ${pattern} ESCAPE '\\'`)),
        )
      }
      return readPage(database, query, page, { item: userFromRow, key: (row) => row['id'] as string })
    },
  }
}

async function conflictsAsValues<T>(
  identity: UpstreamIdentity | null,
  run: () => Promise<T>,
): Promise<T | { readonly outcome: 'taken'; readonly field: UserConflict }> {
  try {
    return await run()
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    if (message.includes('users.email')) return { outcome: 'taken', field: 'email' }
    if (message.includes('users.username')) return { outcome: 'taken', field: 'username' }
    if (message.includes('users.external_id')) return { outcome: 'taken', field: 'external-id' }
    if (identity !== null && message.includes('identities.')) return { outcome: 'taken', field: 'identity' }
    throw error
  }
}

function one(row: Row | undefined): User | null {
  return row === undefined ? null : userFromRow(row)
}

function existing(user: User | null): User {
  if (user === null) throw new Error('a user that was just written is not there')
  return user
}
