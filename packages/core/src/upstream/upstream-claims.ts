/** What an upstream's token says, checked by the rules of its kind. Its signature has been checked before. */

import { CLERK_SESSION_CATEGORY, CLERK_TEMPLATE_CATEGORY } from '../protocol/clerk.ts'
import type { FactorTimes } from '../session/session.ts'
import { type EmailAddress, normalizeEmail } from '../user/email.ts'
import type { TokenReason } from '../verify/reason.ts'
import { audienceMatches } from '../verify/audience.ts'
import type { GatedToken } from '../verify/gate.ts'
import type { JsonMembers } from '../verify/strict-json.ts'
import { checkTimes, DEFAULT_SKEW_SECONDS } from '../verify/times.ts'
import type { Upstream } from './upstream.ts'

/** Why an upstream's token was refused: for the event, never for the answer. */
export type UpstreamTokenReason =
  | TokenReason
  | 'token-lifetime-too-long'
  | 'token-category-invalid'
  | 'token-role-invalid'
  | 'token-anonymous'
  | 'token-actor-refused'
  | 'token-not-an-id-token'
  | 'token-nonce-invalid'
  | 'token-not-a-logout-token'
  | 'issuer-unknown'
  | 'keys-unavailable'

/** A refused token. */
export type UpstreamRefusal = { readonly ok: false; readonly reason: UpstreamTokenReason }

/** What a good token says of a person. */
export type UpstreamSubject = {
  readonly ok: true
  /** Unique and never reassigned at its issuer: the key of the person, together with the issuer. */
  readonly subject: string
  /** Only an address that the issuer says it has verified. */
  readonly email: EmailAddress | null
  readonly firstName: string | null
  readonly lastName: string | null
  /** When the person signed in upstream (`auth_time`); `null` when it does not say. */
  readonly signedInAtMs: number | null
  readonly factors: FactorTimes
  /** Who acts as the person (RFC 8693 section 4.1). */
  readonly actor: { readonly sub: string } | null
  /** The session that it has there (`sid`); `null` when it does not say. */
  readonly upstreamSessionId: string | null
  readonly issuedAtMs: number
  readonly expiresAtMs: number
}

/** The header members that upstreams' tokens may have; `cat` and `oiat` are Clerk's. */
export const UPSTREAM_HEADER_MEMBERS: readonly string[] = ['alg', 'typ', 'kid', 'cat', 'oiat']

const NO_FACTORS: FactorTimes = { firstAtMs: null, secondAtMs: null }

/** Checks header and claims of a token whose signature holds. */
export function checkUpstreamClaims(
  upstream: Upstream,
  { header, payload }: Pick<GatedToken, 'header' | 'payload'>,
  nowMs: number,
): UpstreamSubject | UpstreamRefusal {
  const { iss, sub, iat, exp, act, auth_time: authTime } = payload
  if (iss !== upstream.issuer) return refuse('token-issuer-invalid')
  // An access, logout or DPoP token of the same issuer has a type of its own (RFC 8725 section 3.11).
  if (header['typ'] !== undefined && header['typ'] !== 'JWT') return refuse('token-type-invalid')
  if (typeof iat === 'number' && typeof exp === 'number' && exp - iat > upstream.maxTokenAgeSeconds) {
    return refuse('token-lifetime-too-long')
  }
  const times = checkTimes(payload, {
    nowSeconds: Math.floor(nowMs / 1000),
    skewSeconds: DEFAULT_SKEW_SECONDS,
    maxLifetimeSeconds: upstream.maxTokenAgeSeconds,
  })
  if (!times.ok) return times
  if (!isSubject(sub)) return refuse('token-claims-invalid')
  if (authTime !== undefined && !isTimeUntil(authTime, nowMs)) return refuse('token-claims-invalid')

  const mismatch = checkParties(upstream, payload) ?? checkKind(upstream, header, payload)
  if (mismatch !== null) return refuse(mismatch)
  const actor = readActor(act)
  if (act !== undefined && (actor === null || !upstream.allowActor)) return refuse('token-actor-refused')

  return {
    ok: true,
    subject: sub,
    ...profileOf(payload),
    signedInAtMs: authTime === undefined ? null : Math.min(authTime * 1000, nowMs),
    factors:
      actor === null && upstream.kind === 'clerk' ? clerkFactors(payload['fva'], times.issuedAt) : NO_FACTORS,
    actor,
    upstreamSessionId: sessionOf(payload[upstream.kind === 'supabase' ? 'session_id' : 'sid']),
    issuedAtMs: times.issuedAt * 1000,
    expiresAtMs: times.expiresAt * 1000,
  }
}

