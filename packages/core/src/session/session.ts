/** A session: one signed-in user on one client, as its row says. Whether it is alive is derived (`status.ts`). */

import type { ClientId, OrganizationId, SessionId, UserId } from '../id/id.ts'
import type { OAuthGrant } from '../oauth/oauth-grant.ts'
import type { EndReason } from '../protocol/session-ended-reason.ts'

export type { EndReason } from '../protocol/session-ended-reason.ts'

/** How the holder of a session proves it: one kind of long-lived credential, chosen when the session is opened. */
export type Transport = 'cookie' | 'token' | 'opaque'

/** How somebody signed in. */
export type SignInMethod = 'password' | 'passkey' | 'upstream' | 'impersonation'

/** How a session can end. Terminal states never change again. */
export type TerminalState = 'ended' | 'removed' | 'revoked' | 'replaced' | 'abandoned' | 'expired'

/** The end of a session, once stored. */
export type SessionEnd = {
  readonly state: TerminalState
  readonly reason: EndReason
  readonly atMs: number
}

/** The limits a session was opened under; they only ever get stricter. */
export type SessionLimits = {
  /** How long the person may be inactive, in milliseconds; `null` for no idle limit. */
  readonly idleMs: number | null
  /** How rarely activity is written, and so how much later than `idleMs` the idle limit fires. */
  readonly activitySlackMs: number
  /** When the session ends whatever happens. */
  readonly absoluteExpiresAtMs: number
  /** Lifetime of a session token unless the caller asks otherwise. */
  readonly tokenLifetimeMs: number
  /** The longest lifetime that a caller may ask for. */
  readonly tokenMaxLifetimeMs: number
}

/** Limits before a session has them: the absolute one is still a duration. */
export type LimitDurations = Omit<SessionLimits, 'absoluteExpiresAtMs'> & { readonly absoluteMs: number }

/** When each factor was last proved; `null` when never. */
export type FactorTimes = {
  readonly firstAtMs: number | null
  readonly secondAtMs: number | null
}

/** What is known of the device behind a request. Shown to its owner, never trusted. */
export type DeviceFacts = {
  readonly address: string | null
  readonly userAgent: string | null
}

/** A DPoP key (RFC 9449) that a refresh chain is bound to. */
export type DpopKey = {
  /** RFC 7638 thumbprint, base64url. */
  readonly thumbprint: string
  /** The client said that the private key cannot leave the device: its proof identifies the device itself. */
  readonly nonExtractable: boolean
}

/** What kind of step moved the counter. A step that raises the session's level never repeats for another key. */
export type StepKind = 'refresh' | 'reverify' | 'password' | 'second-factor'

/** One step of the refresh chain, as far as it must be remembered. */
export type RefreshStep = {
  /** SHA-256 of the request's Idempotency-Key; `null` when it had none. */
  readonly keyHash: Uint8Array | null
  /** The version of the instance secret that the successor was made with. */
  readonly secretVersion: number
  readonly atMs: number
  readonly kind: StepKind
}

/** The refresh chain of a `token` session. */
export type RefreshChain = {
  /** The counter of the current token. */
  readonly counter: number
  readonly salt: Uint8Array
  /** Opened with an Idempotency-Key: every refresh must carry one. */
  readonly keyed: boolean
  readonly dpop: DpopKey | null
  /** The step that made the current token; `null` before the first refresh. */
  readonly lastStep: RefreshStep | null
  /** The Idempotency-Key hash of the step before: `null` without one, `unknown` after the store lost writes. */
  readonly previousKeyHash: Uint8Array | 'unknown' | null
}

/** Somebody who acts as the user (impersonation, RFC 8693 `act`). */
export type Actor = { readonly sub: string }

/** A session's row. */
export type Session = {
  readonly id: SessionId
  readonly userId: UserId
  readonly clientId: ClientId
  readonly transport: Transport
  readonly createdAtMs: number
  /** When the person last acted. Only ever moves forward. */
  readonly lastActiveAtMs: number
  readonly end: SessionEnd | null
  /** The user's epoch when the session was opened: under a greater one the session is dead. */
  readonly epoch: number
  readonly limits: SessionLimits
  readonly factors: FactorTimes
  /** The organization that it works in, if its user still belongs to it. */
  readonly activeOrganizationId: OrganizationId | null
  /** It waits for its user's second factor, and is worth nothing until then. */
  readonly needsSecondFactor: boolean
  /** It waited for it until its last proof: whoever holds what it was held by before holds a pending session. */
  readonly neededSecondFactor: boolean
  /** The factors as they stood before the last step-up, for the old secret's ten seconds of grace. */
  readonly factorsBefore: FactorTimes
  /** SHA-256 of the opaque token's secret, for `opaque` sessions. */
  readonly opaqueHash: Uint8Array | null
  /** The refresh chain, for `token` sessions. */
  readonly chain: RefreshChain | null
  /** The greatest `exp` minted beyond the default lifetime, or `null`: how long a revocation must be told. */
  readonly tokensUntilMs: number | null
  /** `false` asks for cookies that end with the browser. */
  readonly rememberMe: boolean
  readonly device: DeviceFacts
  readonly actor: Actor | null
  /** The origin or client that tokens are minted for (`azp`). */
  readonly authorizedParty: string
  /** How it was signed in to; `null` where nobody knows. */
  readonly method: SignInMethod | null
  /** What it is, where an OAuth client holds it. */
  readonly oauth: OAuthGrant | null
}
