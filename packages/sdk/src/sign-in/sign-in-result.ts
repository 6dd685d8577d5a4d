/** What a sign-in or sign-out by an application's server comes to: a value, also when the password was wrong. */

import type { ErrorCode } from '@coatcheck/core/protocol'
import type { MountCode } from '../mount/mount-problem.ts'

/** The session that was opened. */
export type OpenedSession = {
  readonly id: string
  /** `pending` until its tasks are done: it mints nothing, and nobody is signed in yet. */
  readonly status: 'active' | 'pending'
  readonly tasks: readonly { readonly kind: string }[]
  /** The absolute limit, RFC 3339. */
  readonly expiresAt: string
}

/** Who signed in. */
export type SignedInUser = { readonly id: string; readonly email: string | null }

/** Somebody signed in, or why not. */
export type SignInResult =
  | { readonly ok: true; readonly session: OpenedSession; readonly user: SignedInUser }
  | SignInFailure

/** An account was made; or a mail is on its way, and nobody learns here whether the address had one before. */
export type SignUpResult =
  | Extract<SignInResult, { ok: true }>
  | { readonly ok: true; readonly session: null; readonly user: null }
  | SignInFailure

/** Whether somebody signed out; who was signed out before is so too. */
export type SignOutResult = { readonly ok: true } | SignInFailure

/** Why nothing came of it. */
export type SignInFailure = {
  readonly ok: false
  /** `credentials_invalid`, `rate_limited`, `origin_not_allowed`, `server_unavailable` ...; `docs/errors.md` has them. */
  readonly code: ErrorCode | MountCode
  /** What is wrong, in words. */
  readonly title: string
  readonly detail: string | null
  /** The member of what was given that is wrong, such as `body.email`. */
  readonly field: string | null
  /** When it may be tried again, where that is known. */
  readonly retryAfterSeconds: number | null
}

/** A result with the cookies that belong to it, as values of `Set-Cookie` headers. */
export type WithCookies<Result> = Result & { readonly setCookies: readonly string[] }
