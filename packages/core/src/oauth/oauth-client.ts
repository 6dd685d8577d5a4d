/** OAuth clients: the applications that get tokens by the standards, and what each of them may do. */

import type { ActContext } from '../event/event.ts'
import type { AppId } from '../id/id.ts'
import type { Page, PageRequest } from '../pagination.ts'
import type { SigningAlgorithm } from '../signing/signing-key.ts'
import type { JsonObject } from '../user/user.ts'

/** The grants that the token endpoint knows, as they are written on the wire. */
export const OAUTH_GRANTS = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:token-exchange',
] as const

/** One of them. */
export type OAuthGrantType = (typeof OAUTH_GRANTS)[number]

/** How a client proves who it is (RFC 8414 section 2). */
export type ClientAuthMethod = 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt'

/** Where a client comes from: who could ask for less may be trusted with less. */
export type ClientRegistration =
  /** An administrator made it. */
  | 'admin'
  /** It registered itself (RFC 7591). */
  | 'dynamic'
  /** Its id is the URL of its own description (client-id metadata document). */
  | 'document'

/** What can be set of a client. */
export type OAuthClientSettings = {
  /** What people see on the consent page. */
  readonly name: string
  /** `confidential`: it can keep a secret, and is asked for it. */
  readonly type: 'public' | 'confidential'
  /** How it proves itself; `none` for public clients, and for those alone. */
  readonly authMethod: ClientAuthMethod
  /** Compared by exact string; of loopback addresses the port may differ (RFC 8252 section 7.3). */
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
  /** The grants it may use. */
  readonly grants: readonly OAuthGrantType[]
  /** The scopes it may ask for, and those that it gets when it names none. */
  readonly scopes: readonly string[]
  /** The resources (RFC 8707) that it may ask tokens for: absolute URIs. The first is what it gets when it names none; without any, the issuer. */
  readonly resources: readonly string[]
  /** The resources that it is: it may introspect tokens whose audience names one of them. */
  readonly serves: readonly string[]
  /** One of our own applications: nobody is asked for consent. */
  readonly firstParty: boolean
  /** It must push its authorization requests (RFC 9126). */
  readonly requirePushedRequests: boolean
  /** `required`: all its tokens are bound to a key (RFC 9449). */
  readonly dpop: 'optional' | 'required'
  /** The public keys of `private_key_jwt`: here, or where they are fetched from. */
  readonly jwks: { readonly keys: readonly JsonObject[] } | null
  readonly jwksUri: string | null
  /** What its tokens are signed with; `null` for the instance's own. */
  readonly algorithm: SigningAlgorithm | null
  /** Lifetime of an access token in seconds; `null` for `ACCESS_TOKEN_SECONDS`. */
  readonly accessTokenSeconds: number | null
  /** How long a grant lives in seconds; `null` for `GRANT_SECONDS`. Never longer than the policy's absolute limit. */
  readonly grantSeconds: number | null
  /** How long a grant may go unused in seconds; `null` for what the policy says of token sessions. */
  readonly idleSeconds: number | null
  /** The origins that may call the token endpoint from a browser. */
  readonly allowedOrigins: readonly string[]
  /** Where it is told that a session is over (OpenID Connect Back-Channel Logout). */
  readonly backchannelLogoutUri: string | null
  readonly logoUri: string | null
  readonly clientUri: string | null
  readonly policyUri: string | null
  readonly tosUri: string | null
}

/** What a client is unless it is said. */
export const OAUTH_CLIENT_DEFAULTS: Omit<OAuthClientSettings, 'name' | 'type' | 'authMethod'> = {
  redirectUris: [],
  postLogoutRedirectUris: [],
  grants: ['authorization_code', 'refresh_token'],
  scopes: ['openid', 'profile', 'email'],
  resources: [],
  serves: [],
  firstParty: false,
  requirePushedRequests: false,
  dpop: 'optional',
  jwks: null,
  jwksUri: null,
  algorithm: null,
  accessTokenSeconds: null,
  grantSeconds: null,
  idleSeconds: null,
  allowedOrigins: [],
  backchannelLogoutUri: null,
  logoUri: null,
  clientUri: null,
  policyUri: null,
  tosUri: null,
}

