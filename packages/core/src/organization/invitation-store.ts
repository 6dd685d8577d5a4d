/** The port for invitations. */

import type { ActContext } from '../event/event.ts'
import type { InvitationId, OrganizationId, UserId } from '../id/id.ts'
import type { Page, PageRequest } from '../pagination.ts'
import type { EmailAddress } from '../user/email.ts'
import type { Invitation, InvitationState } from './invitation.ts'
import type { Membership } from './organization.ts'

/** An invitation to create. */
export type NewInvitation = Pick<Invitation, 'id' | 'organizationId' | 'email' | 'role' | 'inviterId'> & {
  /** SHA-256 of the link's secret. */
  readonly hash: Uint8Array
  readonly lifetimeMs: number
}

/** What became of a new invitation. */
export type InvitationCreation =
  | { readonly outcome: 'created'; readonly invitation: Invitation }
  /** An invitation of this address is pending: it can be revoked, and another one created. */
  | { readonly outcome: 'already-invited' }
  /** Whoever has this address is a member. */
  | { readonly outcome: 'already-member' }
  | { readonly outcome: 'organization-unknown' | 'role-unknown' }

/** What became of an acceptance. */
export type InvitationAcceptance =
  | { readonly outcome: 'accepted'; readonly membership: Membership }
  /** Unknown, accepted, revoked, expired, or the hash differs. */
  | { readonly outcome: 'invalid' }
  /** The user has another address than the one that was invited. */
  | { readonly outcome: 'other-address' }
  /** The invitation stays pending. */
  | { readonly outcome: 'already-member' }

/** Which invitations are listed. */
export type InvitationFilter = {
  readonly organizationId: OrganizationId | null
  readonly email: EmailAddress | null
  readonly state: InvitationState | null
}

/** Invitations. */
export type InvitationStore = {
  readonly create: (invitation: NewInvitation, context: ActContext) => Promise<InvitationCreation>
  /** Newest first. */
  readonly list: (filter: InvitationFilter, page: PageRequest) => Promise<Page<Invitation>>

  /** Reads a pending invitation by its link, and leaves it there; `null` as for `accept`. */
  readonly find: (id: InvitationId, hash: Uint8Array) => Promise<Invitation | null>

  /** Makes a user a member: of any number of simultaneous acceptances one does. */
  readonly accept: (
    acceptance: { readonly id: InvitationId; readonly hash: Uint8Array; readonly userId: UserId },
    context: ActContext,
  ) => Promise<InvitationAcceptance>

  /** Revokes a pending invitation to that organization. @returns Whether there was one. */
  readonly revoke: (
    key: { readonly id: InvitationId; readonly organizationId: OrganizationId },
    context: ActContext,
  ) => Promise<boolean>

  /** Forgets invitations whose time was over before the retention. @returns How many; `batch` when more may wait. */
  readonly sweep: (limits: { readonly batch: number; readonly retentionMs: number }) => Promise<number>
}
