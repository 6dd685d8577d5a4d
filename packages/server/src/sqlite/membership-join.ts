/** Makes a user a member: by an administrator, by an invitation, or as the creator of an organization. */

import type { ActContext, Membership, NewMembership } from '@coatcheck/core'
import { memberEvent } from '../sql/membership-event.ts'
import { insertMembership, namesOf } from '../sql/membership-statements.ts'
import { columnsOfMetadata, membershipFromRow } from '../sql/organization-row.ts'
import type { Engine } from './engine.ts'
import { prepareTellMember } from './membership-tell.ts'

/** Joins; only inside a write. `null` when the user is a member, or something that is named is not there. */
export type Join = (membership: NewMembership, context: ActContext) => Membership | null

/** Prepares it. */
export function prepareJoin(engine: Engine): Join {
  const insert = engine.database.prepare(insertMembership(''))
  const tell = prepareTellMember(engine)
  return (membership, context) => {
    const { role, metadata } = membership
    const columns = columnsOfMetadata(metadata)
    const row = insert.get({ ...namesOf(membership), role, ...columns, now: engine.nowMs() })
    if (row === undefined) return null
    tell(membership.userId, memberEvent(context, 'membership.created', membership, { role }))
    return membershipFromRow(row)
  }
}
