/** The user behind an upstream's person: the one linked to (issuer, subject), or a new one. Never one by e-mail. */

import {
  type ActContext,
  type EmailAddress,
  newId,
  type NewUser,
  type UpstreamIdentity,
  type User,
} from '@coatcheck/core'
import type { ErrorCode } from '@coatcheck/core/protocol'
import type { SessionConsent } from '../hook/ask-session.ts'
import { askSignUp } from '../hook/ask-sign-up.ts'
import type { Server } from '../server.ts'
import { refuseSignUp } from '../sign-in/sign-up-rules.ts'
import type { VerifiedUpstreamToken } from './verify-upstream-token.ts'

/** A user, and what hooks said of the session that is opened for them. */
export type UpstreamUser = { readonly user: User; readonly consent: SessionConsent }

/**
 * Finds or makes the user. Hooks are asked before one is made.
 *
 * @param consent Asks whether a session may be opened.
 * @returns A code when the sign-up rules refuse a new user; an answer when a hook refuses.
 */
export async function upstreamUser(
  server: Server,
  token: VerifiedUpstreamToken,
  context: ActContext,
  consent: (user: User | NewUser) => Promise<SessionConsent | Response>,
): Promise<UpstreamUser | { readonly refused: ErrorCode } | Response> {
  const { users } = server.store
  const identity = { issuer: token.upstream.issuer, subject: token.subject }
  const known = await users.findByIdentity(identity)
  if (known !== null) return await withConsent(known, consent)
  const refused = refuseSignUp(server.settings, token.email)
  if (refused !== null) return { refused }

  // An address of another account is left out. Whose person that is, this upstream has no say in; and what hooks say of
  // somebody with that address does not count for somebody without it.
  for (const email of token.email === null ? [null] : [token.email, null]) {
    const attempt = { draft: draftOf(server, token, email), upstream: identity, context }
    const draft = await askSignUp(server, attempt)
    if (draft instanceof Response) return draft
    const consented = await consent(draft)
    if (consented instanceof Response) return consented
    const written = await users.create(draft, identity, context)
    if (written.outcome === 'written') return { user: written.user, consent: consented }
    if (written.field === 'identity') break
  }
  return await withConsent(await existing(server, identity), consent)
}

async function withConsent(
  user: User,
  consent: (user: User) => Promise<SessionConsent | Response>,
): Promise<UpstreamUser | Response> {
  const consented = await consent(user)
  return consented instanceof Response ? consented : { user, consent: consented }
}

function draftOf(server: Server, token: VerifiedUpstreamToken, email: EmailAddress | null): NewUser {
  return {
    id: newId('user', server.clock.nowMs(), server.random),
    email,
    emailVerified: email !== null,
    passwordHash: null,
    firstName: token.firstName,
    lastName: token.lastName,
    username: null,
    imageUrl: null,
    locale: null,
    externalId: null,
    metadata: { public: {}, private: {}, unsafe: {} },
  }
}

/** The user that a simultaneous exchange of the same person has made. */
async function existing(server: Server, identity: UpstreamIdentity): Promise<User> {
  const user = await server.store.users.findByIdentity(identity)
  if (user === null) throw new Error('an identity is taken, but by nobody')
  return user
}
