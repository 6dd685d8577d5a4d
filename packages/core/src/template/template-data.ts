/** What shortcodes read of the rows: the fields of the table, by the names it gives them. */

import { idToUuid } from '../id/id.ts'
import type { UserMembership } from '../organization/organization.ts'
import type { FactorTimes, Session } from '../session/session.ts'
import type { JsonObject, User } from '../user/user.ts'
import type { TemplateRootName } from './template-fields.ts'

/** What the fields of `TEMPLATE_ROOTS` hold. A root or a field that is not there is null to every shortcode. */
export type TemplateData = { readonly [Root in TemplateRootName]?: JsonObject | null }

/** The fields of `user`. */
export function userTemplateData(user: User): JsonObject {
  const { firstName, lastName } = user
  return {
    id: user.id,
    /** Spelled when it is read, as few templates ask for it and it costs more than all the rest. */
    get uuid() {
      return idToUuid(user.id)
    },
    email: user.email,
    email_verified: user.email !== null && user.emailVerifiedAtMs !== null,
    first_name: firstName,
    last_name: lastName,
    full_name: firstName !== null && lastName !== null ? `${firstName} ${lastName}` : (firstName ?? lastName),
    username: user.username,
    image_url: user.imageUrl,
    external_id: user.externalId,
    locale: user.locale,
    created_at: seconds(user.createdAtMs),
    updated_at: seconds(user.updatedAtMs),
    last_sign_in_at: secondsOrNull(user.lastSignInAtMs),
    public_metadata: user.metadata.public,
    unsafe_metadata: user.metadata.unsafe,
  }
}

/** The fields of `session`, with the factors that its token reports. */
export function sessionTemplateData(session: Session, factors: FactorTimes): JsonObject {
  return {
    id: session.id,
    get uuid() {
      return idToUuid(session.id)
    },
    created_at: seconds(session.createdAtMs),
    last_active_at: seconds(session.lastActiveAtMs),
    auth_time: secondsOrNull(factors.firstAtMs),
    actor: session.actor,
  }
}

/** The fields of `org`. */
export function organizationTemplateData({ organization }: UserMembership): JsonObject {
  const { id, slug, name, metadata } = organization
  return { id, slug, name, public_metadata: metadata.public }
}

/** The fields of `membership`. */
export function membershipTemplateData({ membership, role }: UserMembership): JsonObject {
  return { role: role.key, permissions: role.permissions, public_metadata: membership.metadata.public }
}

function seconds(atMs: number): number {
  return Math.floor(atMs / 1000)
}

function secondsOrNull(atMs: number | null): number | null {
  return atMs === null ? null : seconds(atMs)
}
