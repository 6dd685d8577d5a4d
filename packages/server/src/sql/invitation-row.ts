/** From a row of the table `invitations` to the invitation. */

import {
  type EmailAddress,
  type Invitation,
  type InvitationId,
  invitationState,
  type InvitationState,
  type NewMembership,
  type OrganizationId,
  type RoleKey,
  type UserId,
} from '@coatcheck/core'
import type { Row } from './session-row.ts'

/** An invitation from its row, which says what time it is. */
export function invitationFromRow(row: Row): Invitation {
  const expiresAtMs = row['expires_at'] as number
  return {
    id: row['id'] as InvitationId,
    organizationId: row['organization_id'] as OrganizationId,
    email: row['email'] as EmailAddress,
    role: row['role'] as RoleKey,
    inviterId: row['inviter_id'] as UserId | null,
    state: invitationState(row['state'] as InvitationState, expiresAtMs, row['now'] as number),
    userId: row['user_id'] as UserId | null,
    createdAtMs: row['created_at'] as number,
    expiresAtMs,
  }
}

/** The membership that an accepted invitation stands for. */
export function acceptedMembership(row: Row, userId: UserId): NewMembership {
  return {
    organizationId: row['organization_id'] as OrganizationId,
    userId,
    role: row['role'] as RoleKey,
    metadata: { public: {}, private: {} },
  }
}
