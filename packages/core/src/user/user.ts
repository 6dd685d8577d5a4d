/** A user: a person, with what may end every session of theirs at once. */

import type { UserId } from '../id/id.ts'
import type { EmailAddress } from './email.ts'

/** A JSON object, as metadata are. */
export type JsonObject = { readonly [member: string]: JsonValue }
/** Any JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject

/** What decides whether a user's sessions live. */
export type UserStanding = {
  readonly state: 'enabled' | 'disabled' | 'deleted'
  /** What was opened under a smaller epoch is dead. Only ever grows. */
  readonly epoch: number
}

/** The parts of a user that the user may change. */
export type UserProfile = {
  readonly firstName: string | null
  readonly lastName: string | null
  readonly username: string | null
  readonly imageUrl: string | null
  /** A BCP 47 language tag. */
  readonly locale: string | null
}

/** A user's metadata, by who may read and write them. */
export type UserMetadata = {
  /** Everyone reads, administrators write. */
  readonly public: JsonObject
  /** Administrators only. */
  readonly private: JsonObject
  /** The user writes: never to be trusted. */
  readonly unsafe: JsonObject
}

/** A user's row without the password. */
export type User = UserStanding &
  UserProfile & {
    readonly id: UserId
    /** Normalized by `normalizeEmail`; `null` for people who came from an upstream without one. */
    readonly email: EmailAddress | null
    readonly emailVerifiedAtMs: number | null
    readonly externalId: string | null
    readonly metadata: UserMetadata
    readonly hasPassword: boolean
    readonly createdAtMs: number
    readonly updatedAtMs: number
    readonly lastSignInAtMs: number | null
    /** When a deletion that the user asked for becomes final; `null` when none is pending. */
    readonly deletionAtMs: number | null
  }
