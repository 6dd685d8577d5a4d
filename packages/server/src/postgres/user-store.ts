/** The user port on Postgres. */

import {
  BY_SYSTEM,
  draftEvent,
  type PasswordChangeOutcome,
  type User,
  type UserConflict,
  type UserStore,
  type UserWithPassword,
} from '@coatcheck/core'
import { sql } from 'kysely'
import { FORGET_ORIGINS } from '../sql/identity-statements.ts'
import { pageOf, readCursor } from '../sql/pagination.ts'
import { columnsOfNewUser, columnsOfPatch, userFromRow } from '../sql/user-row.ts'
import { dropApiKeys, outdateApiKeys } from './api-key-end.ts'
import type { Engine } from './engine.ts'
import { runQuery, sqlBuilder } from './list.ts'
import { leaveAll } from './membership-leave.ts'
import { outcomeOf } from '../sql/abandoned.ts'
import { type Connection, type Row, statement } from './statement.ts'
import { codeOf } from './sql-state.ts'
import type { Transaction } from './transaction.ts'
import { bumpEpoch, outdateUser } from './user-epoch.ts'
import { openIdentities } from './user-identity.ts'
import { changePassword } from './user-password.ts'

const readNow = statement('SELECT :now AS now')
const byId = statement("SELECT * FROM users WHERE id = :id AND state <> 'deleted'")
const byEmail = statement('SELECT * FROM users WHERE email = :email')
const byIdentity = statement(`SELECT users.* FROM users JOIN identities ON identities.user_id = users.id
  WHERE issuer = :issuer AND subject = :subject AND state <> 'deleted'`)
const insert = statement(`INSERT INTO users
  (id, state, epoch, email, email_verified_at, username, external_id, password_hash, first_name, last_name,
   image_url, locale, public_metadata, private_metadata, unsafe_metadata, created_at, updated_at)
  VALUES (:id, 'enabled', 0, :email, :email_verified_at, :username, :external_id, :password_hash, :first_name,
   :last_name, :image_url, :locale, :public_metadata, :private_metadata, :unsafe_metadata, :created_at, :updated_at)`)
const link = statement(`INSERT INTO identities (issuer, subject, user_id, created_at)
  VALUES (:issuer, :subject, :user, :now)`)
const upgradeHash = statement(
  'UPDATE users SET password_hash = :hash WHERE id = :id AND password_hash = :expected',
)
const setState = statement(`UPDATE users SET state = :state, updated_at = :now
  WHERE id = :id AND state NOT IN ('deleted', :state) RETURNING id`)
const scheduleDeletion = statement(`UPDATE users SET deletion_at = :now + :grace
  WHERE id = :id AND state = 'enabled' RETURNING id`)
const wipe = statement(`UPDATE users SET state = 'deleted', email = NULL, email_verified_at = NULL,
    username = NULL, external_id = NULL, password_hash = NULL, first_name = NULL, last_name = NULL,
    image_url = NULL, locale = NULL, public_metadata = '{}', private_metadata = '{}', unsafe_metadata = '{}',
    deletion_at = NULL, updated_at = :now
  WHERE id = :id AND state <> 'deleted' RETURNING id`)
const emailToForget = statement("SELECT email FROM users WHERE id = :id AND state <> 'deleted' FOR UPDATE")
const forgetOrigins = statement(FORGET_ORIGINS)
const unlink = statement('DELETE FROM identities WHERE user_id = :user')
const identitiesOf = statement(
  'SELECT issuer, subject FROM identities WHERE user_id = :user ORDER BY created_at',
)
const dropTickets = statement('DELETE FROM tickets WHERE user_id = :user')
const dropConsents = statement('DELETE FROM oauth_consents WHERE user_id = :user')
const dropFactors = statement('DELETE FROM factors WHERE user_id = :user')
const dueForDeletion = statement(`SELECT id FROM users WHERE deletion_at <= (SELECT :now)
  ORDER BY deletion_at LIMIT :batch FOR UPDATE SKIP LOCKED`)

