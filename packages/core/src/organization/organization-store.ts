/** The port for organizations. */

import type { ActContext } from '../event/event.ts'
import type { OrganizationId, UserId } from '../id/id.ts'
import type { Page, PageRequest } from '../pagination.ts'
import type { Organization, OrganizationMetadata } from './organization.ts'
import type { Slug } from './slug.ts'

/** An organization to create. */
export type NewOrganization = Pick<Organization, 'id' | 'name' | 'slug' | 'metadata'>

/** What may be changed of an organization; a member that is absent stays. */
export type OrganizationPatch = Partial<
  Pick<Organization, 'name' | 'slug'> & { readonly metadata: Partial<OrganizationMetadata> }
>

/** What became of a new organization. */
export type OrganizationCreation =
  | { readonly outcome: 'created'; readonly organization: Organization }
  | { readonly outcome: 'slug-taken' }
  /** There is no such user to administer it. */
  | { readonly outcome: 'user-unknown' }

/** What became of a change. */
export type OrganizationUpdate =
  | { readonly outcome: 'updated'; readonly organization: Organization }
  | { readonly outcome: 'slug-taken' }
  | { readonly outcome: 'not-found' }
  /** It has another version than expected by now. */
  | { readonly outcome: 'version-changed' }

/** Which organizations are listed. */
export type OrganizationFilter = {
  /** Part of a name or slug. */
  readonly query: string | null
}

/** Organizations. */
export type OrganizationStore = {
  /** Creates an organization, and makes its creator the first to administer it. */
  readonly create: (
    organization: NewOrganization,
    creatorId: UserId,
    context: ActContext,
  ) => Promise<OrganizationCreation>

  readonly find: (id: OrganizationId) => Promise<Organization | null>
  readonly findBySlug: (slug: Slug) => Promise<Organization | null>
  /** Newest first. */
  readonly list: (filter: OrganizationFilter, page: PageRequest) => Promise<Page<Organization>>

  /**
   * Writes what the patch holds; metadata are replaced member by member (`public`, `private`).
   *
   * @param expectVersion The version that it must still have; `null` for any.
   */
  readonly update: (
    id: OrganizationId,
    patch: OrganizationPatch,
    expectVersion: number | null,
    context: ActContext,
  ) => Promise<OrganizationUpdate>

  /** Deletes an organization with its memberships and invitations. */
  readonly delete: (id: OrganizationId, context: ActContext) => Promise<boolean>
}
