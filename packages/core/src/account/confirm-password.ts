/** Checks the password of somebody who is known already, as strictly as a sign-in. */

import { draftEvent, type ActContext } from '../event/event.ts'
import type { EventStore } from '../event/event-store.ts'
import { addressBuckets, takeEach } from '../rate-limit/address-limit.ts'
import type { RateLimitStore } from '../rate-limit/rate-limit.ts'
import type { ClientId, SessionId, UserId } from '../id/id.ts'
import type { PasswordHasher } from '../sign-in/password-hasher.ts'
import { PER_ACCOUNT, PER_ADDRESS } from '../sign-in/sign-in-limits.ts'
import type { UserStore } from '../user/user-store.ts'
import type { User } from '../user/user.ts'

/** What confirming needs of the world. */
export type ConfirmPasswordDeps = {
  readonly users: UserStore
  readonly events: EventStore
  readonly rateLimits: RateLimitStore
  readonly passwords: PasswordHasher
}

/** How it went. */
export type PasswordConfirmation =
  | { readonly ok: true; readonly user: User; readonly passwordHash: string }
  | { readonly ok: false; readonly code: 'credentials_invalid' }
  | { readonly ok: false; readonly code: 'rate_limited' | 'server_busy'; readonly retryAfterMs: number }

/** Whose password it should be, and where it is typed: on a device that signed them in, or on an unknown one. */
export type PasswordHolder = {
  readonly userId: UserId
  readonly device: { readonly sessionId: SessionId; readonly clientId: ClientId } | null
}

/**
 * Checks the password of a known user. It draws on the bucket that sign-ins on this device draw on, so that neither a
 * stolen session nor a stolen link is a better place to guess from than the sign-in page.
 */
export async function confirmPassword(
  deps: ConfirmPasswordDeps,
  { userId, device }: PasswordHolder,
  password: string,
  context: ActContext,
): Promise<PasswordConfirmation> {
  const found = await deps.users.findWithPassword(userId)
  const account = device === null ? `account:${found?.user.email ?? userId}` : `${device.clientId}:${userId}`
  const busy = deps.passwords.isBusy()
  if (busy !== null) return { ok: false, code: 'server_busy', retryAfterMs: busy.retryAfterSeconds * 1000 }
  const taken = await takeEach(deps.rateLimits, [
    ...addressBuckets('sign-in', context.device.address, PER_ADDRESS),
    [`sign-in:${account}`, PER_ACCOUNT],
  ])
  if (taken.outcome === 'limited') {
    return { ok: false, code: 'rate_limited', retryAfterMs: taken.retryAfterMs }
  }
  const check = await deps.passwords.verify(found?.passwordHash ?? null, password)
  if (check.outcome === 'busy') {
    return { ok: false, code: 'server_busy', retryAfterMs: check.retryAfterSeconds * 1000 }
  }
  if (check.matches && found !== null && found.passwordHash !== null) {
    return { ok: true, user: found.user, passwordHash: found.passwordHash }
  }
  const about = { outcome: 'failure', userId, ...device, reason: 'credentials_invalid' } as const
  await deps.events.append([draftEvent(context, 'sign_in.failed', about)])
  return { ok: false, code: 'credentials_invalid' }
}
