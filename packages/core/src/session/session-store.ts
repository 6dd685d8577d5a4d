/**
 * The port for sessions. Whatever can race is one conditional operation here, decided by the store's own clock;
 * what is read first decides nothing that could have changed by the time of the write.
 */

import type { ActContext, EventDraft } from '../event/event.ts'
import type { Client } from '../client/client.ts'
import type { RateLimit } from '../rate-limit/rate-limit.ts'
import type { GrantEvidence, OAuthGrant } from '../oauth/oauth-grant.ts'
import type { AppId, ClientId, OrganizationId, SessionId, UserId } from '../id/id.ts'
import type { Page, PageRequest } from '../pagination.ts'
import type { UserStanding } from '../user/user.ts'
import type {
  DeviceFacts,
  DpopKey,
  EndReason,
  LimitDurations,
  Session,
  StepKind,
  TerminalState,
} from './session.ts'

/** A session read with everything its status depends on, in one snapshot. */
export type SessionReading = {
  readonly session: Session
  readonly user: UserStanding
  /** The store's clock. */
  readonly nowMs: number
  /** The log's head at that moment: what `gen` in a token minted from this reading says. */
  readonly position: number
  /**
   * The store keeps ends for good, and may lose any number of steps: a genuine token that is ahead of the row is one of
   * them, not a sign of a restored backup.
   */
  readonly mayHaveLostSteps?: true
}

/** A client read with all sessions that it ever held and that are not yet cleaned up, newest first. */
export type ClientReading = {
  readonly client: Client
  readonly sessions: readonly { readonly session: Session; readonly user: UserStanding }[]
  readonly nowMs: number
  readonly position: number
}

/** The client part of a sign-in. */
export type SessionClient =
  /** A new client. `secretHash` is `null` unless the transport is `cookie`. */
  | { readonly kind: 'new'; readonly id: ClientId; readonly secretHash: Uint8Array | null }
  /** A known browser: its secret changes from the presented one; if it no longer matches, the open fails. */
  | ({ readonly kind: 'known' } & SecretRotation)

/** A browser's secret and the one that takes its place: nothing happens if it is another one by now. */
export type SecretRotation = {
  readonly id: ClientId
  readonly presentedHash: Uint8Array
  readonly secretHash: Uint8Array
}

/** A session to open. Everything that counts from now is counted by the store's clock. */
export type OpenSession = {
  readonly id: SessionId
  readonly userId: UserId
  readonly client: SessionClient
  readonly transport: Session['transport']
  /** The epoch at which the credential was checked: a greater one by now refuses the open. */
  readonly epoch: number
  readonly limits: LimitDurations
  /** When the absolute limit starts to count: an upstream's `auth_time`, or `null` for now. */
  readonly absoluteFromMs: number | null
  /** When the factors were proved: `now`, an upstream's word, or `null` for never. */
  readonly factors: { readonly firstAtMs: 'now' | number | null; readonly secondAtMs: 'now' | number | null }
  /** A second factor is asked for, if the user has one: the session is pending until it is proved. */
  readonly asksSecondFactor: boolean
  readonly opaqueHash: Uint8Array | null
  readonly chain: { readonly salt: Uint8Array; readonly keyed: boolean; readonly dpop: DpopKey | null } | null
  readonly rememberMe: boolean
  readonly actor: Session['actor']
  readonly authorizedParty: string
  readonly method: Session['method']
  /** A grant takes none of its user's places. */
  readonly oauth: OAuthGrant | null
  /** Of a grant, what must still be there; `null` where nothing was kept of what it came by. */
  readonly grantedBy: GrantEvidence | null
  readonly device: DeviceFacts
  /** End the user's sessions on other clients as `replaced`. */
  readonly replaceOtherDevices: boolean
  /** End the other users' sessions of this client as `removed`. */
  readonly replaceOtherAccounts: boolean
  readonly maxSessions: { readonly count: number; readonly atLimit: 'deny' | 'evict-oldest' } | null
  /** Marks the sign-in on the user's row, and cancels a pending deletion. */
  readonly context: ActContext
  /** Told beside the opening, only if it happens. */
  readonly events: readonly EventDraft[]
  /** A key that may be used once: a second open with it is refused (`used`). */
  readonly once: {
    readonly key: string
    /** SHA-256 of the request's Idempotency-Key. */
    readonly keyHash: Uint8Array | null
    readonly untilMs: number
  } | null
}

/** What became of an open. */
export type OpenOutcome =
  | { readonly outcome: 'opened'; readonly reading: SessionReading }
  /**
   * The user was disabled, deleted or signed out everywhere since the credential was checked; of a grant, also: the
   * session that it would end with is over, its user has left its organization, its client is not enabled, what it
   * was granted by is gone.
   */
  | { readonly outcome: 'user-changed' }
  /** The client's secret is not the presented one any more. */
  | { readonly outcome: 'client-changed' }
  | { readonly outcome: 'session-limit' }
  /** `once.key` was used before, to open this session or none, by a request with this Idempotency-Key. */
  | { readonly outcome: 'used'; readonly sessionId: SessionId | null; readonly keyHash: Uint8Array | null }

