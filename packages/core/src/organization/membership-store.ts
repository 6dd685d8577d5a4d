/** The port for memberships. */

import type { AsOf } from '../log/log.ts'
import type { ActContext } from '../event/event.ts'
import type { OrganizationId, UserId } from '../id/id.ts'
import type { Page, PageRequest } from '../pagination.ts'
import type { Member, Membership, OrganizationMetadata, UserMembership } from './organization.ts'
import type { RoleKey } from './role.ts'

/** Names a membership. */
export type MembershipKey = Pick<Membership, 'organizationId' | 'userId'>

/** A membership to create. */
export type NewMembership = Omit<Membership, 'createdAtMs' | 'updatedAtMs'>

/** What became of a new membership. */
export type MembershipCreation =
  | { readonly outcome: 'created'; readonly membership: Membership }
  | { readonly outcome: 'already-member' | 'organization-unknown' | 'user-unknown' | 'role-unknown' }

/** What became of another role. */
export type RoleChange =
  | { readonly outcome: 'changed'; readonly membership: Membership }
  | { readonly outcome: 'not-found' | 'role-unknown' | 'last-admin' }

/** Memberships. Each change appends an entry of its user to the log, for tokens tell the role. */
export type MembershipStore = {
  readonly create: (membership: NewMembership, context: ActContext) => Promise<MembershipCreation>

  /** The membership with all that a token says of it. */
  readonly find: (key: MembershipKey) => Promise<UserMembership | null>
  /** The same for a token. @param position Of the log when its session was read. */
  readonly findAsOf: (key: MembershipKey, position: number) => Promise<AsOf<UserMembership | null>>
  /** Members that are not deleted, those whose user is the newest first. */
  readonly listMembers: (
    filter: { readonly organizationId: OrganizationId; readonly role: RoleKey | null },
    page: PageRequest,
  ) => Promise<Page<Member>>
  /** The organizations of a user, newest first. */
  readonly listOfUser: (userId: UserId, page: PageRequest) => Promise<Page<UserMembership>>

  /** Gives a member another role; of an organization's last administrator there stays one. */
  readonly setRole: (key: MembershipKey, role: RoleKey, context: ActContext) => Promise<RoleChange>

  /** Replaces metadata member by member. @returns The membership; `null` when there is none. */
  readonly setMetadata: (
    key: MembershipKey,
    metadata: Partial<OrganizationMetadata>,
    context: ActContext,
  ) => Promise<Membership | null>

  /** Removes a member, unless nobody else administers the organization. */
  readonly delete: (
    key: MembershipKey,
    context: ActContext,
  ) => Promise<'deleted' | 'not-found' | 'last-admin'>
}
