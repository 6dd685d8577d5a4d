/** The claims of OAuth access tokens (RFC 9068) and of id_tokens (OpenID Connect Core section 2). */

import { encodeBase64url } from '../encoding/base64url.ts'
import { assuranceLevel, methodReferences } from '../oauth/oauth-grant.ts'
import type { OrganizationClaim } from '../protocol/session-claims.ts'
import type { SessionReading } from '../session/session-store.ts'
import type { Session } from '../session/session.ts'
import { idleDeadlineMs } from '../session/status.ts'
import { capLifetime } from '../session/token-lifetime.ts'
import type { JsonObject } from '../user/user.ts'
import type { Random } from '../world/random.ts'
import { JTI_BYTES, type MintedClaims } from './mint-claims.ts'

/** What every access token says, whoever it speaks for. */
type AccessInput = {
  readonly issuer: string
  /** The `client_id` that the client goes by. */
  readonly clientId: string
  readonly scopes: readonly string[]
  /** One is told as a text, several as a list. */
  readonly audience: readonly string[]
  /** The thumbprint of the key that it is bound to (RFC 9449 section 6). */
  readonly dpopThumbprint: string | null
  /** As of which position of the log everything was read. */
  readonly position: number
}

/** What an access token says beyond the grant that it comes from. */
export type GrantAccessInput = AccessInput & {
  /** The organization that the grant is bound to, or that its session works in. */
  readonly organization: OrganizationClaim | null
  /** Who acts for the subject beside whoever the session says (RFC 8693 section 4.1). */
  readonly actor?: JsonObject
  /** A shorter life than the grant's own, in milliseconds. */
  readonly lifetimeMs?: number
}

/** Claims of an access token of a grant. It ends with the grant, and every sign of that is told of its `sid`. */
export function mintGrantAccessClaims(
  { session, nowMs }: Pick<SessionReading, 'session' | 'nowMs'>,
  input: GrantAccessInput,
  random: Random,
): MintedClaims {
  const { limits, factors, method, actor } = session
  const idleAtMs = idleDeadlineMs(session)
  const granted = capLifetime(nowMs + Math.min(limits.tokenLifetimeMs, input.lifetimeMs ?? Infinity), [
    ...(idleAtMs === null ? [] : [{ atMs: idleAtMs, by: 'idle' } as const]),
    { atMs: limits.absoluteExpiresAtMs, by: 'session' },
  ])
  const act = input.actor ?? actor
  return accessClaims(input, nowMs, granted, random, {
    sub: session.userId,
    sid: session.id,
    ...signInClaims(factors, method),
    ...(act === null ? {} : { act }),
    ...(input.organization === null ? {} : { org: input.organization }),
  })
}

/** Claims of an access token that a client gets for itself (RFC 6749 section 4.4): its `sub` is the client. */
export function mintMachineAccessClaims(
  input: AccessInput & {
    readonly nowMs: number
    readonly lifetimeMs: number
    readonly subject: string
    /** Who acts for it. */
    readonly actor?: JsonObject
  },
  random: Random,
): MintedClaims {
  const granted = capLifetime(input.nowMs + input.lifetimeMs, [])
  const act = input.actor === undefined ? {} : { act: input.actor }
  return accessClaims(input, input.nowMs, granted, random, { sub: input.subject, ...act })
}

function accessClaims(
  input: AccessInput,
  nowMs: number,
  granted: ReturnType<typeof capLifetime>,
  random: Random,
  own: { readonly [claim: string]: unknown },
): MintedClaims {
  const issuedAt = Math.floor(nowMs / 1000)
  const expiresAt = Math.floor(granted.expiresAtMs / 1000)
  const [only, another] = input.audience
  return {
    issuedAtMs: issuedAt * 1000,
    expiresAtMs: expiresAt * 1000,
    clampedBy: granted.clampedBy,
    claims: {
      iss: input.issuer,
      ...own,
      aud: another === undefined ? only : input.audience,
      client_id: input.clientId,
      scope: input.scopes.join(' '),
      iat: issuedAt,
      nbf: issuedAt,
      exp: expiresAt,
      jti: encodeBase64url(random.bytes(JTI_BYTES)),
      ...(input.dpopThumbprint === null ? {} : { cnf: { jkt: input.dpopThumbprint } }),
      gen: input.position,
    },
  }
}

/** What an id_token says beyond the grant that it comes from. */
export type IdTokenInput = {
  readonly issuer: string
  readonly clientId: string
  /** That of the authorization request; `null` where there was none. */
  readonly nonce: string | null
  /** Half of the hash of the access token that it comes with (OpenID Connect Core section 3.1.3.6). */
  readonly accessTokenHash: string
  /** What its scopes let the client know of the person. */
  readonly person: JsonObject
}

/** How long an id_token can be shown, in seconds: it is read once, when it comes. */
const ID_TOKEN_SECONDS = 600

/** Claims of an id_token. It says who signed in, when and how; it opens nothing. */
export function mintIdTokenClaims(
  { session, nowMs }: Pick<SessionReading, 'session' | 'nowMs'>,
  input: IdTokenInput,
): JsonObject {
  const issuedAt = Math.floor(nowMs / 1000)
  return {
    ...input.person,
    iss: input.issuer,
    sub: session.userId,
    aud: input.clientId,
    azp: input.clientId,
    iat: issuedAt,
    exp: issuedAt + ID_TOKEN_SECONDS,
    sid: session.id,
    ...signInClaims(session.factors, session.method),
    at_hash: input.accessTokenHash,
    ...(input.nonce === null ? {} : { nonce: input.nonce }),
  }
}

/** `auth_time`, `acr` and `amr`: of the sign-in that the grant comes from, however often it is refreshed. */
function signInClaims(
  { firstAtMs, secondAtMs }: Session['factors'],
  method: Session['method'],
): { readonly auth_time?: number; readonly acr: string; readonly amr: readonly string[] } {
  return {
    ...(firstAtMs === null ? {} : { auth_time: Math.floor(firstAtMs / 1000) }),
    acr: assuranceLevel(secondAtMs),
    amr: methodReferences(method, secondAtMs),
  }
}
