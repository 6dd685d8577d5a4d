/** The time claims: finite whole seconds, in order, within the skew and the longest life. */

import { refuse, type TokenRefusal } from './reason.ts'
import type { JsonMembers } from './strict-json.ts'

/** How far two clocks may be apart, in seconds, unless told otherwise. */
export const DEFAULT_SKEW_SECONDS = 5

/** What is asked of the times. */
export type TimeRules = {
  readonly nowSeconds: number
  readonly skewSeconds: number
  /** The longest `exp - iat`. */
  readonly maxLifetimeSeconds: number
}

/** The times of a token that is in force. */
export type TokenTimes = {
  readonly ok: true
  readonly issuedAt: number
  readonly notBefore: number
  readonly expiresAt: number
}

/** Checks `iat`, `nbf` and `exp` (RFC 7519 section 4.1), which all but `nbf` must be there. */
export function checkTimes(claims: JsonMembers, rules: TimeRules): TokenTimes | TokenRefusal {
  const { iat, exp, nbf = iat } = claims
  if (!isSeconds(iat) || !isSeconds(exp) || !isSeconds(nbf)) return refuse('token-claims-invalid')
  if (exp <= iat || exp - iat > rules.maxLifetimeSeconds) return refuse('token-claims-invalid')
  const times = { ok: true, issuedAt: iat, notBefore: nbf, expiresAt: exp } as const
  return checkInForce(times, rules.nowSeconds, rules.skewSeconds) ?? times
}

/** Checks times that are well-formed against the clock; `null` when the token is in force. */
export function checkInForce(
  times: TokenTimes,
  nowSeconds: number,
  skewSeconds: number,
): TokenRefusal | null {
  if (nowSeconds >= times.expiresAt + skewSeconds) return refuse('token-expired')
  if (times.notBefore > nowSeconds + skewSeconds) return refuse('token-not-active-yet')
  if (times.issuedAt > nowSeconds + skewSeconds) return refuse('token-issued-in-future')
  return null
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < 1e11
}
