/** The membership port on Postgres. */

import type { MembershipKey, MembershipStore, UserMembership } from '@coatcheck/core'
import { memberEvent } from '../sql/membership-event.ts'
import {
  DELETE_MEMBERSHIP,
  EXISTING,
  FIND_MEMBERSHIP,
  FIND_USER_MEMBERSHIP,
  LIST_MEMBERS,
  LIST_MEMBERS_OF_ROLE,
  LIST_OF_USER,
  missingOf,
  namesBesideAdmin,
  namesOf,
  SET_METADATA,
  SET_ROLE,
} from '../sql/membership-statements.ts'
import {
  columnsOfMetadata,
  memberFromRow,
  membershipFromRow,
  userMembershipFromRow,
} from '../sql/organization-row.ts'
import { pageParameters } from '../sql/organization-statements.ts'
import { pageOf } from '../sql/pagination.ts'
import { MEMBERSHIP_ENDED } from '../sql/session-selection.ts'
import type { Engine } from './engine.ts'
import { join, tellMember } from './membership-join.ts'
import { endSessions } from './session-end.ts'
import { statement } from './statement.ts'

const byKey = statement(FIND_MEMBERSHIP)
const ofUser = statement(FIND_USER_MEMBERSHIP)
const members = statement(LIST_MEMBERS)
const membersOfRole = statement(LIST_MEMBERS_OF_ROLE)
const allOfUser = statement(LIST_OF_USER)
const existing = statement(EXISTING)
const keepRole = statement('SELECT key FROM roles WHERE key = :role FOR KEY SHARE')
// Of several administrators who would leave at once, each counts those that are left by the one before.
const lockAdmins = statement('SELECT id FROM organizations WHERE id = :organization FOR NO KEY UPDATE')
const changeRole = statement(SET_ROLE)
const changeMetadata = statement(SET_METADATA)
const remove = statement(DELETE_MEMBERSHIP)

/** Opens the port. */
export function openMembershipStore({ pool, transact }: Engine): MembershipStore {
  const find = async (key: MembershipKey): Promise<UserMembership | null> => {
    const row = await ofUser.get(pool, namesOf(key))
    return row === null ? null : userMembershipFromRow(row)
  }
  return {
    create: (membership, context) =>
      transact(async (transaction) => {
        const created = await join(transaction, membership, context)
        if (created !== null) return { outcome: 'created', membership: created }
        const names = { ...namesOf(membership), role: membership.role }
        return { outcome: missingOf(await existing.get(transaction.on, names)) ?? 'already-member' }
      }),

    find,
    findAsOf: async (key, position) => ({ value: await find(key), position }),
    listMembers: async ({ organizationId: organization, role }, page) => {
      const asked = { organization, ...pageParameters('user', page) }
      const rows =
        role === null ? await members.all(pool, asked) : await membersOfRole.all(pool, { ...asked, role })
      return pageOf(rows, page, { item: memberFromRow, key: (row) => row['m_user_id'] as string })
    },
    listOfUser: async (user, page) => {
      const rows = await allOfUser.all(pool, { user, ...pageParameters('org', page) })
      const key = (row: (typeof rows)[number]) => row['m_organization_id'] as string
      return pageOf(rows, page, { item: userMembershipFromRow, key })
    },

    setRole: (key, role, context) =>
      transact(async (transaction) => {
        const { on } = transaction
        const names = namesOf(key)
        if ((await keepRole.get(on, { role })) === null) return { outcome: 'role-unknown' }
        await lockAdmins.run(on, { organization: names.organization })
        const row = await changeRole.get(on, { ...namesBesideAdmin(key), role })
        if (row === null) {
          const current = await byKey.get(on, names)
          if (current === null) return { outcome: 'not-found' }
          if (current['role'] !== role) return { outcome: 'last-admin' }
          return { outcome: 'changed', membership: membershipFromRow(current) }
        }
        await tellMember(
          transaction,
          key.userId,
          memberEvent(context, 'membership.role_changed', key, { role }),
        )
        return { outcome: 'changed', membership: membershipFromRow(row) }
      }),

    setMetadata: (key, metadata, context) =>
      transact(async (transaction) => {
        const columns = columnsOfMetadata(metadata)
        const row = await changeMetadata.get(transaction.on, { ...namesOf(key), ...columns })
        if (row === null) return null
        const fields = Object.keys(metadata)
        await tellMember(transaction, key.userId, memberEvent(context, 'membership.updated', key, { fields }))
        return membershipFromRow(row)
      }),

    delete: (key, context) =>
      transact(async (transaction) => {
        const { on } = transaction
        const names = namesOf(key)
        await lockAdmins.run(on, { organization: names.organization })
        const row = await remove.get(on, namesBesideAdmin(key))
        if (row === null) return (await byKey.get(on, names)) === null ? 'not-found' : 'last-admin'
        const role = row['role'] as string
        await tellMember(transaction, key.userId, memberEvent(context, 'membership.deleted', key, { role }))
        await endSessions(transaction, { by: 'organization', ...key }, MEMBERSHIP_ENDED, context)
        return 'deleted'
      }),
  }
}
