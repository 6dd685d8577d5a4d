/** `customClaims`: the claims that a hook adds to session tokens, and as of when they are told. */

import {
  organizationClaim,
  type JsonObject,
  type NewUser,
  type OrganizationId,
  type Session,
  type SessionReading,
  type User,
  type UserMembership,
} from '@coatcheck/core'
import { toldMembership } from '../organization/told-membership.ts'
import type { Server } from '../server.ts'
import type { RenderedClaims } from '../template/render-claims.ts'
import { HookFailedError } from './hook-failed.ts'
import { hookUser } from './hook-user.ts'
import type { AskForClaims, AnsweredClaims } from './share-answers.ts'

/** Claims that a hook gave for a token of one organization, or of none. */
export type HookedClaims = AnsweredClaims & { readonly organizationId: OrganizationId | null }

/** What a token is to be minted from. */
export type TokenOutline = {
  readonly reading: SessionReading
  readonly authorizedParty: string
  /** As in a request to mint: left out for the organization that the session works in. */
  readonly organizationId?: OrganizationId | null | undefined
}

/**
 * Asks for the claims of a token that is minted after a change: a hook that fails then stops the change.
 *
 * @returns `undefined` where there is no such hook.
 * @throws {HookFailedError}
 */
export async function claimsAhead(
  server: Server,
  { reading, authorizedParty, organizationId }: TokenOutline,
): Promise<HookedClaims | undefined> {
  const ask = server.hooks.customClaims
  if (ask === null) return undefined
  const { session } = reading
  const told = await toldMembership(server, session, organizationId, reading.position)
  return await askAbout(server, ask, { session, authorizedParty, ...told })
}

/** The same for the first token of a session that is about to be opened. @throws {HookFailedError} */
export async function claimsOfFirstToken(
  server: Server,
  {
    user,
    ...session
  }: Pick<Session, 'transport' | 'actor' | 'authorizedParty'> & {
    readonly user: User | NewUser
  },
): Promise<HookedClaims | undefined> {
  const ask = server.hooks.customClaims
  if (ask === null) return undefined
  const { transport, actor, authorizedParty } = session
  const head = await server.store.log.head()
  const known = 'createdAtMs' in user ? await readUser(server, user.id, head) : { user, position: head }
  const question = {
    user: hookUser(known.user),
    organization: null,
    session: { id: null, transport, actor },
    authorizedParty,
  }
  return { ...(await ask(question, known.position)), organizationId: null }
}

/**
 * Adds the claims of the hook to those of the template.
 *
 * @param ahead What was asked before; it counts for the organization that it was asked for.
 * @throws {HookFailedError}
 */
export async function withHookedClaims(
  server: Server,
  ask: AskForClaims,
  token: {
    readonly session: Session
    readonly membership: UserMembership | null
    readonly authorizedParty: string
    readonly rendered: RenderedClaims
    readonly ahead: HookedClaims | undefined
  },
): Promise<RenderedClaims> {
  const { rendered, membership, ahead } = token
  const isOfIt = ahead !== undefined && ahead.organizationId === organizationIdOf(membership)
  const hooked = isOfIt ? ahead : await askAbout(server, ask, { ...token, position: rendered.position })
  const custom: JsonObject = { ...rendered.custom, ...hooked.claims }
  return { custom, position: Math.min(rendered.position, hooked.position) }
}

async function askAbout(
  server: Server,
  ask: AskForClaims,
  about: {
    readonly session: Pick<Session, 'id' | 'userId' | 'transport' | 'actor'>
    readonly membership: UserMembership | null
    readonly authorizedParty: string
    readonly position: number
  },
): Promise<HookedClaims> {
  const { membership, authorizedParty } = about
  const { id, userId, transport, actor } = about.session
  const { user, position } = await readUser(server, userId, about.position)
  const question = {
    user: hookUser(user),
    organization: membership === null ? null : organizationClaim(membership),
    session: { id, transport, actor },
    authorizedParty,
  }
  return { ...(await ask(question, position)), organizationId: organizationIdOf(membership) }
}

async function readUser(
  server: Server,
  id: User['id'],
  position: number,
): Promise<{ readonly user: User; readonly position: number }> {
  const read = await server.store.users.findAsOf(id, position)
  if (read.value === null) throw new HookFailedError('customClaims', 'there is no such user any more')
  return { user: read.value, position: read.position }
}

function organizationIdOf(membership: UserMembership | null): OrganizationId | null {
  return membership?.organization.id ?? null
}
