/** Takes a deleted user out of every organization, also where nobody else administers it. */

import type { ActContext, OrganizationId, UserId } from '@coatcheck/core'
import { DROP_INVITATIONS } from '../sql/invitation-statements.ts'
import { memberEvent } from '../sql/membership-event.ts'
import { DROP_MEMBERSHIPS } from '../sql/membership-statements.ts'
import { statement } from './statement.ts'
import type { Transaction } from './transaction.ts'

const dropMemberships = statement(DROP_MEMBERSHIPS)
const dropInvitations = statement(DROP_INVITATIONS)

/** Leaves; the caller tells the log of the user. */
export async function leaveAll(
  { on, appendEvents }: Transaction,
  { userId, email }: { readonly userId: UserId; readonly email: string | null },
  context: ActContext,
): Promise<void> {
  for (const row of await dropMemberships.all(on, { user: userId })) {
    const organizationId = row['organization_id'] as OrganizationId
    const details = { role: row['role'] as string }
    appendEvents([memberEvent(context, 'membership.deleted', { organizationId, userId }, details)])
  }
  await dropInvitations.run(on, { user: userId, email })
}
