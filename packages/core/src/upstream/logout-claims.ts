/** What a logout token says (OpenID Connect Back-Channel Logout 1.0 section 2.6). Its signature has been checked before. */

import { audienceMatches } from '../verify/audience.ts'
import type { GatedToken } from '../verify/gate.ts'
import { isMediaType } from '../verify/media-type.ts'
import { checkTimes, DEFAULT_SKEW_SECONDS } from '../verify/times.ts'
import { isSubject, type UpstreamRefusal, type UpstreamTokenReason } from './upstream-claims.ts'
import type { Upstream } from './upstream.ts'

/** What ended there: a session of it, or else everything that a person had. */
export type UpstreamLogout = {
  readonly ok: true
  readonly names: 'session' | 'subject'
  readonly value: string
  /** Unique at its issuer. */
  readonly tokenId: string
  readonly issuedAtMs: number
}

/** How long a logout token may live: it is sent at once. */
const MAX_SECONDS = 300

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout'

/** Checks header and claims of a token whose signature holds. */
export function checkLogoutClaims(
  { issuer, audiences, client }: Pick<Upstream, 'issuer' | 'audiences' | 'client'>,
  { header, payload }: Pick<GatedToken, 'header' | 'payload'>,
  nowMs: number,
): UpstreamLogout | UpstreamRefusal {
  const { iss, sub, sid, jti, events, nonce } = payload
  if (iss !== issuer) return refuse('token-issuer-invalid')
  if (!isMediaType(header['typ'], 'logout+jwt')) return refuse('token-type-invalid')
  const times = checkTimes(payload, {
    nowSeconds: Math.floor(nowMs / 1000),
    skewSeconds: DEFAULT_SKEW_SECONDS,
    maxLifetimeSeconds: MAX_SECONDS,
  })
  if (!times.ok) return times
  const ours = client === null ? audiences : [...audiences, client.clientId]
  if (ours.length === 0 || !audienceMatches(payload, ours)) return refuse('token-audience-invalid')
  // An id_token has a nonce, so that neither can ever be taken for the other.
  if (nonce !== undefined || !isLogoutEvent(events)) return refuse('token-not-a-logout-token')
  if (!isSubject(jti) || !isOptionalSubject(sub) || !isOptionalSubject(sid))
    return refuse('token-claims-invalid')
  const ended = { ok: true, tokenId: jti, issuedAtMs: times.issuedAt * 1000 } as const
  if (sid !== undefined) return { ...ended, names: 'session', value: sid }
  return sub === undefined ? refuse('token-claims-invalid') : { ...ended, names: 'subject', value: sub }
}

function isLogoutEvent(events: unknown): boolean {
  if (typeof events !== 'object' || events === null || !(LOGOUT_EVENT in events)) return false
  const event = events[LOGOUT_EVENT]
  return typeof event === 'object' && event !== null && !Array.isArray(event)
}

function isOptionalSubject(value: unknown): value is string | undefined {
  return value === undefined || isSubject(value)
}

function refuse(reason: UpstreamTokenReason): UpstreamRefusal {
  return { ok: false, reason }
}
