/** Organizations and who belongs to them. */

import type { OrganizationId, UserId } from '../id/id.ts'
import type { OrganizationClaim } from '../protocol/session-claims.ts'
import type { JsonObject, User } from '../user/user.ts'
import type { Role, RoleKey } from './role.ts'
import type { Slug } from './slug.ts'

/** Metadata of an organization or a membership, by who may read them. Administrators write both. */
export type OrganizationMetadata = {
  /** Members read them. */
  readonly public: JsonObject
  /** Administrators of the instance only. */
  readonly private: JsonObject
}

/** An organization. */
export type Organization = {
  readonly id: OrganizationId
  readonly name: string
  /** No other organization has it. */
  readonly slug: Slug
  readonly metadata: OrganizationMetadata
  /** Grows by one with each change. */
  readonly version: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** That a user belongs to an organization, and as what. */
export type Membership = {
  readonly organizationId: OrganizationId
  readonly userId: UserId
  readonly role: RoleKey
  readonly metadata: OrganizationMetadata
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** A membership as its organization sees it. */
export type Member = { readonly membership: Membership; readonly user: User }

/** A membership as its user sees it: all that a token says of it. */
export type UserMembership = {
  readonly membership: Membership
  readonly organization: Organization
  readonly role: Role
}

/** What a token says of the organization that a session works in. */
export function organizationClaim({ organization, role }: UserMembership): OrganizationClaim {
  return { id: organization.id, slug: organization.slug, role: role.key, permissions: role.permissions }
}
