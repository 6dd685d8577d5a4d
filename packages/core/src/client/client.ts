/** A client: one browser profile or device installation; a cookie client can hold several sessions. */

import type { ClientId, SessionId } from '../id/id.ts'

/** A client's row. Only cookie clients have secrets. */
export type Client = {
  readonly id: ClientId
  /** SHA-256 of the cookie's secret. */
  readonly secretHash: Uint8Array | null
  /** SHA-256 of the secret before the last sign-in, step-up or password change. */
  readonly previousSecretHash: Uint8Array | null
  /** When the secret last changed. */
  readonly rotatedAtMs: number
  /** Which session navigations use when the request names none. */
  readonly activeSessionId: SessionId | null
  readonly createdAtMs: number
}

/** How long a replaced client secret still reaches what it reached before, at its former level. */
export const PREVIOUS_SECRET_GRACE_MS = 10_000
