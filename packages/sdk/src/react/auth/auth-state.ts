/** What `useAuth` tells, made of what a client knows. */

import { factorAges, type FactorAges, type HasParams } from '../../backend/has.ts'
import type { SessionClaims } from '../../backend/session-claims.ts'
import type { ClientState, CoatcheckClient } from '../../browser/client.ts'
import { has } from '../../browser/has.ts'

/** What can be done whoever is signed in. */
type AuthCalls = Pick<CoatcheckClient, 'getToken' | 'signOut'>

/** It is not known yet who is signed in. */
export type AuthUnknown = AuthCalls & {
  readonly isLoaded: false
  readonly isSignedIn: undefined
  readonly userId: undefined
  readonly sessionId: undefined
  readonly sessionClaims: undefined
  readonly actor: undefined
  readonly orgId: undefined
  readonly orgSlug: undefined
  readonly orgRole: undefined
  readonly orgPermissions: undefined
  readonly factorVerificationAge: undefined
  readonly has: undefined
}

/** Nobody is. */
export type AuthSignedOut = AuthCalls & {
  readonly isLoaded: true
  readonly isSignedIn: false
  readonly userId: null
  readonly sessionId: null
  readonly sessionClaims: null
  readonly actor: null
  readonly orgId: null
  readonly orgSlug: null
  readonly orgRole: null
  readonly orgPermissions: null
  readonly factorVerificationAge: null
  /** Of nobody it is `false`. */
  readonly has: (asked: HasParams) => boolean
}

/** Somebody is. What only a token tells is `undefined` until there is one. */
export type AuthSignedIn = AuthCalls & {
  readonly isLoaded: true
  readonly isSignedIn: true
  readonly userId: string
  readonly sessionId: string
  readonly sessionClaims: SessionClaims | undefined
  /** Who acts as the user, if somebody else does. */
  readonly actor: { readonly sub: string } | null
  /** The organization that the session works in; `null` for none. */
  readonly orgId: string | null | undefined
  readonly orgSlug: string | null | undefined
  readonly orgRole: string | null | undefined
  readonly orgPermissions: readonly string[] | null | undefined
  /** Minutes since the first and the second factor were proved; -1 for never. */
  readonly factorVerificationAge: FactorAges | undefined
  /** Whether the session token says so; `false` until there is one. A backend decides, this shows. */
  readonly has: (asked: HasParams) => boolean
}

/** What `useAuth` tells: ask `isLoaded` first, then `isSignedIn`. */
export type Auth = AuthUnknown | AuthSignedOut | AuthSignedIn

/** Makes it. */
export function authOf(client: CoatcheckClient, { isLoaded, session, token }: ClientState): Auth {
  const { getToken, signOut } = client
  const calls: AuthCalls = { getToken, signOut }
  if (!isLoaded) return { ...calls, isLoaded, isSignedIn: undefined, ...all(undefined), has: undefined }
  if (session === null) return { ...calls, isLoaded, isSignedIn: false, ...all(null), has: () => false }
  const claims = token?.claims
  const organization = claims === undefined ? undefined : (claims.org ?? null)
  return {
    ...calls,
    isLoaded,
    isSignedIn: true,
    userId: session.user.id,
    sessionId: session.id,
    sessionClaims: claims,
    actor: session.actor,
    orgId: organization && organization.id,
    orgSlug: organization && organization.slug,
    orgRole: organization && organization.role,
    orgPermissions: organization && organization.permissions,
    factorVerificationAge: claims && factorAges(claims, client.nowMs()),
    // A function of its own for each state: what remembers an answer by it asks again.
    has: (asked) => has(client, asked),
  }
}

function all<Value extends null | undefined>(
  value: Value,
): {
  readonly [
    Member in Exclude<keyof AuthSignedOut, 'isLoaded' | 'isSignedIn' | 'has' | keyof AuthCalls>
  ]: Value
} {
  return {
    userId: value,
    sessionId: value,
    sessionClaims: value,
    actor: value,
    orgId: value,
    orgSlug: value,
    orgRole: value,
    orgPermissions: value,
    factorVerificationAge: value,
  }
}
