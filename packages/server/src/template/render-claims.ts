/** What a template makes of somebody's rows, which are read only as far as it asks for them. */

import {
  type FactorTimes,
  type JsonObject,
  renderTemplate,
  type Session,
  sessionTemplateData,
  type TemplateData,
  type User,
  type UserId,
  userTemplateData,
} from '@coatcheck/core'
import type { Server } from '../server.ts'
import type { LiveTemplate } from './live-templates.ts'

/** Whose claims they are. */
export type ClaimsSubject = {
  readonly userId: UserId
  /** Without one, what is asked of a session and its client is null. */
  readonly session: Session | null
  /** What its token reports; those of the session unless they are given. */
  readonly factors?: FactorTimes
}

/** Rendered claims. */
export type RenderedClaims = {
  readonly custom: JsonObject
  /** As of which position of the log they were read. */
  readonly position: number
}

const NONE: JsonObject = {}

/** Renders a template, or nothing. @param position As of which position the session was read. */
export async function renderClaims(
  server: Server,
  live: LiveTemplate | null,
  subject: ClaimsSubject,
  position: number,
): Promise<RenderedClaims> {
  if (live === null) return { custom: NONE, position }
  // Before the user is read: what is kept in memory is as new as the log is known here, and that may be behind.
  const known = live.roots.has('user') ? Math.min(position, server.feed.position()) : position
  const data = await readTemplateData(server, live.roots, subject)
  return { custom: renderTemplate(live.template, data), position: known }
}

/** Reads what a template asks for. */
export async function readTemplateData(
  server: Server,
  roots: LiveTemplate['roots'],
  { userId, session, factors }: ClaimsSubject,
): Promise<TemplateData> {
  const user = roots.has('user') ? await server.store.users.find(userId) : null
  return {
    user: user === null ? null : dataOfUser(user),
    session:
      session !== null && roots.has('session')
        ? sessionTemplateData(session, factors ?? session.factors)
        : null,
    client: session === null ? null : { id: session.clientId },
  }
}

/** What templates read of the users that are in memory: to spell it out costs more than to render a token's claims. */
const USER_DATA = new WeakMap<User, JsonObject>()

function dataOfUser(user: User): JsonObject {
  const known = USER_DATA.get(user)
  if (known !== undefined) return known
  const data = userTemplateData(user)
  USER_DATA.set(user, data)
  return data
}
