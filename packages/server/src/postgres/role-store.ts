/** The role port on Postgres. */

import { draftEvent, isBuiltIn, permissionsOfRole, type Role, type RoleStore } from '@coatcheck/core'
import { roleFromRow } from '../sql/organization-row.ts'
import { DELETE_ROLE, INSERT_ROLE, UPDATE_ROLE } from '../sql/role-statements.ts'
import type { Engine } from './engine.ts'
import { organizationTokensEndAt } from './organization-store.ts'
import { type Row, statement } from './statement.ts'

const list = statement('SELECT * FROM roles ORDER BY key')
const byKey = statement('SELECT * FROM roles WHERE key = :key')
const insert = statement(INSERT_ROLE)
const update = statement(UPDATE_ROLE)
// Whoever gives the role to somebody meanwhile is waited for, and counted.
const lock = statement('SELECT key FROM roles WHERE key = :key FOR UPDATE')
const remove = statement(DELETE_ROLE)

/** Opens the port. */
export function openRoleStore({ pool, transact }: Engine): RoleStore {
  return {
    list: async () => (await list.all(pool)).map(roleFromRow),
    find: async (key) => one(await byKey.get(pool, { key })),

    create: ({ key, name, permissions }, context) =>
      transact(async ({ on, appendEvents }) => {
        const text = JSON.stringify(permissionsOfRole(key, permissions))
        const role = one(await insert.get(on, { key, name, permissions: text }))
        if (role !== null) appendEvents([draftEvent(context, 'role.created', { details: { role: key } })])
        return role
      }),

    update: (key, { name = null, permissions }, context) =>
      transact(async ({ on, appendLog, appendEvents }) => {
        const text = permissions === undefined ? null : JSON.stringify(permissionsOfRole(key, permissions))
        const role = one(await update.get(on, { key, name, permissions: text }))
        if (role === null) return null
        if (text !== null) appendLog('org', key, await organizationTokensEndAt(on))
        const details = { role: key, permissions: text === null ? null : role.permissions }
        appendEvents([draftEvent(context, 'role.updated', { details })])
        return role
      }),

    delete: (key, context) =>
      transact(async ({ on, appendEvents }) => {
        if (isBuiltIn(key)) return 'built-in'
        if ((await lock.get(on, { key })) === null) return 'not-found'
        if ((await remove.get(on, { key })) === null) return 'in-use'
        appendEvents([draftEvent(context, 'role.deleted', { details: { role: key } })])
        return 'deleted'
      }),
  }
}

function one(row: Row | null): Role | null {
  return row === null ? null : roleFromRow(row)
}
