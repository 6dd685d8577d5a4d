/** What a request came to that brought an OAuth access token: an application acts, for somebody or for itself. */

import type { AccessClaims } from '@coatcheck/core/protocol'
import type { HasParams } from './has.ts'

/** How a refusal asks for an access token. */
export type Challenge = {
  /** How the token was shown, or is to be. */
  readonly scheme: 'Bearer' | 'DPoP'
  /** Where it is said which server gives tokens for this API (RFC 9728); `null` where that is not configured. */
  readonly resourceMetadata: string | null
}

type AnyHolder = {
  /** No person is here: what asks for one refuses an application, whoever it acts for. */
  readonly isSignedIn: false
  readonly isAuthenticated: true
  readonly tokenType: 'oauth-token'
  readonly clientId: string
  /** `sub`: the user, or the client where it acts for itself. */
  readonly subject: string
  readonly scopes: readonly string[]
  readonly claims: AccessClaims
  /** RFC 3339. */
  readonly expiresAt: string
  readonly sessionClaims: null
  /** The organization that the user chose for the application, with what the user is there, if it may see that. */
  readonly orgId: string | null
  readonly orgRole: string | null
  readonly orgSlug: string | null
  readonly orgPermissions: readonly string[] | null
  /** Who acts for the subject beside the client (RFC 8693 section 4.1). */
  readonly actor: { readonly sub: string } | null
  readonly factorVerificationAge: null
  /** Applications may do what their scopes say and nothing else: a role that they see is the user's, and not theirs. */
  readonly has: (asked: HasParams) => boolean
  readonly getToken: () => Promise<null>
  readonly setCookies: () => readonly string[]
  readonly challenge: Challenge
}

/** An application with an access token. */
export type OAuthTokenHolder = AnyHolder &
  (
    | {
        readonly isMachine: false
        readonly userId: string
        /** The grant, which is a session of the user. */
        readonly sessionId: string
      }
    /** The client acts for itself (RFC 6749 section 4.4). */
    | { readonly isMachine: true; readonly userId: null; readonly sessionId: null }
  )

/** The holder of a token that holds. */
export function oauthTokenHolder(claims: AccessClaims, challenge: Challenge): OAuthTokenHolder {
  const { client_id: clientId, sub, sid, scope, exp, org, act } = claims
  const scopes = Object.freeze(scope === '' ? [] : scope.split(' '))
  const holder: AnyHolder = {
    isSignedIn: false,
    isAuthenticated: true,
    tokenType: 'oauth-token',
    clientId,
    subject: sub,
    scopes,
    claims,
    expiresAt: new Date(exp * 1000).toISOString(),
    sessionClaims: null,
    orgId: org?.id ?? null,
    orgRole: org?.role ?? null,
    orgSlug: org?.slug ?? null,
    orgPermissions: org?.permissions ?? null,
    actor: act ?? null,
    factorVerificationAge: null,
    has: ({ scope: asked, ...rest }) =>
      asked !== undefined && scopes.includes(asked) && Object.keys(rest).length === 0,
    getToken: () => Promise.resolve(null),
    setCookies: () => [],
    challenge,
  }
  return sid === undefined
    ? { ...holder, isMachine: true, userId: null, sessionId: null }
    : { ...holder, isMachine: false, userId: sub, sessionId: sid }
}