/** Opens the port. */
export function openUserStore(engine: Engine): UserStore {
  const { pool, transact } = engine
  return {
    ...openIdentities(engine),
    find: (id) => findUser(pool, id),
    findAsOf: async (id, position) => ({ value: await findUser(pool, id), position }),
    findByEmail: async (email) => withPassword(await byEmail.get(pool, { email })),
    findWithPassword: async (id) => withPassword(await byId.get(pool, { id })),
    findByIdentity: async ({ issuer, subject }) => one(await byIdentity.get(pool, { issuer, subject })),

    identities: async (user) =>
      (await identitiesOf.all(pool, { user })).map((row) => ({
        issuer: row['issuer'] as string,
        subject: row['subject'] as string,
      })),

    create: (user, identity, context) =>
      conflictsAsValues(() =>
        transact(async ({ on, appendEvents }) => {
          await insert.run(on, columnsOfNewUser(user, await nowOf(on)))
          if (identity !== null) await link.run(on, { ...identity, user: user.id })
          appendEvents([draftEvent(context, 'user.created', { userId: user.id })])
          return { outcome: 'written', user: existing(await findUser(on, user.id)) } as const
        }),
      ),

    update: (id, patch, context, event, expect = {}) =>
      conflictsAsValues(() =>
        transact(async (transaction) => {
          const { on, appendEvents } = transaction
          const now = await nowOf(on)
          const columns = columnsOfPatch(patch, now)
          const assignments = Object.keys(columns).map((column) => `${column} = :${column}`)
          const changed = await statement(`UPDATE users SET ${assignments.join(', ')}
            WHERE id = :id AND state <> 'deleted' AND (:expected_email::TEXT IS NULL OR email = :expected_email)
              AND (:expected_epoch::BIGINT IS NULL OR epoch = :expected_epoch)`).run(on, {
            id,
            expected_email: expect.email ?? null,
            expected_epoch: expect.epoch ?? null,
            ...columns,
          })
          if (changed === 0) return { outcome: 'not-found' } as const
          await outdateUser(transaction, id)
          appendEvents([draftEvent(context, event, { userId: id, details: { fields: Object.keys(patch) } })])
          return { outcome: 'written', user: existing(await findUser(on, id)) } as const
        }),
      ),

    upgradePasswordHash: async (id, expected, hash) => {
      await upgradeHash.run(pool, { id, expected, hash })
    },

    changePassword: (change) =>
      outcomeOf<PasswordChangeOutcome>(() => transact((transaction) => changePassword(transaction, change))),

    signOutEverywhere: (id, { reason, except }, context) =>
      transact(async (transaction) => {
        if ((await findUser(transaction.on, id)) === null) return null
        const ending = { state: 'revoked', reason } as const
        const event = 'user.signed_out_everywhere'
        return await bumpEpoch(transaction, { userId: id, ending, except, event, context })
      }),

    setDisabled: (id, disabled, context) =>
      transact(async (transaction) => {
        const state = disabled ? 'disabled' : 'enabled'
        if ((await setState.get(transaction.on, { id, state })) !== null) {
          const ending = { state: 'revoked', reason: 'user_disabled' } as const
          if (disabled)
            await bumpEpoch(transaction, {
              userId: id,
              ending,
              except: null,
              event: 'user.disabled',
              context,
            })
          else transaction.appendEvents([draftEvent(context, 'user.enabled', { userId: id })])
          await outdateApiKeys(transaction, id)
        }
        return await findUser(transaction.on, id)
      }),

    requestDeletion: (id, graceMs, context) =>
      transact(async (transaction) => {
        if ((await scheduleDeletion.get(transaction.on, { id, grace: graceMs })) === null) return null
        const ending = { state: 'revoked', reason: 'user_deleted' } as const
        const event = 'user.deletion_requested'
        await bumpEpoch(transaction, { userId: id, ending, except: null, event, context })
        await outdateApiKeys(transaction, id)
        return await findUser(transaction.on, id)
      }),

    delete: (id, context) => transact((transaction) => deleteNow(transaction, id, context)),

    sweepDeletions: (batch) =>
      transact(async (transaction) => {
        const due = await dueForDeletion.all(transaction.on, { batch })
        for (const row of due) await deleteNow(transaction, row['id'] as User['id'], BY_SYSTEM)
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
          where.or(columns.map((column) => sql<boolean>`${sql.ref(column)} ILIKE ${pattern} ESCAPE '\\'`)),
        )
      }
      const rows = await runQuery(pool, query)
      return pageOf(rows, page, { item: userFromRow, key: (row) => row['id'] as string })
    },
  }
}

async function findUser(on: Connection, id: User['id']): Promise<User | null> {
  return one(await byId.get(on, { id }))
}

async function nowOf(on: Connection): Promise<number> {
  return (await readNow.get(on))?.['now'] as number
}

async function deleteNow(
  transaction: Transaction,
  id: User['id'],
  context: Parameters<UserStore['delete']>[1],
): Promise<boolean> {
  const { on } = transaction
  const found = await emailToForget.get(on, { id })
  if (found === null || (await wipe.get(on, { id })) === null) return false
  await forgetOrigins.run(on, { user: id })
  await unlink.run(on, { user: id })
  await dropTickets.run(on, { user: id })
  await leaveAll(transaction, { userId: id, email: found['email'] as string | null }, context)
  await dropConsents.run(on, { user: id })
  await dropFactors.run(on, { user: id })
  await dropApiKeys(transaction, id, 'user_deleted', context)
  const ending = { state: 'revoked', reason: 'user_deleted' } as const
  await bumpEpoch(transaction, { userId: id, ending, except: null, event: 'user.deleted', context })
  return true
}

/** Which constraint stands for what can be taken. */
const TAKEN: { readonly [constraint: string]: UserConflict } = {
  users_email_key: 'email',
  users_username_key: 'username',
  users_external_id_key: 'external-id',
  identities_pkey: 'identity',
}

async function conflictsAsValues<T>(
  run: () => Promise<T>,
): Promise<T | { readonly outcome: 'taken'; readonly field: UserConflict }> {
  try {
    return await run()
  } catch (error) {
    const constraint = error instanceof Error && 'constraint' in error ? String(error.constraint) : ''
    const field = codeOf(error) === '23505' ? TAKEN[constraint] : undefined
    if (field === undefined) throw error
    return { outcome: 'taken', field }
  }
}

function withPassword(row: Row | null): UserWithPassword | null {
  return row === null ? null : { user: userFromRow(row), passwordHash: row['password_hash'] as string | null }
}

function one(row: Row | null): User | null {
  return row === null ? null : userFromRow(row)
}

function existing(user: User | null): User {
  if (user === null) throw new Error('a user that was just written is not there')
  return user
}
