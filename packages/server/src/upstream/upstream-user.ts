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
import type { UpstreamPerson } from './verify-upstream-token.ts'

/** A user, and what hooks said of the session that is opened for them. */
export type UpstreamUser = { readonly user: User; readonly consent: SessionConsent }

/** What becomes of a new user whose address is another account's: they get none, or no account. */
export type TakenEmail = 'left-out' | 'refused'

/**
 * Finds or makes the user. Hooks are asked before one is made.
 *
 * @param consent Asks whether a session may be opened.
 * @returns A code when the sign-up rules refuse a new user; an answer when a hook refuses.
 */
export async function upstreamUser(
  server: Server,
  asked: { readonly person: UpstreamPerson; readonly takenEmail: TakenEmail; readonly context: ActContext },
  consent: (user: User | NewUser) => Promise<SessionConsent | Response>,
): Promise<UpstreamUser | { readonly refused: ErrorCode } | Response> {
  const { users } = server.store
  const { person, takenEmail, context } = asked
  const identity = { issuer: person.upstream.issuer, subject: person.subject }
  const known = await users.findByIdentity(identity)
  if (known !== null) return await withConsent(known, consent)
  const refused = person.upstream.signUp ? refuseSignUp(server.settings, person.email) : 'sign_up_closed'
  if (refused !== null) return { refused }
  const isRefused = takenEmail === 'refused'
  if (isRefused && person.email !== null && (await users.findByEmail(person.email)) !== null)
    return await refusedOrMade(server, identity, consent)

  // An address of another account is left out. Whose person that is, this upstream has no say in; and what hooks say of
  // somebody with that address does not count for somebody without it.
  for (const email of person.email === null ? [null] : [person.email, null]) {
    const attempt = { draft: draftOf(server, person, email), upstream: identity, context }
    const draft = await askSignUp(server, attempt)
    if (draft instanceof Response) return draft
    const consented = await consent(draft)
    if (consented instanceof Response) return consented
    const written = await users.create(draft, identity, context)
    if (written.outcome === 'written') return { user: written.user, consent: consented }
    if (written.field === 'identity') break
    if (isRefused) return await refusedOrMade(server, identity, consent)
  }
  return await withConsent(await existing(server, identity), consent)
}

/** The address is taken: by somebody else, or by this very person in another tab a moment ago. */
async function refusedOrMade(
  server: Server,
  identity: UpstreamIdentity,
  consent: (user: User) => Promise<SessionConsent | Response>,
): Promise<UpstreamUser | { readonly refused: ErrorCode } | Response> {
  const made = await server.store.users.findByIdentity(identity)
  return made === null ? { refused: 'email_taken' } : await withConsent(made, consent)
}

async function withConsent(
  user: User,
  consent: (user: User) => Promise<SessionConsent | Response>,
): Promise<UpstreamUser | Response> {
  const consented = await consent(user)
  return consented instanceof Response ? consented : { user, consent: consented }
}

function draftOf(server: Server, person: UpstreamPerson, email: EmailAddress | null): NewUser {
  return {
    id: newId('user', server.clock.nowMs(), server.random),
    email,
    emailVerified: email !== null,
    passwordHash: null,
    firstName: person.firstName,
    lastName: person.lastName,
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
