/** The claims of tokens, checked member by member: who issued them, when, and the form of each. */

import type { SessionClaims, TemplateClaims } from '../protocol/session-claims.ts'
import { isActor, isAudience, isFactorAges, isName, isOrganization } from './claim-forms.ts'
import { type ClerkClaims, isClerkClaims, readClerkClaims } from './clerk-claims.ts'
import { refuse, type TokenRefusal } from './reason.ts'
import type { JsonMembers } from './strict-json.ts'
import { checkTimes, type TimeRules, type TokenTimes } from './times.ts'

/** What is asked of a token's claims. */
export type ClaimRules = TimeRules & { readonly issuer: string }

/** Claims that hold, apart from who they are for. */
export type CheckedClaims<C> = { readonly ok: true; readonly claims: C; readonly times: TokenTimes }

/** Checks the claims of a session token whose signature holds. */
export function checkSessionClaims(
  payload: JsonMembers,
  rules: ClaimRules,
): CheckedClaims<SessionClaims> | TokenRefusal {
  return checkClaims(payload, rules, isSessionClaims)
}

/** Checks the claims of a template's token whose signature holds. */
export function checkTemplateClaims(
  payload: JsonMembers,
  rules: ClaimRules,
): CheckedClaims<TemplateClaims> | TokenRefusal {
  return checkClaims(payload, rules, isTemplateClaims)
}

/** Checks the claims of a session token in one of Clerk's layouts. @returns Them in ours. */
export function checkClerkClaims(
  payload: JsonMembers,
  rules: ClaimRules,
): CheckedClaims<SessionClaims> | TokenRefusal {
  const checked = checkClaims<ClerkClaims>(payload, rules, isClerkClaims)
  if (!checked.ok) return checked
  if (checked.claims.sts === 'pending') return refuse('token-pending')
  const claims = readClerkClaims(checked.claims, checked.times)
  return claims === null ? refuse('token-claims-invalid') : { ...checked, claims }
}

/** Checks the claims of any token: the issuer, the times, and the form of the rest. */
export function checkClaims<C extends JsonMembers>(
  payload: JsonMembers,
  rules: ClaimRules,
  isOfForm: (payload: JsonMembers) => payload is C,
): CheckedClaims<C> | TokenRefusal {
  if (payload['iss'] !== rules.issuer) return refuse('token-issuer-invalid')
  const times = checkTimes(payload, rules)
  if (!times.ok) return times
  return isOfForm(payload) ? { ok: true, claims: payload, times } : refuse('token-claims-invalid')
}

function isSessionClaims(payload: JsonMembers): payload is SessionClaims {
  const { sub, sid, nbf, jti, azp, aud, v, sts, fva, act, org, gen } = payload
  return (
    isName(sub) &&
    isName(sid) &&
    isName(jti) &&
    isName(azp) &&
    nbf !== undefined &&
    isAudience(aud) &&
    v === 1 &&
    sts === 'active' &&
    isFactorAges(fva) &&
    isActor(act) &&
    (org === undefined || isOrganization(org)) &&
    (gen === undefined || Number.isSafeInteger(gen))
  )
}

function isTemplateClaims(payload: JsonMembers): payload is TemplateClaims {
  const { sub, sid, jti, azp, aud, act } = payload
  return (
    isName(sub) &&
    [sid, jti, azp].every((name) => name === undefined || isName(name)) &&
    isAudience(aud) &&
    isActor(act)
  )
}
