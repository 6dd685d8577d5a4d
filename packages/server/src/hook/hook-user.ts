/** A user for a hook: one that there is, or one that is about to be made. */

import type { NewUser, User } from '@coatcheck/core'
import type { HookUser } from './hook.ts'

/** Spells it out, without password, private metadata and times. */
export function hookUser(user: User | NewUser): HookUser {
  const { id, email, firstName, lastName, username, imageUrl, locale, externalId, metadata } = user
  return {
    id,
    email,
    emailVerified: 'emailVerified' in user ? user.emailVerified : user.emailVerifiedAtMs !== null,
    firstName,
    lastName,
    username,
    imageUrl,
    locale,
    externalId,
    publicMetadata: metadata.public,
    unsafeMetadata: metadata.unsafe,
  }
}
