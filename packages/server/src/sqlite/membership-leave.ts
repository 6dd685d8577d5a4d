/** Takes a deleted user out of every organization, also where nobody else administers it. */

import type { ActContext, OrganizationId, UserId } from '@coatcheck/core'
import { DROP_INVITATIONS } from '../sql/invitation-statements.ts'
import { memberEvent } from '../sql/membership-event.ts'
import { DROP_MEMBERSHIPS } from '../sql/membership-statements.ts'
import type { Engine } from './engine.ts'

/** Leaves; only inside a write that tells the log of the user. */
export type Leave = (
  who: { readonly userId: UserId; readonly email: string | null },
  context: ActContext,
) => void

/** Prepares it. */
export function prepareLeave({ database, appendEvents }: Engine): Leave {
  const dropMemberships = database.prepare(DROP_MEMBERSHIPS)
  const dropInvitations = database.prepare(DROP_INVITATIONS)
  return ({ userId, email }, context) => {
    for (const row of dropMemberships.all({ user: userId })) {
      const organizationId = row['organization_id'] as OrganizationId
      const details = { role: row['role'] as string }
      appendEvents([memberEvent(context, 'membership.deleted', { organizationId, userId }, details)])
    }
    dropInvitations.run({ user: userId, email })
  }
}
