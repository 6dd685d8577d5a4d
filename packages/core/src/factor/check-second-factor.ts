/** Checks a code that somebody types as their second factor: it counts against a limit, and is used up by counting. */

import { type ActContext, draftEvent } from '../event/event.ts'
import type { EventStore } from '../event/event-store.ts'
import type { UserId } from '../id/id.ts'
import type { RateLimit, RateLimitStore } from '../rate-limit/rate-limit.ts'
import type { Crypto } from '../world/crypto.ts'
import type { TotpSeed } from './factor.ts'
import type { FactorStore } from './factor-store.ts'
import { readRecoveryCode } from './recovery-codes.ts'
import { findTotpStep } from './totp.ts'

/**
 * Codes tried for one user, wherever: 10 at once, then one each minute. Of a million codes three are right at any
 * moment, so that guessing for a whole day succeeds once in 230 days.
 */
export const GUESSES_PER_USER: RateLimit = { everyMs: 60_000, burst: 10 }

/** What checking needs of the world. */
export type CheckSecondFactorDeps = {
  readonly factors: FactorStore
  readonly events: EventStore
  readonly rateLimits: RateLimitStore
  readonly crypto: Crypto
  /** Opens a sealed seed; `null` for one that was sealed under a secret that is not given any more. */
  readonly openSeed: (seed: TotpSeed) => Uint8Array | null
  /** The keyed hashes of a recovery code, under every secret that is accepted. */
  readonly hashRecoveryCode: (code: string) => readonly Uint8Array[]
}

/** What was typed. */
export type TypedFactor = { readonly kind: 'totp' | 'recovery'; readonly code: string }

/** How it went. A wrong code, a used one, and one for a factor that is not there look the same. */
export type SecondFactorCheck =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: 'factor_invalid' }
  | { readonly ok: false; readonly code: 'rate_limited'; readonly retryAfterMs: number }

/** Checks, at the store's `nowMs`. */
export async function checkSecondFactor(
  deps: CheckSecondFactorDeps,
  userId: UserId,
  { kind, code }: TypedFactor,
  nowMs: number,
  context: ActContext,
): Promise<SecondFactorCheck> {
  const limited = await takeGuess(deps, userId)
  if (limited !== null) return limited
  const holds =
    kind === 'totp'
      ? await useTotpCode(deps, userId, code, nowMs, context)
      : await useRecoveryCode(deps, userId, code, context)
  return holds ? { ok: true } : await refuse(deps, userId, kind, context)
}

/** Takes one guess; the refusal when there is none left. */
export async function takeGuess(
  { rateLimits }: Pick<CheckSecondFactorDeps, 'rateLimits'>,
  userId: UserId,
): Promise<Extract<SecondFactorCheck, { code: 'rate_limited' }> | null> {
  const taken = await rateLimits.take(`second-factor:${userId}`, GUESSES_PER_USER)
  return taken.outcome === 'limited'
    ? { ok: false, code: 'rate_limited', retryAfterMs: taken.retryAfterMs }
    : null
}

/** Tells of a proof that failed. */
export async function refuse(
  { events }: Pick<CheckSecondFactorDeps, 'events'>,
  userId: UserId,
  kind: string,
  context: ActContext,
): Promise<Extract<SecondFactorCheck, { code: 'factor_invalid' }>> {
  const about = { outcome: 'failure', userId, reason: 'factor_invalid', details: { kind } } as const
  await events.append([draftEvent(context, 'factor.failed', about)])
  return { ok: false, code: 'factor_invalid' }
}

async function useTotpCode(
  { factors, crypto, openSeed }: CheckSecondFactorDeps,
  userId: UserId,
  code: string,
  nowMs: number,
  context: ActContext,
): Promise<boolean> {
  const totp = await factors.findTotp(userId, null)
  const seed = totp === null ? null : openSeed(totp)
  const step = seed === null ? null : findTotpStep(seed, code, nowMs, crypto)
  return totp !== null && step !== null && (await factors.useTotp({ id: totp.id, step }, context))
}

async function useRecoveryCode(
  { factors, hashRecoveryCode }: CheckSecondFactorDeps,
  userId: UserId,
  text: string,
  context: ActContext,
): Promise<boolean> {
  const code = readRecoveryCode(text)
  return code !== null && (await factors.useRecoveryCode(userId, hashRecoveryCode(code), context))
}