/** A step of a refresh chain. */
export type AdvanceChain = {
  readonly sessionId: SessionId
  readonly salt: Uint8Array
  /** The counter that the row must hold: the presented token's, except after a rollback. */
  readonly expectCounter: number
  readonly nextCounter: number
  readonly keyHash: Uint8Array | null
  readonly secretVersion: number
  readonly kind: StepKind
  /** The person acted: moves `lastActiveAt` too. */
  readonly active: boolean
  /** A step-up: this factor is proved as of the store's now. Only the second one is a step of a pending session. */
  readonly proves: 'first' | 'second' | null
  /** The store had lost writes: the step before is unknown. */
  readonly afterRollback: boolean
  /** At most one step each `everyMs` on average, `burst` at once. */
  readonly rateLimit: RateLimit
  /** Told only if the step happens. */
  readonly events: readonly EventDraft[]
}

/** What became of a step; `reading` is the row as it is now. */
export type AdvanceOutcome =
  | { readonly outcome: 'advanced'; readonly reading: SessionReading }
  | { readonly outcome: 'limited'; readonly retryAfterMs: number }
  | { readonly outcome: 'unmatched'; readonly reading: SessionReading | null }

/** Which living sessions to end. */
export type SessionSelector =
  | { readonly by: 'id'; readonly id: SessionId }
  | { readonly by: 'user'; readonly userId: UserId; readonly except: SessionId | null }
  /** The grants that end with a session. */
  | { readonly by: 'parent'; readonly id: SessionId }
  | { readonly by: 'client'; readonly clientId: ClientId; readonly except: SessionId | null }
  /** Those of a user that no OAuth client holds. */
  | { readonly by: 'devices'; readonly userId: UserId; readonly except: SessionId | null }
  /** Those that an OAuth client holds, of one user or of all. */
  | { readonly by: 'oauth-client'; readonly id: AppId; readonly userId: UserId | null }
  | { readonly by: 'all' }

/** The end to write. */
export type SessionEnding = { readonly state: TerminalState; readonly reason: EndReason }

/** Which sessions are listed. */
export type SessionFilter = {
  readonly userId: UserId | null
  readonly status: 'active' | 'ended' | null
  /** Those that an OAuth client holds. */
  readonly oauthClientId?: AppId
}

/** Sessions. */
export type SessionStore = {
  /**
   * Opens a session, in one transaction: only if the user is enabled and of the given epoch, with everything that
   * this sign-in replaces. A session of the same user on the same client is always replaced. Durable when answered.
   */
  readonly open: (input: OpenSession) => Promise<OpenOutcome>

  readonly find: (id: SessionId) => Promise<SessionReading | null>

  /**
   * Moves a chain on, only if the session is alive at the store's now, holds the salt and the expected counter,
   * has a key if it is keyed, and is within its limit.
   */
  readonly advance: (step: AdvanceChain) => Promise<AdvanceOutcome>

  /** Moves `lastActiveAt` to the store's now if the session lives and the last write is at least the slack old. */
  readonly touch: (id: SessionId) => Promise<SessionReading | null>

  /**
   * Remembers of a living session that a token will live until then, if no longer-lived one is known: whoever ends
   * the session later tells of it for that long.
   *
   * @returns Whether the session lives; the token must not be signed otherwise.
   */
  readonly extendTokensUntil: (id: SessionId, untilMs: number) => Promise<boolean>

  /**
   * Renews a factor of a living session in place; a cookie client's secret changes with it. The second one makes a
   * pending session active; the first one is not renewed on such.
   */
  readonly reverify: (input: {
    readonly id: SessionId
    readonly factor: 'first' | 'second'
    readonly rotateClient: SecretRotation | null
    readonly context: ActContext
  }) => Promise<SessionReading | null>

  /** Replaces the secret of a living opaque session: the old credential is dead. */
  readonly replaceOpaqueSecret: (id: SessionId, opaqueHash: Uint8Array) => Promise<SessionReading | null>

  /**
   * Ends what lives of the selected sessions and the grants that end with them, with an event and a log entry each.
   * Answers those it ended.
   */
  readonly end: (
    selector: SessionSelector,
    ending: SessionEnding,
    context: ActContext,
    more?: readonly EventDraft[],
  ) => Promise<readonly Session[]>

  /** Newest first. `status` is judged by the store's clock. */
  readonly list: (filter: SessionFilter, page: PageRequest) => Promise<Page<SessionReading>>

  /**
   * Tightens the limits of the living sessions of one transport, member by member, to the stricter of their own and
   * these; the absolute limit counts from when each was opened. Answers how many became stricter.
   */
  readonly tighten: (transport: Session['transport'], limits: LimitDurations) => Promise<number>

  readonly findClient: (id: ClientId) => Promise<ClientReading | null>

  /** Makes a living session of the client the one that navigations use. */
  readonly activate: (clientId: ClientId, sessionId: SessionId) => Promise<boolean>

  /**
   * Makes an organization the one that a living session works in, if its user belongs to it; `null` for none.
   *
   * @returns The session as it is now; `null` when it has ended, or its user does not belong there.
   */
  readonly setOrganization: (
    id: SessionId,
    organizationId: OrganizationId | null,
  ) => Promise<SessionReading | null>

  /** Whether this client has signed this user in before. */
  readonly clientKnowsUser: (clientId: ClientId, userId: UserId) => Promise<boolean>

  /**
   * Writes the end of sessions past their limits, with their events, and forgets what ended long ago.
   *
   * @returns How many of either; `batch` when more may wait. Of those who sweep at once, one tells each end.
   */
  readonly sweep: (limits: { readonly batch: number; readonly retentionMs: number }) => Promise<number>
}
