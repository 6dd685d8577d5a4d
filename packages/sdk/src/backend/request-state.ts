/** What a request came to: somebody signed in, or nobody. One object, the same in every framework. */

import type { TokenReason } from '@coatcheck/core/verify'
import type { GetTokenOptions } from './get-token.ts'
import { type FactorAges, factorAges, has, type HasParams, type RolesOf } from './has.ts'
import { MESSAGES } from './messages.ts'
import type { Challenge } from './oauth-token-holder.ts'
import type { SessionClaims } from './session-claims.ts'

/** What a request brought: a session token, an opaque one, or the ticket of a connection. */
export type PresentedType = 'session' | 'opaque' | 'ticket'

/** A request of a signed-in person. */
export type SignedIn = {
  readonly isSignedIn: true
  readonly isAuthenticated: true
  readonly tokenType: PresentedType
  readonly userId: string
  readonly sessionId: string
  readonly sessionClaims: SessionClaims
  /** The active organization, and what the person is in it; `null` without one. */
  readonly orgId: string | null
  readonly orgRole: string | null
  readonly orgSlug: string | null
  readonly orgPermissions: readonly string[] | null
  /** Who acts as the user; `null` when it is the user. */
  readonly actor: { readonly sub: string } | null
  /** As of now, which a token's `fva` is not: that is of when it was issued. */
  readonly factorVerificationAge: FactorAges
  readonly has: (asked: HasParams) => boolean
  /**
   * The session token of the request, to be sent on to another backend of yours; or, with a backend key, another one as
   * it is asked: of a template, of another organization, that lives longer. By a signed session token in
   * `Authorization` there are only templates' tokens, which live no longer than a session token does.
   *
   * @throws {CoatcheckError} As a rejection, when there is none.
   */
  readonly getToken: (asked?: GetTokenOptions) => Promise<string>
  /**
   * Set-Cookie values for the browser, whose session cookie was renewed; mostly none. An answer that carries them must
   * be `Cache-Control: private, no-store`: `passCookies` sees to both.
   */
  readonly setCookies: () => readonly string[]
}

/** A request of nobody, and why. */
export type SignedOut = {
  readonly isSignedIn: false
  readonly isAuthenticated: false
  readonly reason: TokenReason
  readonly message: string
  /**
   * What went wrong. With `keys-unavailable` and `issuer-unavailable` nobody was found to be signed out: answer 503, not
   * 401.
   */
  readonly cause?: unknown
  /** With `api-key-limited`: how long to wait. */
  readonly retryAfterSeconds?: number
  /** Where access tokens are accepted: how to ask for one. */
  readonly challenge?: Challenge
  readonly tokenType: null
  readonly userId: null
  readonly sessionId: null
  readonly sessionClaims: null
  readonly orgId: null
  readonly orgRole: null
  readonly orgSlug: null
  readonly orgPermissions: null
  readonly actor: null
  readonly factorVerificationAge: null
  readonly has: (asked: HasParams) => false
  readonly getToken: (asked?: GetTokenOptions) => Promise<null>
  readonly setCookies: () => readonly string[]
}

/** What a request came to: the `auth` object. */
export type RequestState = SignedIn | SignedOut

/** What makes somebody signed in. */
export type SignedInBy = {
  readonly tokenType: PresentedType
  readonly claims: SessionClaims
  readonly nowMs: number
  readonly rolesOf: RolesOf | undefined
  readonly setCookies: readonly string[]
  readonly getToken: SignedIn['getToken']
}

/** Somebody, by claims that hold. */
export function signedIn({ tokenType, claims, nowMs, rolesOf, setCookies, getToken }: SignedInBy): SignedIn {
  const { org } = claims
  return {
    isSignedIn: true,
    isAuthenticated: true,
    tokenType,
    userId: claims.sub,
    sessionId: claims.sid,
    sessionClaims: claims,
    orgId: org?.id ?? null,
    orgRole: org?.role ?? null,
    orgSlug: org?.slug ?? null,
    orgPermissions: org?.permissions ?? null,
    actor: claims.act ?? null,
    factorVerificationAge: factorAges(claims, nowMs),
    has: (asked) => has(claims, asked, nowMs, rolesOf),
    // Behind functions, so that whoever logs the object logs no credential.
    getToken,
    setCookies: () => setCookies,
  }
}

/** Nobody. */
export function signedOut(reason: TokenReason, cause?: unknown, retryAfterSeconds?: number): SignedOut {
  return {
    isSignedIn: false,
    isAuthenticated: false,
    reason,
    message: MESSAGES[reason],
    ...(cause === undefined ? {} : { cause }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    tokenType: null,
    userId: null,
    sessionId: null,
    sessionClaims: null,
    orgId: null,
    orgRole: null,
    orgSlug: null,
    orgPermissions: null,
    actor: null,
    factorVerificationAge: null,
    has: () => false,
    getToken: () => Promise.resolve(null),
    setCookies: () => [],
  }
}
