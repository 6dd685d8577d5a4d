/** Who is asking: the kinds of credentials, and what the guard makes of each. */

import type { AccessKey, Client, SessionReading } from '@coatcheck/core'

/**
 * The kinds of credentials that routes name. `none`: the route answers without any. `browser`: the client cookie,
 * whatever its sessions are; `client-cookie`: the client cookie with the living session that the request is about;
 * `backend-key`: with what a visitor brought; `application`: the same key for what its server asks of its own accord.
 */
export type Credential =
  | 'none'
  | 'browser'
  | 'client-cookie'
  | 'session-token'
  | 'opaque-session'
  | 'refresh-token'
  | 'backend-key'
  | 'application'
  | 'verifier-key'
  | 'admin-key'

/** How each credential travels. What a browser adds on its own (`cookie`) needs the origin rule. */
export const TRAVELS: { readonly [C in Credential]: 'cookie' | 'bearer' | 'body' | 'nothing' } = {
  none: 'nothing',
  browser: 'cookie',
  'client-cookie': 'cookie',
  'session-token': 'bearer',
  'opaque-session': 'bearer',
  'refresh-token': 'body',
  'backend-key': 'bearer',
  application: 'bearer',
  'verifier-key': 'bearer',
  'admin-key': 'bearer',
}

/** A browser that showed its client cookie. */
export type BrowserPrincipal = {
  readonly kind: 'browser'
  readonly client: Client
  /** SHA-256 of the secret that was presented. */
  readonly presentedHash: Uint8Array
  /** The secret was replaced less than ten seconds ago: it can mint but change nothing. */
  readonly inGrace: boolean
  /** The sessions it may see: those without a written end first, each newest first. */
  readonly sessions: readonly SessionReading[]
}

/** A browser, with the living session that the request names. */
export type ClientPrincipal = Omit<BrowserPrincipal, 'kind'> & {
  readonly kind: 'client-cookie'
  readonly reading: SessionReading
}

/** What one of its visitors brought to an application's server, shown by that with its own key. */
export type BackendPrincipal = { readonly kind: 'backend-key'; readonly key: AccessKey } & (
  | (Omit<ClientPrincipal, 'kind'> & { readonly shown: 'client-cookie' })
  | { readonly shown: 'opaque-session' | 'session-token'; readonly reading: SessionReading }
)

/** Who is asking. */
export type Principal =
  | { readonly kind: 'none' }
  | BrowserPrincipal
  | ClientPrincipal
  | { readonly kind: 'session-token'; readonly reading: SessionReading }
  | { readonly kind: 'opaque-session'; readonly reading: SessionReading }
  /** A refresh token from the body; whoever handles it verifies it. */
  | { readonly kind: 'refresh-token'; readonly text: string }
  | BackendPrincipal
  | { readonly kind: 'application'; readonly key: AccessKey }
  | { readonly kind: 'verifier-key'; readonly key: AccessKey }
  | { readonly kind: 'admin-key'; readonly key: AccessKey }

/** The principals that a route accepting the credentials `C` can meet. */
export type PrincipalOf<C extends Credential> = Extract<Principal, { kind: C }>
