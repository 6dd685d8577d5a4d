/** The membership port on SQLite. */

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
  membershipFromRow,
  memberFromRow,
  userMembershipFromRow,
} from '../sql/organization-row.ts'
import { pageParameters } from '../sql/organization-statements.ts'
import { pageOf } from '../sql/pagination.ts'
import { MEMBERSHIP_ENDED } from '../sql/session-selection.ts'
import type { Engine } from './engine.ts'
import { prepareJoin } from './membership-join.ts'
import { prepareTellMember } from './membership-tell.ts'
import { prepareEndSessions } from './session-end.ts'

/** Opens the port. */
export function openMembershipStore(engine: Engine): MembershipStore {
  const { database, write, nowMs } = engine
  const byKey = database.prepare(FIND_MEMBERSHIP)
  const ofUser = database.prepare(FIND_USER_MEMBERSHIP)
  const members = database.prepare(LIST_MEMBERS)
  const membersOfRole = database.prepare(LIST_MEMBERS_OF_ROLE)
  const allOfUser = database.prepare(LIST_OF_USER)
  const existing = database.prepare(EXISTING)
  const changeRole = database.prepare(SET_ROLE)
  const changeMetadata = database.prepare(SET_METADATA)
  const remove = database.prepare(DELETE_MEMBERSHIP)
  const join = prepareJoin(engine)
  const tell = prepareTellMember(engine)
  const endSessions = prepareEndSessions(engine)

  const find = (key: MembershipKey): UserMembership | null => {
    const row = ofUser.get(namesOf(key))
    return row === undefined ? null : userMembershipFromRow(row)
  }

  return {
    create: (membership, context) =>
      write(() => {
        const created = join(membership, context)
        if (created !== null) return { outcome: 'created', membership: created }
        const names = { ...namesOf(membership), role: membership.role }
        return { outcome: missingOf(existing.get(names)) ?? 'already-member' }
      }),

    find: async (key) => find(key),
    findAsOf: async (key, position) => ({ value: find(key), position }),
    listMembers: async ({ organizationId: organization, role }, page) => {
      const asked = { organization, ...pageParameters('user', page) }
      const rows = role === null ? members.all(asked) : membersOfRole.all({ ...asked, role })
      return pageOf(rows, page, { item: memberFromRow, key: (row) => row['m_user_id'] as string })
    },
    listOfUser: async (user, page) =>
      pageOf(allOfUser.all({ user, ...pageParameters('org', page) }), page, {
        item: userMembershipFromRow,
        key: (row) => row['m_organization_id'] as string,
      }),

    setRole: (key, role, context) =>
      write(() => {
        const names = namesOf(key)
        if (existing.get({ ...names, role })?.['role'] === 0) return { outcome: 'role-unknown' }
        const row = changeRole.get({ ...namesBesideAdmin(key), role, now: nowMs() })
        if (row === undefined) {
          const current = byKey.get(names)
          if (current === undefined) return { outcome: 'not-found' }
          if (current['role'] !== role) return { outcome: 'last-admin' }
          return { outcome: 'changed', membership: membershipFromRow(current) }
        }
        tell(key.userId, memberEvent(context, 'membership.role_changed', key, { role }))
        return { outcome: 'changed', membership: membershipFromRow(row) }
      }),

    setMetadata: (key, metadata, context) =>
      write(() => {
        const columns = columnsOfMetadata(metadata)
        const row = changeMetadata.get({ ...namesOf(key), ...columns, now: nowMs() })
        if (row === undefined) return null
        const fields = Object.keys(metadata)
        tell(key.userId, memberEvent(context, 'membership.updated', key, { fields }))
        return membershipFromRow(row)
      }),

    delete: (key, context) =>
      write(() => {
        const names = namesOf(key)
        const row = remove.get(namesBesideAdmin(key))
        if (row === undefined) return byKey.get(names) === undefined ? 'not-found' : 'last-admin'
        const role = row['role'] as string
        tell(key.userId, memberEvent(context, 'membership.deleted', key, { role }))
        endSessions({ by: 'organization', ...key }, MEMBERSHIP_ENDED, context)
        return 'deleted'
      }),
  }
}
