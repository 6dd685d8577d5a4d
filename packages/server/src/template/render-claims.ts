/** What a template makes of somebody's rows, which are read only as far as it asks for them. */

import {
  membershipTemplateData,
  organizationTemplateData,
  type UserMembership,
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
  /** The organization that the token tells. */
  readonly membership: UserMembership | null
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
  const read = await readTemplateData(server, live.roots, subject, position)
  return { custom: renderTemplate(live.template, read.data), position: read.position }
}

/** Reads what a template asks for. @returns It, and as of which position all of it is known. */
export async function readTemplateData(
  server: Server,
  roots: LiveTemplate['roots'],
  { userId, session, membership, factors }: ClaimsSubject,
  position: number,
): Promise<{ readonly data: TemplateData; readonly position: number }> {
  const user = roots.has('user')
    ? await server.store.users.findAsOf(userId, position)
    : { value: null, position }
  const data = {
    user: user.value === null ? null : dataOfUser(user.value),
    session:
      session !== null && roots.has('session')
        ? sessionTemplateData(session, factors ?? session.factors)
        : null,
    org: membership === null ? null : organizationTemplateData(membership),
    membership: membership === null ? null : membershipTemplateData(membership),
    client: session === null ? null : { id: session.clientId },
  }
  return { data, position: user.position }
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
