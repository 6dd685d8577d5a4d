/** Scopes: the names of what applications may do, and what people read about each before they say yes. */

import type { ActContext } from '../event/event.ts'

/** A scope's row. */
export type OAuthScope = {
  readonly name: string
  /** What it lets an application do, in words that follow "This application will be able to". */
  readonly description: string
}

/** What a scope is made of (RFC 6749 section 3.3). */
export const SCOPE_NAME: RegExp = /^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/

/** The scopes that every server has, with what they mean. */
export const STANDARD_SCOPES: readonly OAuthScope[] = [
  { name: 'openid', description: 'know that it is you' },
  { name: 'profile', description: 'see your name, user name and picture' },
  { name: 'email', description: 'see your e-mail address' },
  { name: 'organization', description: 'see the organization you choose, and your role there' },
  { name: 'offline_access', description: 'stay connected while you are signed out' },
]

/** The port for scopes that administrators add. Every change appends an entry of kind `policy` to the log. */
export type OAuthScopeStore = {
  /** By name. */
  readonly list: () => Promise<readonly OAuthScope[]>
  readonly put: (scope: OAuthScope, context: ActContext) => Promise<void>
  readonly delete: (name: string, context: ActContext) => Promise<boolean>
}

/** The name of the log's entry when scopes change. */
export const OAUTH_SCOPES_CHANGED = 'oauth-scopes'
