/** The user behind an upstream's person: the one linked to (issuer, subject), or a new one. Never one by e-mail. */

import { type ActContext, newId, type NewUser, type User } from '@coatcheck/core'
import type { ErrorCode } from '@coatcheck/core/protocol'
import type { Server } from '../server.ts'
import { refuseSignUp } from '../sign-in/sign-up-rules.ts'
import type { VerifiedUpstreamToken } from './verify-upstream-token.ts'

/** Finds or makes the user; a code when the sign-up rules refuse a new one. */
export async function upstreamUser(
  server: Server,
  token: VerifiedUpstreamToken,
  context: ActContext,
): Promise<User | { readonly refused: ErrorCode }> {
  const { users } = server.store
  const identity = { issuer: token.upstream.issuer, subject: token.subject }
  const known = await users.findByIdentity(identity)
  if (known !== null) return known
  const refused = refuseSignUp(server.settings, token.email)
  if (refused !== null) return { refused }

  const user: NewUser = {
    id: newId('user', server.clock.nowMs(), server.random),
    email: token.email,
    emailVerified: token.email !== null,
    passwordHash: null,
    firstName: token.firstName,
    lastName: token.lastName,
    username: null,
    imageUrl: null,
    locale: null,
    externalId: null,
    metadata: { public: {}, private: {}, unsafe: {} },
  }
  const written = await users.create(user, identity, context)
  if (written.outcome === 'written') return written.user
  if (written.field === 'identity') return await existing(server, identity)
  // The address belongs to another account. Whose person that is, this upstream has no say in.
  const unaddressed = await users.create({ ...user, email: null, emailVerified: false }, identity, context)
  return unaddressed.outcome === 'written' ? unaddressed.user : await existing(server, identity)
}

/** The user that a simultaneous exchange of the same person has made. */
async function existing(
  server: Server,
  identity: Parameters<Server['store']['users']['findByIdentity']>[0],
): Promise<User> {
  const user = await server.store.users.findByIdentity(identity)
  if (user === null) throw new Error('an identity is taken, but by nobody')
  return user
}
