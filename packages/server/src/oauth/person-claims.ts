/** What scopes let an application know of a person (OpenID Connect Core section 5.4), in id_tokens and at userinfo. */

import { type JsonObject, organizationClaim, type SessionReading, type User } from '@coatcheck/core'
import { toldMembership } from '../organization/told-membership.ts'
import type { Server } from '../server.ts'

/** The claims. What a person has not said is left out. */
export async function personClaims(
  server: Server,
  { session, position }: Pick<SessionReading, 'session' | 'position'>,
  scopes: readonly string[],
): Promise<JsonObject> {
  const has = (scope: string): boolean => scopes.includes(scope)
  const user = has('profile') || has('email') ? await server.store.users.find(session.userId) : null
  const organizationId = has('organization') ? (session.oauth?.organizationId ?? null) : null
  const { membership } =
    organizationId === null
      ? { membership: null }
      : await toldMembership(server, session, organizationId, position)
  return {
    ...(user !== null && has('profile') ? profileClaims(user) : {}),
    ...(user !== null && has('email') && user.email !== null
      ? { email: user.email, email_verified: user.emailVerifiedAtMs !== null }
      : {}),
    ...(membership === null ? {} : { org: { ...organizationClaim(membership) } }),
  }
}

function profileClaims({ firstName, lastName, username, imageUrl, locale, updatedAtMs }: User): JsonObject {
  const name = [firstName, lastName].filter((part) => part !== null).join(' ')
  return {
    ...(name !== '' && { name }),
    ...(firstName !== null && { given_name: firstName }),
    ...(lastName !== null && { family_name: lastName }),
    ...(username !== null && { preferred_username: username }),
    ...(imageUrl !== null && { picture: imageUrl }),
    ...(locale !== null && { locale }),
    updated_at: Math.floor(updatedAtMs / 1000),
  }
}
