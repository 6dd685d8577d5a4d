/** The claims of our own tokens, checked member by member: who issued them, when, and the form of each. */

import type { SessionClaims, TemplateClaims } from '../protocol/session-claims.ts'
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

function checkClaims<C extends JsonMembers>(
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

function isFactorAges(fva: unknown): boolean {
  return Array.isArray(fva) && fva.length === 2 && fva.every((age) => Number.isSafeInteger(age) && age >= -1)
}

function isActor(act: unknown): boolean {
  return act === undefined || (isObject(act) && isName(act['sub']))
}

function isOrganization(org: unknown): boolean {
  if (!isObject(org) || ![org['id'], org['slug'], org['role']].every(isName)) return false
  const { permissions } = org
  return Array.isArray(permissions) && permissions.every(isName)
}

/** RFC 7519 section 4.1.3: a string, or an array of them. */
function isAudience(aud: unknown): boolean {
  return aud === undefined || typeof aud === 'string' || (Array.isArray(aud) && aud.every(isName))
}

/** Compared as they come: folding letters that look alike would make one name of two. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= 255
}

function isObject(value: unknown): value is JsonMembers {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
