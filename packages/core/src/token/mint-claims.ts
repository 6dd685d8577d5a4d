/** The claims of a session token, made from a session as it was read. */

import type { SessionReading } from '../session/session-store.ts'
import { type GrantedLifetime, grantLifetime } from '../session/token-lifetime.ts'
import type { FactorTimes } from '../session/session.ts'
import type { JsonObject } from '../user/user.ts'
import { encodeBase64url } from '../encoding/base64url.ts'
import type { OrganizationClaim } from '../protocol/session-claims.ts'
import type { Random } from '../world/random.ts'

export { SESSION_TOKEN_TYPE } from '../protocol/session-claims.ts'

/** The version of the claims' layout, in `v`. */
export const SESSION_CLAIMS_VERSION = 1

/** How many random bytes a `jti` has. */
export const JTI_BYTES = 16

/** What a token says beyond the session it comes from. */
export type MintInput = {
  readonly issuer: string
  /** The origin or client it is minted for. */
  readonly authorizedParty: string
  /** The lifetime asked for, or `null` for the default. */
  readonly askedLifetimeMs: number | null
  /** The factors to report: former ones while an old client secret is in its grace. */
  readonly factors: FactorTimes
  /** The organization that the token tells. */
  readonly organization: OrganizationClaim | null
  /** The instance's own claims. Whatever a token sets itself wins over them. */
  readonly custom: JsonObject
  /** As of which position of the log the session and the custom claims were read. */
  readonly position: number
}

/** Claims ready to be signed, and when they end. */
export type MintedClaims = GrantedLifetime & {
  readonly issuedAtMs: number
  readonly claims: { readonly org?: OrganizationClaim; readonly [claim: string]: unknown }
}

/** Makes the claims of one token. `iat` and `exp` count from the store's clock; `exp` is rounded down. */
export function mintSessionClaims(reading: SessionReading, input: MintInput, random: Random): MintedClaims {
  const { session, nowMs } = reading
  if (session.needsSecondFactor) throw new Error(`${session.id} is pending: nothing is minted from it`)
  const granted = grantLifetime(session, input.askedLifetimeMs, nowMs)
  const issuedAt = Math.floor(nowMs / 1000)
  const expiresAt = Math.floor(granted.expiresAtMs / 1000)
  return {
    issuedAtMs: issuedAt * 1000,
    expiresAtMs: expiresAt * 1000,
    clampedBy: granted.clampedBy,
    claims: {
      ...input.custom,
      iss: input.issuer,
      sub: session.userId,
      sid: session.id,
      iat: issuedAt,
      nbf: issuedAt,
      exp: expiresAt,
      jti: encodeBase64url(random.bytes(JTI_BYTES)),
      azp: input.authorizedParty,
      v: SESSION_CLAIMS_VERSION,
      sts: 'active',
      fva: [minutesSince(input.factors.firstAtMs, nowMs), minutesSince(input.factors.secondAtMs, nowMs)],
      ...(session.actor === null ? {} : { act: session.actor }),
      ...(input.organization === null ? {} : { org: input.organization }),
      gen: input.position,
    },
  }
}

/** Whole minutes since a factor was proved; -1 when it never was. */
export function minutesSince(atMs: number | null, nowMs: number): number {
  return atMs === null ? -1 : Math.max(0, Math.floor((nowMs - atMs) / 60_000))
}
