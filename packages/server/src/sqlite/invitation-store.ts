/** The invitation port on SQLite. */

import { draftEvent, type InvitationAcceptance, type InvitationStore } from '@coatcheck/core'
import { Abandoned, outcomeOf } from '../sql/abandoned.ts'
import { acceptedMembership, invitationFromRow } from '../sql/invitation-row.ts'
import {
  ACCEPT_INVITATION,
  EXPIRE_INVITATION,
  FIND_INVITATION,
  insertInvitation,
  listInvitations,
  PENDING_OF_ADDRESS,
  REVOKE_INVITATION,
} from '../sql/invitation-statements.ts'
import { EXISTING, missingOf } from '../sql/membership-statements.ts'
import { pageOf } from '../sql/pagination.ts'
import type { Engine } from './engine.ts'
import { prepareForget } from './forget.ts'
import { prepareJoin } from './membership-join.ts'

/** Opens the port. */
export function openInvitationStore(engine: Engine): InvitationStore {
  const { database, write, nowMs } = engine
  const find = database.prepare(FIND_INVITATION)
  const expire = database.prepare(EXPIRE_INVITATION)
  const insert = database.prepare(insertInvitation(''))
  const pendingOfAddress = database.prepare(PENDING_OF_ADDRESS)
  const existing = database.prepare(EXISTING)
  const accept = database.prepare(ACCEPT_INVITATION)
  const revoke = database.prepare(REVOKE_INVITATION)
  const forget = prepareForget(engine, { table: 'invitations', key: 'id', time: 'expires_at' })
  const join = prepareJoin(engine)

  return {
    create: ({ id, organizationId: organization, email, role, inviterId, hash, lifetimeMs }, context) =>
      write(() => {
        const now = nowMs()
        expire.run({ organization, email, now })
        const columns = { id, hash, organization, email, role, inviter: inviterId, lifetime: lifetimeMs }
        const row = insert.get({ ...columns, now })
        if (row === undefined) {
          const missing = missingOf(existing.get({ organization, role, user: null }))
          if (missing !== null && missing !== 'user-unknown') return { outcome: missing }
          const isPending = pendingOfAddress.get({ organization, email, now }) !== undefined
          return { outcome: isPending ? 'already-invited' : 'already-member' }
        }
        const details = { organizationId: organization, invitationId: id, role }
        engine.appendEvents([draftEvent(context, 'invitation.created', { details })])
        return { outcome: 'created', invitation: invitationFromRow(row) }
      }),

    find: async (id, hash) => {
      const row = find.get({ id, hash, now: nowMs() })
      return row === undefined ? null : invitationFromRow(row)
    },
    list: async (filter, page) => {
      const { sql, parameters } = listInvitations(filter, page)
      const rows = database.prepare(sql).all({ ...parameters, now: nowMs() })
      return pageOf(rows, page, { item: invitationFromRow, key: (row) => row['id'] as string })
    },

    accept: ({ id, hash, userId }, context) =>
      outcomeOf<InvitationAcceptance>(() =>
        write(() => {
          const row = accept.get({ id, hash, user: userId, now: nowMs() })
          if (row === undefined) {
            const isPending = find.get({ id, hash, now: nowMs() }) !== undefined
            return { outcome: isPending ? 'other-address' : 'invalid' }
          }
          const accepted = acceptedMembership(row, userId)
          const { organizationId } = accepted
          const details = { organizationId, invitationId: id }
          engine.appendEvents([draftEvent(context, 'invitation.accepted', { userId, details })])
          const membership = join(accepted, context)
          if (membership === null) throw new Abandoned<InvitationAcceptance>({ outcome: 'already-member' })
          return { outcome: 'accepted', membership }
        }),
      ),

    revoke: ({ id, organizationId }, context) =>
      write(() => {
        if (revoke.get({ id, organization: organizationId, now: nowMs() }) === undefined) return false
        const details = { organizationId, invitationId: id }
        engine.appendEvents([draftEvent(context, 'invitation.revoked', { details })])
        return true
      }),

    sweep: ({ batch, retentionMs }) => forget(nowMs() - retentionMs, batch),
  }
}
