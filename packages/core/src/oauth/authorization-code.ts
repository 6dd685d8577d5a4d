/** Authorization codes (`cco_`): what a person granted, on its way through the browser to the client that redeems it. */

import type { AppId, OrganizationId, SessionId, TicketId, UserId } from '../id/id.ts'
import type { FactorTimes, SignInMethod } from '../session/session.ts'

/** How long a code can be redeemed, in milliseconds: a minute. */
export const CODE_LIFETIME_MS = 60_000

/** How long a code is kept to know it when it is shown a second time, in milliseconds: a day. */
export const CODE_KEPT_MS: number = 24 * 60 * 60 * 1000

/** The `OpenSession.once` of a code. */
export function codeKey(id: TicketId): string {
  return `code:${id}`
}

/** A code's row. The code itself is not kept. */
export type AuthorizationCode = {
  readonly id: TicketId
  /** SHA-256 of its secret. */
  readonly hash: Uint8Array
  readonly clientId: AppId
  readonly userId: UserId
  /** The user's epoch when it was granted. */
  readonly epoch: number
  /** The session that granted it. */
  readonly sessionId: SessionId
  /** Whether the grant ends with that session. */
  readonly endsWithSession: boolean
  readonly redirectUri: string
  /** `code_challenge` of S256. */
  readonly codeChallenge: string
  readonly scopes: readonly string[]
  readonly resources: readonly string[]
  readonly organizationId: OrganizationId | null
  readonly nonce: string | null
  /** The thumbprint (`dpop_jkt`) of the key that must redeem it. */
  readonly dpopThumbprint: string | null
  readonly factors: FactorTimes
  readonly method: SignInMethod | null
  readonly expiresAtMs: number
}

/** The port for codes. That one is redeemed once is the business of `SessionStore.open` and its `once`. */
export type AuthorizationCodeStore = {
  /** Keeps a code if its session lives. `expiresAtMs` counts from the store's clock. @returns Whether it was kept. */
  readonly create: (code: Omit<AuthorizationCode, 'expiresAtMs'>) => Promise<boolean>
  /** The code, be it expired, and the store's clock. */
  readonly find: (id: TicketId) => Promise<{
    readonly code: AuthorizationCode
    /** When the session that granted it reaches its age limit; `null` when nothing is kept of that session. */
    readonly sessionEndsAtMs: number | null
    readonly nowMs: number
  } | null>
  /**
   * Uses up a key of `OpenSession.once` without opening anything: nothing can be opened by it any more.
   *
   * @returns The session that was opened by it before.
   */
  readonly spend: (key: string, untilMs: number) => Promise<SessionId | null>
  /** Forgets what nobody needs to know any more. @returns How many; `batch` when more may wait. */
  readonly sweep: (batch: number) => Promise<number>
}
