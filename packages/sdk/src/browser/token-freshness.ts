/** When a token is good enough to be given out, and what to ask for when it is not: pure rules. */

import type { SessionClaims } from '../backend/session-claims.ts'
import { ClientError } from './client-error.ts'
import type { GetTokenOptions } from './client.ts'
import { thresholdMs } from './refresh-threshold.ts'

/** A token that the client holds. Times are the server's, in milliseconds since 1970. */
export type HeldToken = {
  readonly text: string
  readonly claims: SessionClaims
  readonly issuedAtMs: number
  readonly expiresAtMs: number
  /** The lifetime that was asked for in seconds; `null` for the default. */
  readonly askedSeconds: number | null
  /** Whether less was granted than was asked for. */
  readonly clamped: boolean
}

/** What a caller asks of a token, read. */
export type TokenWish = {
  readonly template: string | null
  /** `undefined`: the one that the session works in. */
  readonly organizationId: string | null | undefined
  readonly leewaySeconds: number
  readonly lifetimeSeconds: number | null
  readonly skipCache: boolean
  /** A token that was refused, and is not to be given out again. */
  readonly refused: string | null
  /** The person acts, and this is how the server hears of it. */
  readonly active: boolean
}

/** A session token, for whoever asks nothing more of it. */
export const ANY_TOKEN: TokenWish = {
  template: null,
  organizationId: undefined,
  leewaySeconds: 0,
  lifetimeSeconds: null,
  skipCache: false,
  refused: null,
  active: false,
}

/** A token that dies on its way is of no use to anybody. */
const USABLE_MS = 2_000
/** What the server takes (`expiresInSeconds`). */
const SHORTEST_SECONDS = 30
const LONGEST_SECONDS = 315_360_000

/** Reads what a caller asks. @throws {ClientError} `option_invalid`. */
export function readWish(options: GetTokenOptions): TokenWish {
  return {
    ...ANY_TOKEN,
    template: options.template ?? null,
    organizationId: options.organizationId,
    leewaySeconds: readSeconds('leewayInSeconds', options.leewayInSeconds) ?? 0,
    lifetimeSeconds: readSeconds('expiresInSeconds', options.expiresInSeconds),
    skipCache: options.skipCache === true,
  }
}

function readSeconds(name: string, value: number | undefined): number | null {
  if (value === undefined) return null
  if (typeof value === 'number' && value >= 0 && value <= LONGEST_SECONDS) return Math.ceil(value)
  throw new ClientError(
    'option_invalid',
    `${name} is ${String(value)}; it takes 0 to ${LONGEST_SECONDS} seconds`,
  )
}

/** Whether a token need not be renewed yet. */
export function isFresh(token: HeldToken, nowMs: number, percent: number): boolean {
  return token.expiresAtMs - nowMs > thresholdMs(token.expiresAtMs - token.issuedAtMs, percent)
}

/** Whether a token still works, for whoever can get no other. */
export function isUsable(token: HeldToken, nowMs: number): boolean {
  return token.expiresAtMs - nowMs > USABLE_MS
}

/** Whether a caller can have this token. */
export function satisfies(
  token: HeldToken,
  wish: TokenWish,
  at: { readonly nowMs: number; readonly percent: number },
): boolean {
  const { leewaySeconds, lifetimeSeconds, refused } = wish
  if (token.text === refused || !isFresh(token, at.nowMs, at.percent)) return false
  if (lifetimeSeconds !== null && (token.askedSeconds ?? 0) < lifetimeSeconds) return false
  if (token.expiresAtMs - at.nowMs >= leewaySeconds * 1000) return true
  // No more is to be had, and asking again would give the same.
  return token.clamped && (token.askedSeconds ?? 0) >= leewaySeconds
}

/**
 * The lifetime to ask for, in seconds: with leeway so much more than the leeway that not every call asks anew; `null` for
 * the default.
 */
export function lifetimeToAsk({ leewaySeconds, lifetimeSeconds }: TokenWish): number | null {
  const wanted = Math.max(
    lifetimeSeconds ?? 0,
    leewaySeconds === 0 ? 0 : leewaySeconds + Math.max(60, Math.ceil(leewaySeconds / 2)),
  )
  return wanted === 0 ? null : Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, wanted))
}
