/** The invitation port on Postgres. */

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
import { forget } from './forget.ts'
import { join } from './membership-join.ts'
import { statement } from './statement.ts'

const find = statement(FIND_INVITATION)
const expire = statement(EXPIRE_INVITATION)
const insert = statement(insertInvitation('FOR KEY SHARE OF o, r'))
const pendingOfAddress = statement(PENDING_OF_ADDRESS)
const existing = statement(EXISTING)
// In the order in which others take them: those who delete an organization or a user come to invitations last.
const keepOrganization = statement(`SELECT id FROM organizations
  WHERE id = (SELECT organization_id FROM invitations WHERE id = :id AND hash = :hash) FOR KEY SHARE`)
const keepUser = statement("SELECT id FROM users WHERE id = :user AND state <> 'deleted' FOR SHARE")
const accept = statement(ACCEPT_INVITATION)
const revoke = statement(REVOKE_INVITATION)
const sweep = forget({ table: 'invitations', key: 'id', time: 'expires_at' })

/** Opens the port. */
export function openInvitationStore({ pool, transact }: Engine): InvitationStore {
  return {
    create: ({ id, organizationId: organization, email, role, inviterId, hash, lifetimeMs }, context) =>
      transact(async ({ on, appendEvents }) => {
        await expire.run(on, { organization, email })
        const columns = { id, hash, organization, email, role, inviter: inviterId, lifetime: lifetimeMs }
        const row = await insert.get(on, columns)
        if (row === null) {
          const missing = missingOf(await existing.get(on, { organization, role, user: null }))
          if (missing !== null && missing !== 'user-unknown') return { outcome: missing }
          const isPending = (await pendingOfAddress.get(on, { organization, email })) !== null
          return { outcome: isPending ? 'already-invited' : 'already-member' }
        }
        const details = { organizationId: organization, invitationId: id, role }
        appendEvents([draftEvent(context, 'invitation.created', { details })])
        return { outcome: 'created', invitation: invitationFromRow(row) }
      }),

    find: async (id, hash) => {
      const row = await find.get(pool, { id, hash })
      return row === null ? null : invitationFromRow(row)
    },
    list: async (filter, page) => {
      const { sql, parameters } = listInvitations(filter, page)
      const rows = await statement(sql).all(pool, parameters)
      return pageOf(rows, page, { item: invitationFromRow, key: (row) => row['id'] as string })
    },

    accept: ({ id, hash, userId }, context) =>
      outcomeOf<InvitationAcceptance>(() =>
        transact(async (transaction) => {
          const { on, appendEvents } = transaction
          await keepOrganization.run(on, { id, hash })
          await keepUser.run(on, { user: userId })
          const row = await accept.get(on, { id, hash, user: userId })
          if (row === null) {
            const isPending = (await find.get(on, { id, hash })) !== null
            return { outcome: isPending ? 'other-address' : 'invalid' }
          }
          const accepted = acceptedMembership(row, userId)
          const { organizationId } = accepted
          const details = { organizationId, invitationId: id }
          appendEvents([draftEvent(context, 'invitation.accepted', { userId, details })])
          const membership = await join(transaction, accepted, context)
          if (membership === null) throw new Abandoned<InvitationAcceptance>({ outcome: 'already-member' })
          return { outcome: 'accepted', membership }
        }),
      ),

    revoke: ({ id, organizationId }, context) =>
      transact(async ({ on, appendEvents }) => {
        if ((await revoke.get(on, { id, organization: organizationId })) === null) return false
        const details = { organizationId, invitationId: id }
        appendEvents([draftEvent(context, 'invitation.revoked', { details })])
        return true
      }),

    sweep: ({ batch, retentionMs }) => sweep(pool, retentionMs, batch),
  }
}
