/** What calls come to: values, also when the password was wrong or nobody could be reached. */

import type { ErrorCode } from '@coatcheck/core/protocol'
import type { ClientSession } from './client.ts'

/** Why the server could not be asked, or its answer not be read. All of them pass, and none signs anybody out. */
export type TransportCode =
  /** There is no network. */
  | 'offline'
  /** There is one, and the server is not to be reached by it, or it broke off. */
  | 'unreachable'
  /** No answer in time. */
  | 'timed_out'
  /** Something else than the server answered, such as a hotel's sign-in page. */
  | 'answer_invalid'
  /** What this browser keeps could not be read or written. */
  | 'storage_failed'
  /** The browser keeps no cookies of the server, such as in a frame of another site: nobody can sign in there. */
  | 'cookies_blocked'
  /** Nobody is signed in. */
  | 'signed_out'
  /** The client was closed. */
  | 'closed'

/** Why nothing came of a call. */
export type CallFailure = {
  readonly ok: false
  /** A code of `docs/errors.md`, or why nobody answered. */
  readonly code: ErrorCode | TransportCode
  /** What is wrong, in words. */
  readonly title: string
  readonly detail: string | null
  /** The member of what was given that is wrong, such as `body.email`. */
  readonly field: string | null
  /** Whether the same call may succeed later. */
  readonly retryable: boolean
  /** When it may be tried again, where the server said so. */
  readonly retryAfterSeconds: number | null
  /** Of `session_ended`, why; of a refused token, what is wrong with it. */
  readonly reason: string | null
}

/** Somebody signed in. A session that is `pending` waits for a second factor: `proveSecondFactor`. */
export type SignInOutcome = { readonly ok: true; readonly session: ClientSession } | CallFailure

/** An account was made; with `session: null` a mail is on its way, and the address has to be verified first. */
export type SignUpOutcome = { readonly ok: true; readonly session: ClientSession | null } | CallFailure

/** Somebody proved who they are. */
export type StepOutcome = { readonly ok: true; readonly session: ClientSession } | CallFailure
