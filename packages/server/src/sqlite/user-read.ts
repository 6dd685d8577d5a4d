/** Reads users: one by one through memory, and lists. */

import type { User, UserStore, UserWithPassword } from '@coatcheck/core'
import { sql } from 'kysely'
import { readCursor } from '../sql/pagination.ts'
import type { Row } from '../sql/session-row.ts'
import { userFromRow } from '../sql/user-row.ts'
import type { Engine } from './engine.ts'
import { readPage, sqlBuilder } from './list.ts'

/** How many users are kept in memory. */
const MAX_KNOWN_USERS = 10_000

/** The reading half of the user port. */
export type UserReads = Pick<
  UserStore,
  'find' | 'findAsOf' | 'findByEmail' | 'findWithPassword' | 'findByIdentity' | 'identities' | 'list'
>

/** Prepares the reads; `findNow` is for use inside a write. */
export function prepareUserReads({ database, users }: Engine): {
  readonly reads: UserReads
  readonly findNow: (id: User['id']) => User | null
} {
  const byId = database.prepare("SELECT * FROM users WHERE id = ? AND state <> 'deleted'")
  const byEmail = database.prepare('SELECT * FROM users WHERE email = ?')
  const byIdentity =
    database.prepare(`SELECT users.* FROM users JOIN identities ON identities.user_id = users.id
    WHERE issuer = ? AND subject = ? AND state <> 'deleted'`)
  const identitiesOf = database.prepare(
    'SELECT issuer, subject FROM identities WHERE user_id = ? ORDER BY created_at',
  )

  const findNow = (id: User['id']): User | null => {
    const known = users.get(id)
    if (known !== undefined) return known
    const user = one(byId.get(id))
    if (users.size >= MAX_KNOWN_USERS) users.clear()
    if (user !== null) users.set(id, user)
    return user
  }

  const reads: UserReads = {
    find: async (id) => findNow(id),
    findAsOf: async (id, position) => ({ value: findNow(id), position }), // a write drops what it changes
    findByEmail: async (email) => withPassword(byEmail.get(email)),
    findWithPassword: async (id) => withPassword(byId.get(id)),
    findByIdentity: async ({ issuer, subject }) => one(byIdentity.get(issuer, subject)),

    identities: async (id) =>
      identitiesOf
        .all(id)
        .map((row) => ({ issuer: row['issuer'] as string, subject: row['subject'] as string })),

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
  return { reads, findNow }
}

function withPassword(row: Row | undefined): UserWithPassword | null {
  return row === undefined
    ? null
    : { user: userFromRow(row), passwordHash: row['password_hash'] as string | null }
}

function one(row: Row | undefined): User | null {
  return row === undefined ? null : userFromRow(row)
}
