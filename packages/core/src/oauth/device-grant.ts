/** Device authorization (RFC 8628): an application without a browser waits while its person says yes on another device. */

import type { EventDraft } from '../event/event.ts'
import type { AppId, OrganizationId, SessionId, TicketId, UserId } from '../id/id.ts'
import type { DeviceFacts, FactorTimes, SignInMethod } from '../session/session.ts'

/** How long a device may wait, in milliseconds: ten minutes. */
export const DEVICE_GRANT_LIFETIME_MS = 600_000

/** How long it is kept afterwards to know its codes when they are shown once more, in milliseconds: an hour. */
export const DEVICE_GRANT_KEPT_MS = 3_600_000

/** How rarely a device may ask unless it is told to slow down, in milliseconds. */
export const DEVICE_POLL_MS = 5_000

/** By how much less often it may ask each time it asked too soon, in milliseconds (RFC 8628 section 3.5). */
export const SLOW_DOWN_MS = 5_000

/** How much sooner it may ask without asking too soon, in milliseconds: the network delays one request more than the next. */
export const DEVICE_POLL_LEEWAY_MS = 500

/** What a device asks for. */
export type DeviceRequest = {
  readonly id: TicketId
  /** SHA-256 of the secret in its device code. */
  readonly hash: Uint8Array
  /** Keyed hash of its user code. */
  readonly userCodeHash: Uint8Array
  readonly clientId: AppId
  readonly scopes: readonly string[]
  readonly resources: readonly string[]
  /** What is known of it. Shown to whoever types its code. */
  readonly device: DeviceFacts
}

/** Who said yes to a device, and to what. */
export type DeviceApproval = {
  readonly userId: UserId
  /** The user's epoch at that moment. */
  readonly epoch: number
  /** The session by which they did. */
  readonly sessionId: SessionId
  /** Whether the grant ends with that session. */
  readonly endsWithSession: boolean
  readonly organizationId: OrganizationId | null
  readonly factors: FactorTimes
  readonly method: SignInMethod | null
}

/** A device's row. */
export type DeviceGrant = DeviceRequest & {
  readonly createdAtMs: number
  readonly expiresAtMs: number
  /** What its person said; `null` for nothing yet. */
  readonly decision: 'approved' | 'denied' | null
  readonly approval: DeviceApproval | null
}

/** What a device hears when it asks. */
export type DevicePoll =
  /** It asked too soon: from now on it may ask each `intervalMs`. */
  | { readonly outcome: 'slow-down'; readonly intervalMs: number }
  | { readonly outcome: 'pending'; readonly intervalMs: number }
  | { readonly outcome: 'denied' | 'expired' }
  | { readonly outcome: 'approved'; readonly grant: DeviceGrant; readonly approval: DeviceApproval }
  /** No such code, of another client, or with another secret. */
  | { readonly outcome: 'unknown' }

/** The port for device authorization. That a device opens one session is the business of `SessionStore.open` and its `once`. */
export type DeviceGrantStore = {
  /** Keeps a request for `DEVICE_GRANT_LIFETIME_MS`. `taken`: another one has the same user code. */
  readonly create: (request: DeviceRequest) => Promise<'created' | 'taken'>

  /** The waiting request with one of these hashes of its user code; `null` when there is none, and once it was decided. */
  readonly findWaiting: (userCodeHashes: readonly Uint8Array[]) => Promise<DeviceGrant | null>

  /**
   * Decides about a waiting request, with what is told beside it; `null` denies.
   *
   * @returns Whether it still waited: of any number of simultaneous decisions one counts.
   */
  readonly decide: (
    id: TicketId,
    approval: DeviceApproval | null,
    events: readonly EventDraft[],
  ) => Promise<boolean>

  /** A device asks: whether it asked too soon is judged, and remembered, in the same statement. */
  readonly poll: (key: Pick<DeviceRequest, 'id' | 'hash' | 'clientId'>) => Promise<DevicePoll>

  /** Forgets what nobody needs to know any more. @returns How many; `batch` when more may wait. */
  readonly sweep: (batch: number) => Promise<number>
}

/** The `once` key of the session that a device opens. */
export function deviceOnceKey(id: TicketId): string {
  return `device:${id}`
}
