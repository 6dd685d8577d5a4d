/** The role port on SQLite. */

import { draftEvent, isBuiltIn, permissionsOfRole, type Role, type RoleStore } from '@coatcheck/core'
import { roleFromRow } from '../sql/organization-row.ts'
import { ORGANIZATION_TOKENS_MS } from '../sql/organization-statements.ts'
import { DELETE_ROLE, INSERT_ROLE, UPDATE_ROLE } from '../sql/role-statements.ts'
import type { Row } from '../sql/session-row.ts'
import type { Engine } from './engine.ts'

/** Opens the port. */
export function openRoleStore(engine: Engine): RoleStore {
  const { database, write, nowMs } = engine
  const list = database.prepare('SELECT * FROM roles ORDER BY key')
  const byKey = database.prepare('SELECT * FROM roles WHERE key = ?')
  const insert = database.prepare(INSERT_ROLE)
  const update = database.prepare(UPDATE_ROLE)
  const remove = database.prepare(DELETE_ROLE)

  return {
    list: async () => list.all().map(roleFromRow),
    find: async (key) => one(byKey.get(key)),

    create: ({ key, name, permissions }, context) =>
      write(() => {
        const text = JSON.stringify(permissionsOfRole(key, permissions))
        const role = one(insert.get({ key, name, permissions: text, now: nowMs() }))
        if (role !== null)
          engine.appendEvents([draftEvent(context, 'role.created', { details: { role: key } })])
        return role
      }),

    update: (key, { name = null, permissions }, context) =>
      write(() => {
        const text = permissions === undefined ? null : JSON.stringify(permissionsOfRole(key, permissions))
        const role = one(update.get({ key, name, permissions: text, now: nowMs() }))
        if (role === null) return null
        if (text !== null) engine.appendLog('org', key, nowMs() + ORGANIZATION_TOKENS_MS)
        const details = { role: key, permissions: text === null ? null : role.permissions }
        engine.appendEvents([draftEvent(context, 'role.updated', { details })])
        return role
      }),

    delete: (key, context) =>
      write(() => {
        if (isBuiltIn(key)) return 'built-in'
        if (remove.get({ key, now: nowMs() }) === undefined)
          return byKey.get(key) === undefined ? 'not-found' : 'in-use'
        engine.appendEvents([draftEvent(context, 'role.deleted', { details: { role: key } })])
        return 'deleted'
      }),
  }
}

function one(row: Row | undefined): Role | null {
  return row === undefined ? null : roleFromRow(row)
}
