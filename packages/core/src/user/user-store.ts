/** The port for users: identity, passwords and everything that ends all sessions of one person at once. */

import type { AsOf } from '../log/log.ts'
import type { ActContext, EventDraft } from '../event/event.ts'
import type { SessionId, UserId } from '../id/id.ts'
import type { Page, PageRequest } from '../pagination.ts'
import type { AdvanceChain, SessionReading } from '../session/session-store.ts'
import type { EmailAddress } from './email.ts'
import type { User, UserMetadata, UserProfile } from './user.ts'

/** A user to create. */
export type NewUser = UserProfile & {
  readonly id: UserId
  readonly email: EmailAddress | null
  readonly emailVerified: boolean
  /** A PHC string, or `null` for people who sign in by an upstream only. */
  readonly passwordHash: string | null
  readonly externalId: string | null
  readonly metadata: UserMetadata
}

/** A person at an upstream: the key is (issuer, subject), never an e-mail address. */
export type UpstreamIdentity = { readonly issuer: string; readonly subject: string }

/** What can collide with another user. */
export type UserConflict = 'email' | 'username' | 'external-id' | 'identity'

/** What became of a write that can collide. */
export type UserWrite =
  | { readonly outcome: 'written'; readonly user: User }
  | { readonly outcome: 'taken'; readonly field: UserConflict }
  | { readonly outcome: 'not-found' }

/** A user with the password's hash, for the one who checks it. */
export type UserWithPassword = { readonly user: User; readonly passwordHash: string | null }

/** What may be changed of a user; a member that is absent stays. */
export type UserPatch = Partial<
  UserProfile & {
    readonly email: EmailAddress | null
    readonly emailVerified: boolean
    readonly externalId: string | null
    readonly metadata: Partial<UserMetadata>
  }
>

/** What a user must still be for a write to happen; a member that is absent does not matter. */
export type UserExpectation = { readonly email?: EmailAddress; readonly epoch?: number }

/** A password change. In one transaction: the hash, the epoch, the end of the other sessions, the kept one's step. */
export type PasswordChange = {
  readonly userId: UserId
  /** The hash that was checked; `null` for a reset by a ticket. If another stands there by now, nothing happens. */
  readonly expectHash: string | null
  /** What a ticket was issued for: neither address nor epoch may have changed since. */
  readonly expect: UserExpectation
  readonly passwordHash: string
  /** The session that goes on under the new epoch, if any. */
  readonly keep:
    | { readonly kind: 'none' }
    | {
        readonly kind: 'cookie'
        readonly sessionId: SessionId
        readonly presentedHash: Uint8Array
        readonly secretHash: Uint8Array
      }
    | { readonly kind: 'token'; readonly step: AdvanceChain }
  readonly context: ActContext
}

/** What became of a password change. */
export type PasswordChangeOutcome =
  | { readonly outcome: 'changed'; readonly kept: SessionReading | null }
  /** The password, the session or its credential changed meanwhile. Nothing was written. */
  | { readonly outcome: 'unmatched' }

/** Which users are listed. */
export type UserFilter = {
  /** Part of an e-mail address, user name or name. */
  readonly query: string | null
  readonly email: EmailAddress | null
  readonly externalId: string | null
}

/** Users. */
export type UserStore = {
  /** Creates a user, linked to an upstream identity if one is given. */
  readonly create: (
    user: NewUser,
    identity: UpstreamIdentity | null,
    context: ActContext,
  ) => Promise<Exclude<UserWrite, { outcome: 'not-found' }>>

  /** Users that are not deleted. */
  readonly find: (id: UserId) => Promise<User | null>
  /** The same for a token. @param position Of the log when its session was read. */
  readonly findAsOf: (id: UserId, position: number) => Promise<AsOf<User | null>>
  readonly findByEmail: (email: EmailAddress) => Promise<UserWithPassword | null>
  readonly findWithPassword: (id: UserId) => Promise<UserWithPassword | null>
  readonly findByIdentity: (identity: UpstreamIdentity) => Promise<User | null>
  /** The upstream identities that are linked to a user. */
  readonly identities: (id: UserId) => Promise<readonly UpstreamIdentity[]>
  /** Links one more. `taken`: it is another user's. */
  readonly link: (
    id: UserId,
    identity: UpstreamIdentity,
    context: ActContext,
  ) => Promise<'linked' | 'taken' | 'not-found'>
  /**
   * Takes a link away, if a password or a link to another upstream that is still there is left. Passkeys do not count:
   * they can be removed in their turn.
   */
  readonly unlink: (
    id: UserId,
    identity: UpstreamIdentity,
    context: ActContext,
  ) => Promise<'unlinked' | 'last-way-in' | 'not-found'>
  readonly list: (filter: UserFilter, page: PageRequest) => Promise<Page<User>>

  /** Replaces a password hash by a stronger one of the same password, if it is still the one that was checked. */
  readonly upgradePasswordHash: (id: UserId, expectHash: string, passwordHash: string) => Promise<void>

  /**
   * Writes what the patch holds; metadata are replaced member by member (`public`, `private`, `unsafe`). A user who
   * is not as expected any more is `not-found`.
   */
  readonly update: (
    id: UserId,
    patch: UserPatch,
    context: ActContext,
    event: EventDraft['type'],
    expect?: UserExpectation,
  ) => Promise<UserWrite>

  /** Changes the password, bumps the epoch and ends every other session. */
  readonly changePassword: (change: PasswordChange) => Promise<PasswordChangeOutcome>

  /**
   * Bumps the epoch and ends all sessions, `except` one that goes on under the new epoch.
   *
   * @returns How many ended; `null` when there is no such user.
   */
  readonly signOutEverywhere: (
    id: UserId,
    how: {
      readonly reason: 'signed_out_everywhere' | 'revoked_by_admin'
      readonly except: SessionId | null
    },
    context: ActContext,
  ) => Promise<number | null>

  /** Disables or enables a user. Disabling bumps the epoch and ends all sessions. */
  readonly setDisabled: (id: UserId, disabled: boolean, context: ActContext) => Promise<User | null>

  /** Ends all sessions and marks the user for deletion after the grace period; a sign-in before then cancels it. */
  readonly requestDeletion: (id: UserId, graceMs: number, context: ActContext) => Promise<User | null>

  /** Deletes a user at once: personal data is wiped, all sessions end, the id stays taken. */
  readonly delete: (id: UserId, context: ActContext) => Promise<boolean>

  /** Deletes users whose grace period is over. */
  readonly sweepDeletions: (batch: number) => Promise<number>
}
