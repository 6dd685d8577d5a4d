/** The claims of a session token, checked member by member. */

import type { SessionClaims } from '../protocol/session-claims.ts'
import { refuse, type TokenRefusal } from './reason.ts'
import type { JsonMembers } from './strict-json.ts'
import { checkTimes, type TimeRules, type TokenTimes } from './times.ts'

/** What is asked of a session token's claims. */
export type ClaimRules = TimeRules & { readonly issuer: string }

/** Claims that hold, apart from who they are for. */
export type CheckedClaims = { readonly ok: true; readonly claims: SessionClaims; readonly times: TokenTimes }

/** Checks the claims of a token whose signature holds. */
export function checkSessionClaims(payload: JsonMembers, rules: ClaimRules): CheckedClaims | TokenRefusal {
  if (payload['iss'] !== rules.issuer) return refuse('token-issuer-invalid')
  const times = checkTimes(payload, rules)
  if (!times.ok) return times
  return isSessionClaims(payload) ? { ok: true, claims: payload, times } : refuse('token-claims-invalid')
}

/** Whether a token's audience is one of those accepted; an array counts only if all of it is (RFC 7519 4.1.3). */
export function audienceMatches(claims: JsonMembers, accepted: readonly string[]): boolean {
  const { aud } = claims
  const audiences = Array.isArray(aud) ? aud : [aud]
  return audiences.length > 0 && audiences.every((audience) => accepted.includes(audience))
}

function isSessionClaims(payload: JsonMembers): payload is SessionClaims {
  const { sub, sid, jti, azp, v, sts, fva, act, gen } = payload
  return (
    [sub, sid, jti, azp].every(isName) &&
    v === 1 &&
    sts === 'active' &&
    Array.isArray(fva) &&
    fva.length === 2 &&
    fva.every((age) => Number.isSafeInteger(age) && age >= -1) &&
    (act === undefined || (isObject(act) && isName(act['sub']))) &&
    (gen === undefined || Number.isSafeInteger(gen))
  )
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= 255
}

function isObject(value: unknown): value is JsonMembers {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
