/** What a request came to that brought an API key: nobody is signed in, and a program may do what the key is for. */

import type { GoodApiKey } from './api-key-answer.ts'
import type { HasParams } from './has.ts'

/** A program that holds an API key. */
export type ApiKeyHolder = {
  /** No person is here: what asks for one refuses a key. */
  readonly isSignedIn: false
  readonly isAuthenticated: true
  readonly tokenType: 'api-key'
  readonly apiKeyId: string
  readonly apiKeyName: string
  /** Whose key it is: `user_...`, `org_...` or `app_...`. What they may not do, it may not do either. */
  readonly subject: string
  /** The user, if it is the key of one. */
  readonly userId: string | null
  /** The organization, if it is the key of one. */
  readonly orgId: string | null
  /** The OAuth client, if it is the key of one: a machine, with no person behind it. */
  readonly appId: string | null
  readonly scopes: readonly string[]
  /** What an administrator has added. */
  readonly claims: { readonly [name: string]: unknown }
  /** RFC 3339; `null` for a key without an end. */
  readonly expiresAt: string | null
  readonly sessionId: null
  readonly sessionClaims: null
  readonly orgRole: null
  readonly orgSlug: null
  readonly orgPermissions: null
  readonly actor: null
  readonly factorVerificationAge: null
  /** Keys have scopes and nothing else: who asks for a role, a permission or a proof is told no. */
  readonly has: (asked: HasParams) => boolean
  readonly getToken: () => Promise<null>
  readonly setCookies: () => readonly string[]
}

/** The holder of a key that is good. */
export function apiKeyHolder({ id, name, subject, scopes, claims, expiresAt }: GoodApiKey): ApiKeyHolder {
  return {
    isSignedIn: false,
    isAuthenticated: true,
    tokenType: 'api-key',
    apiKeyId: id,
    apiKeyName: name,
    subject,
    userId: subject.startsWith('user_') ? subject : null,
    orgId: subject.startsWith('org_') ? subject : null,
    appId: subject.startsWith('app_') ? subject : null,
    scopes,
    claims,
    expiresAt,
    sessionId: null,
    sessionClaims: null,
    orgRole: null,
    orgSlug: null,
    orgPermissions: null,
    actor: null,
    factorVerificationAge: null,
    has: ({ scope, ...rest }) =>
      scope !== undefined && scopes.includes(scope) && Object.keys(rest).length === 0,
    getToken: () => Promise.resolve(null),
    setCookies: () => [],
  }
}
