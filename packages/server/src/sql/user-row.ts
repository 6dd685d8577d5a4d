/** Between rows of the table `users` and what core knows of a user. */

import type { EmailAddress, JsonObject, NewUser, User, UserId, UserPatch } from '@coatcheck/core'
import type { Row } from './session-row.ts'

/** A user from its row. */
export function userFromRow(row: Row): User {
  const json = (column: string): JsonObject => JSON.parse(row[column] as string)
  return {
    id: row['id'] as UserId,
    state: row['state'] as User['state'],
    epoch: row['epoch'] as number,
    email: row['email'] as EmailAddress | null,
    emailVerifiedAtMs: row['email_verified_at'] as number | null,
    username: row['username'] as string | null,
    externalId: row['external_id'] as string | null,
    firstName: row['first_name'] as string | null,
    lastName: row['last_name'] as string | null,
    imageUrl: row['image_url'] as string | null,
    locale: row['locale'] as string | null,
    metadata: {
      public: json('public_metadata'),
      private: json('private_metadata'),
      unsafe: json('unsafe_metadata'),
    },
    hasPassword: row['password_hash'] !== null,
    createdAtMs: row['created_at'] as number,
    updatedAtMs: row['updated_at'] as number,
    lastSignInAtMs: row['last_sign_in_at'] as number | null,
    deletionAtMs: row['deletion_at'] as number | null,
  }
}

/** The columns of a new user. */
export function columnsOfNewUser(user: NewUser, nowMs: number): Record<string, string | number | null> {
  return {
    id: user.id,
    email: user.email,
    email_verified_at: user.emailVerified ? nowMs : null,
    username: user.username,
    external_id: user.externalId,
    password_hash: user.passwordHash,
    first_name: user.firstName,
    last_name: user.lastName,
    image_url: user.imageUrl,
    locale: user.locale,
    public_metadata: JSON.stringify(user.metadata.public),
    private_metadata: JSON.stringify(user.metadata.private),
    unsafe_metadata: JSON.stringify(user.metadata.unsafe),
    created_at: nowMs,
    updated_at: nowMs,
  }
}

/** The columns that a patch changes; a member that is absent changes none. */
export function columnsOfPatch(patch: UserPatch, nowMs: number): Record<string, string | number | null> {
  const { metadata = {} } = patch
  const columns: Record<string, string | number | null | undefined> = {
    email: patch.email,
    email_verified_at: patch.emailVerified === undefined ? undefined : patch.emailVerified ? nowMs : null,
    username: patch.username,
    external_id: patch.externalId,
    first_name: patch.firstName,
    last_name: patch.lastName,
    image_url: patch.imageUrl,
    locale: patch.locale,
    public_metadata: metadata.public === undefined ? undefined : JSON.stringify(metadata.public),
    private_metadata: metadata.private === undefined ? undefined : JSON.stringify(metadata.private),
    unsafe_metadata: metadata.unsafe === undefined ? undefined : JSON.stringify(metadata.unsafe),
  }
  const changed = Object.entries(columns).flatMap(([column, value]) =>
    value === undefined ? [] : [[column, value]],
  )
  return { ...Object.fromEntries(changed), updated_at: nowMs }
}