/** What the claims of OpenID Connect Core section 5.1 say of a person. */
export function profileOf(claims: JsonMembers): Pick<UpstreamSubject, 'email' | 'firstName' | 'lastName'> {
  return {
    email: claims['email_verified'] === true ? emailOf(claims['email']) : null,
    firstName: nameOf(claims['given_name']),
    lastName: nameOf(claims['family_name']),
  }
}

/** Whether the token was made for us: every configured list must hold, and one must be configured. */
function checkParties(upstream: Upstream, payload: JsonMembers): UpstreamTokenReason | null {
  const { audiences, authorizedParties } = upstream
  const { aud, azp } = payload
  if (audiences.length === 0 && authorizedParties.length === 0) return 'token-audience-invalid'
  if (audiences.length > 0 && !audienceMatches(payload, audiences)) return 'token-audience-invalid'
  if (authorizedParties.length > 0) {
    return typeof azp === 'string' && authorizedParties.includes(azp) ? null : 'token-party-invalid'
  }
  // OpenID Connect Core section 3.1.3.7: several audiences need an `azp`, and one that is there must be us.
  const needsParty = azp !== undefined || (Array.isArray(aud) && aud.length > 1)
  return needsParty && !(typeof azp === 'string' && audiences.includes(azp)) ? 'token-party-invalid' : null
}

function checkKind(
  upstream: Upstream,
  header: JsonMembers,
  payload: JsonMembers,
): UpstreamTokenReason | null {
  const hasClerkHeader = header['cat'] !== undefined || header['oiat'] !== undefined
  switch (upstream.kind) {
    case 'oidc':
      return hasClerkHeader ? 'token-header-invalid' : checkIdToken(payload)
    case 'supabase':
      if (hasClerkHeader) return 'token-header-invalid'
      if (payload['role'] !== 'authenticated') return 'token-role-invalid'
      return payload['is_anonymous'] === undefined || payload['is_anonymous'] === false
        ? null
        : 'token-anonymous'
    case 'clerk':
      return checkClerk(upstream, header['cat'], payload['sts'])
    case 'github':
      return 'token-not-an-id-token' // it issues none
  }
}

/** Access and logout tokens without a type of their own betray themselves by claims that no id_token has. */
function checkIdToken(payload: JsonMembers): UpstreamTokenReason | null {
  const foreign = ['scope', 'scp', 'client_id', 'events'].some((claim) => payload[claim] !== undefined)
  return foreign ? 'token-not-an-id-token' : null
}

/** A template's token is made for somebody else, unless an audience says that it is made for us. */
function checkClerk(upstream: Upstream, category: unknown, status: unknown): UpstreamTokenReason | null {
  const isTemplate = category === CLERK_TEMPLATE_CATEGORY && upstream.audiences.length > 0
  if (category !== undefined && category !== CLERK_SESSION_CATEGORY && !isTemplate)
    return 'token-category-invalid'
  return status === undefined || status === 'active' ? null : 'token-pending'
}

/** Clerk's `fva`: whole minutes since the first and second factor, -1 for never. */
function clerkFactors(fva: unknown, issuedAt: number): FactorTimes {
  if (!Array.isArray(fva) || fva.length !== 2) return NO_FACTORS
  const at = (minutes: unknown): number | null =>
    typeof minutes === 'number' && Number.isSafeInteger(minutes) && minutes >= 0 && minutes * 60 <= issuedAt
      ? (issuedAt - minutes * 60) * 1000
      : null
  return { firstAtMs: at(fva[0]), secondAtMs: at(fva[1]) }
}

function readActor(act: unknown): { readonly sub: string } | null {
  if (typeof act !== 'object' || act === null || !('sub' in act)) return null
  return isSubject(act.sub) ? { sub: act.sub } : null
}

function sessionOf(value: unknown): string | null {
  return isSubject(value) ? value : null
}

/** 1 to 255 characters, as OpenID Connect Core section 2 bounds it, and nothing invisible; compared as it is. */
export function isSubject(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 255 && /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u.test(value)
}

function isTimeUntil(value: unknown, nowMs: number): value is number {
  return (
    typeof value === 'number' &&
    Number.isSafeInteger(value) &&
    value > 0 &&
    value * 1000 <= nowMs + DEFAULT_SKEW_SECONDS * 1000
  )
}

function emailOf(value: unknown): EmailAddress | null {
  return typeof value === 'string' ? normalizeEmail(value) : null
}

function nameOf(value: unknown): string | null {
  const name = typeof value === 'string' ? value.trim() : ''
  return name !== '' && name.length <= 100 ? name : null
}

function refuse(reason: UpstreamTokenReason): UpstreamRefusal {
  return { ok: false, reason }
}
