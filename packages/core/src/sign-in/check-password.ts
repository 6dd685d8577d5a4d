/** Checks an e-mail address and a password: one answer for every failure, the same work for unknown accounts. */

import { type ActContext, draftEvent } from '../event/event.ts'
import type { EventStore } from '../event/event-store.ts'
import { addressBuckets, type LimitedBucket, takeEach } from '../rate-limit/address-limit.ts'
import type { RateLimitStore } from '../rate-limit/rate-limit.ts'
import type { ClientId, UserId } from '../id/id.ts'
import type { SessionStore } from '../session/session-store.ts'
import { normalizeEmail } from '../user/email.ts'
import type { UserStore } from '../user/user-store.ts'
import type { User } from '../user/user.ts'
import type { PasswordHasher } from './password-hasher.ts'
import { PER_ACCOUNT, PER_ADDRESS } from './sign-in-limits.ts'

/** What checking needs of the world. */
export type CheckPasswordDeps = {
  readonly users: UserStore
  readonly sessions: SessionStore
  readonly events: EventStore
  readonly rateLimits: RateLimitStore
  readonly passwords: PasswordHasher
}

/** What was typed, and by whom. */
export type PasswordAttempt = {
  readonly email: string
  readonly password: string
  /** The browser that tries, if it is known. */
  readonly clientId: ClientId | null
  /** Refuse accounts whose address is not verified yet. */
  readonly requireVerifiedEmail: boolean
  readonly context: ActContext
}

/** How it went. Failures do not say whether the account exists. */
export type PasswordCheck =
  | { readonly ok: true; readonly user: User }
  | { readonly ok: false; readonly code: 'credentials_invalid' }
  /** The password is right. Whoever asks is told the same as if it were not; the mailbox is told more. */
  | { readonly ok: false; readonly code: 'email_unverified'; readonly user: User }
  | { readonly ok: false; readonly code: 'rate_limited' | 'server_busy'; readonly retryAfterMs: number }

/** Checks a sign-in by password. Every check counts against the limits, the successful one too. */
export async function checkPassword(
  deps: CheckPasswordDeps,
  attempt: PasswordAttempt,
): Promise<PasswordCheck> {
  const email = normalizeEmail(attempt.email)
  const found = email === null ? null : await deps.users.findByEmail(email)

  // A try that nobody has time for is none: it uses nothing of the limits up.
  const busy = deps.passwords.isBusy()
  if (busy !== null) return { ok: false, code: 'server_busy', retryAfterMs: busy.retryAfterSeconds * 1000 }
  const taken = await takeEach(deps.rateLimits, await buckets(deps, attempt, email, found?.user ?? null))
  if (taken.outcome === 'limited')
    return { ok: false, code: 'rate_limited', retryAfterMs: taken.retryAfterMs }

  const check = await deps.passwords.verify(found?.passwordHash ?? null, attempt.password)
  if (check.outcome === 'busy') {
    return { ok: false, code: 'server_busy', retryAfterMs: check.retryAfterSeconds * 1000 }
  }
  if (!check.matches || found === null || found.user.state !== 'enabled') {
    await tellFailure(deps, attempt, found?.user.id ?? null, 'credentials_invalid')
    return { ok: false, code: 'credentials_invalid' }
  }
  if (attempt.requireVerifiedEmail && found.user.emailVerifiedAtMs === null) {
    await tellFailure(deps, attempt, found.user.id, 'email_unverified')
    return { ok: false, code: 'email_unverified', user: found.user }
  }
  if (check.needsRehash && found.passwordHash !== null) {
    const fresh = await deps.passwords.hash(attempt.password)
    if (fresh.outcome === 'hashed') {
      await deps.users.upgradePasswordHash(found.user.id, found.passwordHash, fresh.hash)
    }
  }
  return { ok: true, user: found.user }
}

async function tellFailure(
  deps: CheckPasswordDeps,
  { context }: PasswordAttempt,
  userId: UserId | null,
  reason: 'credentials_invalid' | 'email_unverified',
): Promise<void> {
  await deps.events.append([draftEvent(context, 'sign_in.failed', { outcome: 'failure', userId, reason })])
}

async function buckets(
  deps: CheckPasswordDeps,
  attempt: PasswordAttempt,
  email: string | null,
  user: User | null,
): Promise<readonly LimitedBucket[]> {
  const { clientId } = attempt
  const isKnown =
    clientId !== null && user !== null && (await deps.sessions.clientKnowsUser(clientId, user.id))
  const account = isKnown ? `sign-in:${clientId}:${user.id}` : `sign-in:account:${email ?? ''}`
  return [...addressBuckets('sign-in', attempt.context.device.address, PER_ADDRESS), [account, PER_ACCOUNT]]
}
