/** The claims of a template's token: what the template says, around what every token has. */

import { encodeBase64url } from '../encoding/base64url.ts'
import type { UserId } from '../id/id.ts'
import type { SessionReading } from '../session/session-store.ts'
import type { Session } from '../session/session.ts'
import { idleDeadlineMs } from '../session/status.ts'
import { capLifetime, type GrantedLifetime } from '../session/token-lifetime.ts'
import type { StoredTemplate } from '../template/template-store.ts'
import type { JsonObject } from '../user/user.ts'
import type { Random } from '../world/random.ts'
import { JTI_BYTES, type MintedClaims } from './mint-claims.ts'

export { TEMPLATE_TOKEN_TYPE } from '../protocol/session-claims.ts'

/** What a token says beyond the user and the session that it comes from. */
export type TemplateMintInput = {
  readonly issuer: string
  /** The origin or client it is minted for. */
  readonly authorizedParty: string
  /** The lifetime asked for: granted up to the template's; `null` for that. */
  readonly askedLifetimeMs: number | null
  readonly template: Pick<StoredTemplate, 'lifetimeSeconds' | 'clockSkewSeconds'>
  /** What the template makes of the user's data. Whatever a token sets itself wins over it. */
  readonly custom: JsonObject
}

/** Claims of a token that ends with its session. @param position As of which position of the log everything was read. */
export function mintTemplateClaims(
  { session, nowMs }: Pick<SessionReading, 'session' | 'nowMs'>,
  input: TemplateMintInput & { readonly position: number },
  random: Random,
): MintedClaims {
  const granted = grantTemplateLifetime(session, input, nowMs)
  const { actor } = session
  return minted(input, granted, nowMs, {
    iss: input.issuer,
    sub: session.userId,
    sid: session.id,
    ...timesOf(input, granted, nowMs),
    jti: encodeBase64url(random.bytes(JTI_BYTES)),
    azp: input.authorizedParty,
    ...(actor === null ? {} : { act: actor }),
    gen: input.position,
  })
}

/** Claims of a detached token, and its `jti`: no session ends it. */
export function mintDetachedClaims(
  { userId, nowMs }: { readonly userId: UserId; readonly nowMs: number },
  input: TemplateMintInput,
  random: Random,
): MintedClaims & { readonly jti: string } {
  const { askedLifetimeMs } = input
  const granted = capLifetime(nowMs + (askedLifetimeMs ?? mostMs(input)), [
    { atMs: nowMs + mostMs(input), by: 'policy' },
  ])
  const jti = encodeBase64url(random.bytes(JTI_BYTES))
  const claims = {
    iss: input.issuer,
    sub: userId,
    ...timesOf(input, granted, nowMs),
    jti,
    azp: input.authorizedParty,
  }
  return { ...minted(input, granted, nowMs, claims), jti }
}

/**
 * Grants a lifetime up to the template's. The session's absolute limit caps everything; its idle deadline caps what
 * goes beyond the default of session tokens, which is also all that somebody who acts as the user gets.
 */
function grantTemplateLifetime(session: Session, input: TemplateMintInput, nowMs: number): GrantedLifetime {
  const { tokenLifetimeMs, absoluteExpiresAtMs } = session.limits
  const idleAtMs = idleDeadlineMs(session)
  const short = nowMs + tokenLifetimeMs
  return capLifetime(nowMs + (input.askedLifetimeMs ?? mostMs(input)), [
    { atMs: nowMs + mostMs(input), by: 'policy' },
    ...(session.actor === null ? [] : [{ atMs: short, by: 'policy' } as const]),
    ...(idleAtMs === null ? [] : [{ atMs: Math.max(idleAtMs, short), by: 'idle' } as const]),
    { atMs: absoluteExpiresAtMs, by: 'session' },
  ])
}

function mostMs({ template }: TemplateMintInput): number {
  return template.lifetimeSeconds * 1000
}

/** The clock skew moves `iat` and `nbf` back, never `exp` on. */
function timesOf(
  { template }: TemplateMintInput,
  { expiresAtMs }: GrantedLifetime,
  nowMs: number,
): { readonly iat: number; readonly nbf: number; readonly exp: number } {
  const from = Math.floor(nowMs / 1000) - template.clockSkewSeconds
  return { iat: from, nbf: from, exp: Math.floor(expiresAtMs / 1000) }
}

function minted(
  { custom }: TemplateMintInput,
  granted: GrantedLifetime,
  nowMs: number,
  own: { readonly [claim: string]: unknown },
): MintedClaims {
  return {
    issuedAtMs: Math.floor(nowMs / 1000) * 1000,
    expiresAtMs: Math.floor(granted.expiresAtMs / 1000) * 1000,
    clampedBy: granted.clampedBy,
    claims: { ...custom, ...own },
  }
}
