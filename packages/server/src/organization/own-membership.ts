/** Who somebody is in an organization, and whether that lets them do what they ask. */

import type { OrganizationId, SessionReading, SystemPermission, UserMembership } from '@coatcheck/core'
import { problem } from '../http/problem.ts'
import type { Server } from '../server.ts'

/** The membership of a session's user; an answer when there is none, or it does not permit that. */
export async function ownMembership(
  server: Server,
  { session }: SessionReading,
  organizationId: OrganizationId,
  permission: SystemPermission | null,
): Promise<UserMembership | Response> {
  const found = await server.store.memberships.find({ organizationId, userId: session.userId })
  // Who does not belong learns nothing of the organization, not even that there is one.
  if (found === null) return problem('not_found')
  const isPermitted = permission === null || permits(found, permission)
  return isPermitted ? found : problem('permission_missing', { detail: `This needs ${permission}.` })
}

function permits({ role }: UserMembership, permission: SystemPermission): boolean {
  return role.permissions.some((one: string) => one === permission)
}
