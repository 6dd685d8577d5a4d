/** What a request came to: somebody signed in, or nobody. One object, the same in every framework. */

import type { TokenReason } from '@coatcheck/core/verify'
import { type FactorAges, factorAges, has, type HasParams, type RolesOf } from './has.ts'
import { MESSAGES } from './messages.ts'
import type { SessionClaims } from './session-claims.ts'

/** A request of a signed-in person. */
export type SignedIn = {
  readonly isSignedIn: true
  readonly isAuthenticated: true
  readonly tokenType: 'session'
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
  /** The token that came with the request, to be sent on to another backend of yours. */
  readonly getToken: () => Promise<string>
}

/** A request of nobody, and why. */
export type SignedOut = {
  readonly isSignedIn: false
  readonly isAuthenticated: false
  readonly reason: TokenReason
  readonly message: string
  /** With `keys-unavailable`: what went wrong. Nobody was found to be signed out: answer 503, not 401. */
  readonly cause?: unknown
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
  readonly getToken: () => Promise<null>
}

/** What a request came to: the `auth` object. */
export type RequestState = SignedIn | SignedOut

/** Somebody, by a token that holds. */
export function signedIn(token: string, claims: SessionClaims, nowMs: number, rolesOf?: RolesOf): SignedIn {
  const { org } = claims
  return {
    isSignedIn: true,
    isAuthenticated: true,
    tokenType: 'session',
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
    // Behind a function, so that whoever logs the object logs no credential.
    getToken: () => Promise.resolve(token),
  }
}

/** Nobody. */
export function signedOut(reason: TokenReason, cause?: unknown): SignedOut {
  return {
    isSignedIn: false,
    isAuthenticated: false,
    reason,
    message: MESSAGES[reason],
    ...(cause === undefined ? {} : { cause }),
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
  }
}
