/** Statements about invitations that both engines run. */

import type { InvitationFilter, PageRequest } from '@coatcheck/core'
import { pageParameters } from './organization-statements.ts'

/** Of an invitation: that it can still be accepted. */
const PENDING = "state = 'pending' AND :now < expires_at"

/** An invitation that nobody took makes room for another one of its address. */
export const EXPIRE_INVITATION: string = `UPDATE invitations SET state = 'expired'
  WHERE organization_id = :organization AND email = :email AND state = 'pending' AND expires_at <= :now`

/** Inserts an invitation if there are the two that it names, and nobody of its address is a member. */
export function insertInvitation(lock: string): string {
  return `INSERT INTO invitations
      (id, hash, organization_id, email, role, inviter_id, state, created_at, expires_at)
    SELECT :id, :hash, o.id, :email, r.key, :inviter, 'pending', clock.now, clock.now + :lifetime
    FROM organizations o, roles r, (SELECT :now AS now) AS clock
    WHERE o.id = :organization AND r.key = :role AND NOT EXISTS (SELECT 1
      FROM users u JOIN memberships m ON m.user_id = u.id WHERE u.email = :email AND m.organization_id = o.id)
    ${lock} ON CONFLICT (organization_id, email) WHERE state = 'pending' DO NOTHING RETURNING *, created_at AS now`
}

export const FIND_INVITATION: string = `SELECT *, :now AS now FROM invitations
  WHERE id = :id AND hash = :hash AND ${PENDING}`

export const PENDING_OF_ADDRESS: string = `SELECT 1 AS pending FROM invitations
  WHERE organization_id = :organization AND email = :email AND ${PENDING}`

export const ACCEPT_INVITATION: string = `UPDATE invitations SET state = 'accepted', user_id = :user
  WHERE id = :id AND hash = :hash AND ${PENDING}
    AND email = (SELECT email FROM users WHERE id = :user AND state <> 'deleted')
  RETURNING organization_id, role`

export const REVOKE_INVITATION: string = `UPDATE invitations SET state = 'revoked'
  WHERE id = :id AND organization_id = :organization AND ${PENDING} RETURNING id`

/** For the deletion of a user: what was sent to their address, or accepted by them. */
export const DROP_INVITATIONS = 'DELETE FROM invitations WHERE user_id = :user OR email = :email'

/** A list of invitations, as composed of what is asked for. */
export function listInvitations(
  { organizationId, email, state }: InvitationFilter,
  page: PageRequest,
): { readonly sql: string; readonly parameters: { readonly [name: string]: string | number } } {
  const conditions = ['id < :before']
  if (organizationId !== null) conditions.push('organization_id = :organization')
  if (email !== null) conditions.push('email = :email')
  if (state === 'pending') conditions.push(PENDING)
  else if (state === 'expired')
    conditions.push("(state = 'expired' OR state = 'pending' AND expires_at <= :now)")
  else if (state !== null) conditions.push('state = :state')
  return {
    sql: `SELECT *, :now AS now FROM invitations WHERE ${conditions.join(' AND ')} ORDER BY id DESC LIMIT :limit`,
    parameters: {
      ...pageParameters('inv', page),
      ...(organizationId !== null && { organization: organizationId }),
      ...(email !== null && { email }),
      ...((state === 'accepted' || state === 'revoked') && { state }),
    },
  }
}
