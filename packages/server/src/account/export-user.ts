/** Everything that is kept about one user, in a form that can be taken along. */

import {
  type ActContext,
  draftEvent,
  type Invitation,
  readAllPages,
  type SecurityEvent,
  type User,
  type UserMembership,
} from '@coatcheck/core'
import { apiKeyJson } from '../api-key/api-key-schema.ts'
import { factorJson } from '../factor/factor-json.ts'
import { invitationJson, ownMembershipJson } from '../organization/organization-schema.ts'
import type { Server } from '../server.ts'
import { sessionJson, timeJson, userJson } from '../session/wire.ts'

/** Collects it, and tells that it was taken. */
export async function exportUser(
  server: Server,
  user: User,
  context: ActContext,
): Promise<Record<string, unknown>> {
  const { store } = server
  const sessions = await readAllPages((page) => store.sessions.list({ userId: user.id, status: null }, page))
  const events = await readAllPages((page) =>
    store.events.list({ userId: user.id, sessionId: null, type: null }, page),
  )
  const factors = await store.factors.list(user.id)
  const keysOf = { subject: user.id, query: null, prefix: null, isOverToo: true }
  const apiKeys = await readAllPages((page) => store.apiKeys.list(keysOf, page))
  const memberships = await readAllPages((page) => store.memberships.listOfUser(user.id, page))
  const invitations = await invitationsOf(server, user)
  const identities = await store.users.identities(user.id)
  await store.events.append([draftEvent(context, 'user.exported', { userId: user.id })])
  return {
    exportedAt: timeJson(await store.nowMs()),
    user: userJson(user),
    identities,
    factors: factors.map(factorJson),
    apiKeys: apiKeys.map(apiKeyJson),
    memberships: memberships.map(membershipJson),
    invitations: invitations.map(invitationJson),
    sessions: sessions.map(sessionJson),
    events: events.map(eventJson),
  }
}

/** Those of the user's address, once it is verified: who only claims an address learns nothing of its owner. */
async function invitationsOf(
  { store }: Server,
  { email, emailVerifiedAtMs }: User,
): Promise<readonly Invitation[]> {
  if (email === null || emailVerifiedAtMs === null) return []
  const filter = { organizationId: null, email, state: null }
  return await readAllPages((page) => store.invitations.list(filter, page))
}

function membershipJson(own: UserMembership): Record<string, unknown> {
  return { ...ownMembershipJson(own), publicMetadata: own.membership.metadata.public }
}

/** An event for an answer. */
export function eventJson(event: SecurityEvent): Record<string, unknown> {
  const { atMs, device, ...rest } = event
  return { ...rest, at: timeJson(atMs), address: device.address, userAgent: device.userAgent }
}
