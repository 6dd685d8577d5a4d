/**
 * What OAuth clients are told of sessions that are over (OpenID Connect Back-Channel Logout 1.0). Whoever ends a session
 * queues it in the same transaction; a job delivers it, again and again if need be, for a day.
 */

import type { AppId, SessionId, UserId } from '../id/id.ts'
import type { SigningAlgorithm } from '../signing/signing-key.ts'

/** How long it is tried, in milliseconds: a day. */
export const LOGOUT_DELIVERY_MS: number = 24 * 60 * 60 * 1000

const FIRST_RETRY_MS = 5_000
const LONGEST_RETRY_MS = 60 * 60 * 1000

/** One end of a session to tell one client, as the client was when the session ended. */
export type LogoutDelivery = {
  readonly sessionId: SessionId
  readonly userId: UserId
  readonly clientId: AppId
  /** The `client_id` that the client goes by. */
  readonly audience: string
  readonly uri: string
  /** An administrator named the address: it may be one of the own network. */
  readonly isTrusted: boolean
  /** What the client's tokens are signed with; `null` for the instance's own. */
  readonly algorithm: SigningAlgorithm | null
  readonly queuedAtMs: number
  /** How often it was tried, this time included. */
  readonly tries: number
}

/** The port for deliveries. Ends of sessions queue them: see `SessionStore`. */
export type LogoutDeliveryStore = {
  /** The clients that something is due for. */
  readonly receivers: () => Promise<readonly AppId[]>
  /**
   * Takes what is due for one client, the longest due first: nobody else gets it for so long. A taker that dies loses
   * nothing.
   */
  readonly take: (input: {
    readonly clientId: AppId
    readonly count: number
    readonly leaseMs: number
  }) => Promise<{ readonly deliveries: readonly LogoutDelivery[]; readonly nowMs: number }>
  /** It was received. */
  readonly settle: (id: SessionId) => Promise<void>
  /** It was not, and is due again then, if nobody has taken it meanwhile. */
  readonly postpone: (delivery: LogoutDelivery, afterMs: number) => Promise<void>
  /** It never was: forgotten, with an event. @param reason What came of the last try. */
  readonly giveUp: (delivery: LogoutDelivery, reason: string) => Promise<void>
}

/** How long after a failed try comes the next one, in milliseconds; `null` when the day is over. */
export function nextLogoutTryMs(
  { queuedAtMs, tries }: Pick<LogoutDelivery, 'queuedAtMs' | 'tries'>,
  nowMs: number,
): number | null {
  const afterMs = Math.min(FIRST_RETRY_MS * 2 ** (tries - 1), LONGEST_RETRY_MS)
  return nowMs + afterMs > queuedAtMs + LOGOUT_DELIVERY_MS ? null : afterMs
}