/** A client's row, without its secrets. */
export type OAuthClient = OAuthClientSettings & {
  readonly id: AppId
  /** The `client_id` that it goes by: its id, or the URL of its document. */
  readonly clientId: string
  readonly state: 'enabled' | 'disabled'
  readonly registration: ClientRegistration
  /** Rises with every change: who changes a client names the version that they looked at. */
  readonly version: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** A client's secrets, as hashes (SHA-256). */
export type OAuthClientSecrets = {
  readonly secretHash: Uint8Array | null
  /** The one before, while it is still good. */
  readonly formerSecretHash: Uint8Array | null
  readonly formerSecretUntilMs: number | null
  /** Of the registration access token (RFC 7592). */
  readonly registrationHash: Uint8Array | null
}

/** A client with what proves that it is the client. */
export type KnownOAuthClient = { readonly client: OAuthClient; readonly secrets: OAuthClientSecrets }

/** A client to keep. */
export type NewOAuthClient = OAuthClientSettings &
  Pick<OAuthClient, 'id' | 'clientId' | 'registration'> &
  Pick<OAuthClientSecrets, 'secretHash' | 'registrationHash'>

/**
 * The port for clients. Every change appends an entry of kind `policy` to the log, named `OAUTH_CLIENT_CHANGED` and the
 * client's id, so that nodes drop their copies of it. Whatever takes a client away ends all its sessions, revokes what
 * it was given as a machine (a log entry of kind `user` with its id) and drops its consents, in the same transaction.
 */
export type OAuthClientStore = {
  readonly create: (client: NewOAuthClient, context: ActContext) => Promise<'created' | 'exists'>
  readonly find: (id: AppId) => Promise<KnownOAuthClient | null>
  /** By the URL of its document. */
  readonly findByClientId: (clientId: string) => Promise<KnownOAuthClient | null>
  /** Newest first. */
  readonly list: (page: PageRequest) => Promise<Page<OAuthClient>>
  /**
   * Writes the settings, if the client still is of the version that was read. A scope, grant or resource that is taken
   * away stays with living grants until their next refresh, which narrows them.
   *
   * @returns It as it is now; `null` when it is gone or of another version.
   */
  readonly update: (
    id: AppId,
    version: number,
    settings: OAuthClientSettings,
    context: ActContext,
  ) => Promise<OAuthClient | null>
  /** @returns Whether it was there and in the other state. `disabled` ends all that it holds. */
  readonly setState: (id: AppId, state: OAuthClient['state'], context: ActContext) => Promise<boolean>
  /** Replaces the secret; the one before is good until then. @returns Whether the client is there. */
  readonly replaceSecret: (
    id: AppId,
    hash: Uint8Array,
    formerUntilMs: number | null,
    context: ActContext,
  ) => Promise<boolean>
  readonly delete: (id: AppId, context: ActContext) => Promise<boolean>
  /** What the clients that are enabled have their tokens signed with, each once. */
  readonly algorithms: () => Promise<readonly OAuthClientSettings['algorithm'][]>
  /**
   * Forgets clients that came by themselves so long ago and are of no use to anybody: nobody has consented to them, and
   * no session is left of them. @returns How many; `batch` when more may wait.
   */
  readonly sweep: (limits: { readonly batch: number; readonly unusedMs: number }) => Promise<number>
}

/** With a client's id behind it, the name of the log's entry when that client changes. */
export const OAUTH_CLIENT_CHANGED = 'oauth-client:'

/** How long an access token lives unless its client says otherwise, in seconds: ten minutes. */
export const ACCESS_TOKEN_SECONDS = 600

/** How long a grant lives unless its client says otherwise, in seconds: seven days. */
export const GRANT_SECONDS: number = 7 * 24 * 60 * 60
