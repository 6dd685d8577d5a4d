/** The organization that a token tells: the one that was asked for, or the one that its session works in. */

import type { OrganizationId, Session, UserMembership } from '@coatcheck/core'
import type { Server } from '../server.ts'

/** What there is to tell. */
export type ToldMembership = {
  /** `null` where none was asked for, or the user does not belong there. */
  readonly membership: UserMembership | null
  /** As of which position of the log that is known. */
  readonly position: number
}

/**
 * Finds it.
 *
 * @param asked `undefined` for that of the session, `null` for none.
 * @param position As of which position the session was read.
 */
export async function toldMembership(
  server: Server,
  { userId, activeOrganizationId }: Pick<Session, 'userId' | 'activeOrganizationId'>,
  asked: OrganizationId | null | undefined,
  position: number,
): Promise<ToldMembership> {
  const organizationId = asked === undefined ? activeOrganizationId : asked
  if (organizationId === null) return { membership: null, position }
  const told = await server.store.memberships.findAsOf({ organizationId, userId }, position)
  return { membership: told.value, position: told.position }
}
