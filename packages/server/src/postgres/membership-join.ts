/** Makes a user a member, and tells of every change of a membership. */

import type { ActContext, EventDraft, Membership, NewMembership, UserId } from '@coatcheck/core'
import { memberEvent } from '../sql/membership-event.ts'
import { insertMembership, namesOf, TOKENS_OF_USER, tokensEndAt } from '../sql/membership-statements.ts'
import { columnsOfMetadata, membershipFromRow } from '../sql/organization-row.ts'
import { statement } from './statement.ts'
import type { Transaction } from './transaction.ts'

// Neither organization nor role can be deleted before the commit, nor the user.
const insert = statement(insertMembership('FOR KEY SHARE OF o, r FOR SHARE OF u'))
const tokens = statement(TOKENS_OF_USER)

/** Joins. `null` when the user is a member, or something that is named is not there. */
export async function join(
  transaction: Transaction,
  membership: NewMembership,
  context: ActContext,
): Promise<Membership | null> {
  const { role, metadata, userId } = membership
  const columns = { ...namesOf(membership), role, ...columnsOfMetadata(metadata) }
  const row = await insert.get(transaction.on, columns)
  if (row === null) return null
  await tellMember(transaction, userId, memberEvent(context, 'membership.created', membership, { role }))
  return membershipFromRow(row)
}

/** Tells of a change: the audit by an event, whoever has a token of the user by the log. */
export async function tellMember(
  { on, appendLog, appendEvents }: Transaction,
  userId: UserId,
  event: EventDraft,
): Promise<void> {
  appendLog('user', userId, tokensEndAt(await tokens.get(on, { user: userId })))
  appendEvents([event])
}
