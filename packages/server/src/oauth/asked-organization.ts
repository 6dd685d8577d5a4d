/** The organization that a grant is for: the one that the request names, or the person's choice. */

import {
  type OAuthConsent,
  type OrganizationId,
  readAllPages,
  type Session,
  type UserMembership,
} from '@coatcheck/core'
import type { Server } from '../server.ts'
import type { AuthorizationRequest } from './authorization-request.ts'

/** What there is to choose, and what is chosen unless the person says otherwise. */
export type AskedOrganization = {
  readonly organizationId: OrganizationId | null
  /** Empty where nothing is left to choose. */
  readonly choices: readonly UserMembership[]
}

/** Finds it. @returns `null` when the request names one that the person does not belong to. */
export async function askedOrganization(
  { store }: Server,
  { organizationId, scopes }: Pick<AuthorizationRequest, 'organizationId' | 'scopes'>,
  { userId, activeOrganizationId }: Pick<Session, 'userId' | 'activeOrganizationId'>,
  before: OAuthConsent | null,
): Promise<AskedOrganization | null> {
  if (organizationId !== null) {
    const membership = await store.memberships.find({ organizationId, userId })
    return membership === null ? null : { organizationId, choices: [] }
  }
  if (!scopes.includes('organization')) return { organizationId: null, choices: [] }
  const choices = await readAllPages((page) => store.memberships.listOfUser(userId, page))
  const chosen =
    before?.scopes.includes('organization') === true ? before.organizationId : activeOrganizationId
  const isMember = choices.some(({ organization }) => organization.id === chosen)
  return { organizationId: isMember ? chosen : null, choices }
}
