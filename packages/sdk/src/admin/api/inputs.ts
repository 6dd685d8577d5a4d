/**
 * What the routes of administration take, in their query or their body.
 *
 * Generated from the routes: `node --conditions=source scripts/write-admin-client.ts`.
 */

import type { EventType, __schema0 } from './answers.ts'
import type { MembershipMetadata, OrganizationMetadata, UserMetadata } from '../metadata.ts'

/** What `users.list` takes. */
export type ListUsers = {
  /** Part of an e-mail address, user name or name. */
  readonly query?: string | undefined
  readonly email?: string | undefined
  readonly externalId?: string | undefined
  /** How many at most. Default 50. */
  readonly limit?: number | undefined
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined
}

/** What `users.create` takes. */
export type CreateUser = {
  readonly firstName?: string | null | undefined
  readonly lastName?: string | null | undefined
  readonly username?: string | null | undefined
  readonly imageUrl?: string | null | undefined
  /** A BCP 47 language tag. */
  readonly locale?: string | null | undefined
  readonly email?: string | null | undefined
  /** Default false; a changed address starts unverified. */
  readonly emailVerified?: boolean | undefined
  readonly externalId?: string | null | undefined
  /** Everyone reads, administrators write. */
  readonly publicMetadata?: UserMetadata['public'] | undefined
  /** Administrators only. */
  readonly privateMetadata?: UserMetadata['private'] | undefined
  /** The user writes it too: never to be trusted. */
  readonly unsafeMetadata?: UserMetadata['unsafe'] | undefined
  /** Left out: they sign in by an upstream or a reset. */
  readonly password?: string | undefined
}

/** What `users.update` takes. */
export type UpdateUser = {
  readonly firstName?: string | null | undefined
  readonly lastName?: string | null | undefined
  readonly username?: string | null | undefined
  readonly imageUrl?: string | null | undefined
  /** A BCP 47 language tag. */
  readonly locale?: string | null | undefined
  readonly email?: string | null | undefined
  /** Default false; a changed address starts unverified. */
  readonly emailVerified?: boolean | undefined
  readonly externalId?: string | null | undefined
  /** Everyone reads, administrators write. */
  readonly publicMetadata?: UserMetadata['public'] | undefined
  /** Administrators only. */
  readonly privateMetadata?: UserMetadata['private'] | undefined
  /** The user writes it too: never to be trusted. */
  readonly unsafeMetadata?: UserMetadata['unsafe'] | undefined
}

/** What `organizations.list` takes. */
export type ListOrganizations = {
  /** Part of a name or slug. */
  readonly query?: string | undefined
  /** How many at most. Default 50. */
  readonly limit?: number | undefined
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined
}

/** What `organizations.create` takes. */
export type CreateOrganization = {
  readonly name: string
  /** Default: made of the name, with a suffix when it is taken. */
  readonly slug?: string | undefined
  /** The user who administers it. */
  readonly createdBy: string
  /** Members read them. */
  readonly publicMetadata?: OrganizationMetadata['public'] | undefined
  /** Administrators of the instance only. */
  readonly privateMetadata?: OrganizationMetadata['private'] | undefined
}

/** What `organizations.update` takes. */
export type UpdateOrganization = {
  readonly name?: string | undefined
  readonly slug?: string | undefined
  /** Members read them. */
  readonly publicMetadata?: OrganizationMetadata['public'] | undefined
  /** Administrators of the instance only. */
  readonly privateMetadata?: OrganizationMetadata['private'] | undefined
}

/** What `memberships.list` takes. */
export type ListMemberships = {
  readonly role?: string | undefined
  /** How many at most. Default 50. */
  readonly limit?: number | undefined
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined
}

/** What `memberships.create` takes. */
export type CreateMembership = {
  readonly userId: string
  readonly role: string
  /** Members read them. */
  readonly publicMetadata?: MembershipMetadata['public'] | undefined
  /** Administrators of the instance only. */
  readonly privateMetadata?: MembershipMetadata['private'] | undefined
}

/** What `memberships.update` takes. */
export type UpdateMembership = {
  readonly role?: string | undefined
  /** Members read them. */
  readonly publicMetadata?: MembershipMetadata['public'] | undefined
  /** Administrators of the instance only. */
  readonly privateMetadata?: MembershipMetadata['private'] | undefined
}

/** What `invitations.list` takes. */
export type ListInvitations = {
  /** How many at most. Default 50. */
  readonly limit?: number | undefined
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined
}

/** What `invitations.create` takes. */
export type CreateInvitation = {
  readonly email: string
  /** Default org:member. */
  readonly role?: string | undefined
}

/** What `roles.create` takes. */
export type CreateRole = {
  readonly key: string
  readonly name: string
  readonly permissions: readonly string[]
}

/** What `roles.update` takes. */
export type UpdateRole = {
  readonly name?: string | undefined
  readonly permissions?: readonly string[] | undefined
}

/** What `users.impersonate` takes. */
export type ImpersonateUser = {
  /** Default: token. It lives in no cookie. */
  readonly transport?: 'token' | 'opaque' | undefined
  /** Kept with the event. */
  readonly reason?: string | undefined
}

/** What `sessions.list` takes. */
export type ListSessions = {
  readonly userId?: string | undefined
  /** ended: over for whatever reason. */
  readonly status?: 'active' | 'ended' | undefined
  /** How many at most. Default 50. */
  readonly limit?: number | undefined
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined
}

/** What `sessions.revokeAll` takes. */
export type RevokeAllSessions = {
  readonly userId: string
}

/** What `policy.update` takes. */
export type UpdatePolicy = {
  /** The inactivity limit of each surface. */
  readonly idleSeconds?:
    | {
        /** Seconds; null for none. */
        readonly cookie?: number | null | undefined
        /** Seconds; null for none. */
        readonly token?: number | null | undefined
        /** Seconds; null for none. */
        readonly opaque?: number | null | undefined
      }
    | undefined
  /** The absolute limit of every session. */
  readonly absoluteSeconds?: number | undefined
  /** Lifetime of a session token. */
  readonly tokenSeconds?: number | undefined
  /** The longest lifetime that may be asked for. */
  readonly tokenMaxSeconds?: number | undefined
  /** one: a sign-in ends those on other devices. */
  readonly devices?: 'many' | 'one' | undefined
  /** one: a sign-in ends those of other accounts in the same browser. */
  readonly accountsPerBrowser?: 'many' | 'one' | undefined
  /** null for no limit. */
  readonly maxSessionsPerUser?: number | null | undefined
  readonly atSessionLimit?: 'deny' | 'evict-oldest' | undefined
  /** The idle limit fires at most 5 seconds late. */
  readonly exactIdle?: boolean | undefined
  /** How recent a proof dangerous acts need. */
  readonly reverifySeconds?: number | undefined
  /** How long an administrator may act as a user. */
  readonly impersonationSeconds?: number | undefined
  /** Replaces what was saved by a preset; other members of the request come on top. */
  readonly preset?:
    | 'web'
    | 'high-security'
    | 'dev'
    | 'extension'
    | 'native'
    | 'aal1'
    | 'aal2'
    | 'aal3'
    | undefined
  /** Tightens living sessions too; none ever becomes longer. Default false: new sessions only. */
  readonly applyToExisting?: boolean | undefined
}

/** What `upstreams.create` takes. */
export type CreateUpstream = {
  /** Exactly as `iss` of its tokens says; of a GitHub Enterprise Server, its address. */
  readonly issuer?: string | undefined
  /** What kind of tokens it issues. Default oidc: id_tokens. */
  readonly kind?: 'oidc' | 'clerk' | 'supabase' | 'github' | undefined
  /** What people know it as: "Continue with <name>". Default: GitHub, or the host of its issuer. */
  readonly name?: string | undefined
  /** Where its keys are. Default: found once by OpenID Connect discovery. */
  readonly jwksUrl?: string | undefined
  /** Accepted `aud` of tokens to exchange. Default for supabase: 'authenticated'. */
  readonly audiences?: readonly string[] | undefined
  /** Accepted `azp`: the origins of your apps for clerk. */
  readonly authorizedParties?: readonly string[] | undefined
  /** Default: RS256 and ES256. */
  readonly algorithms?: readonly ('RS256' | 'ES256' | 'EdDSA')[] | undefined
  /** The longest life (`exp - iat`) of a token to exchange. Default 300, for supabase 3600. */
  readonly maxTokenAgeSeconds?: number | undefined
  /** Accept tokens of somebody acting as the user (`act`). Default false. */
  readonly allowActor?: boolean | undefined
  /** People sign in with it on the pages. Default: whether there is a client id. */
  readonly signIn?: boolean | undefined
  /** Somebody who is new here gets an account. Default true. */
  readonly signUp?: boolean | undefined
  /** The id under which you registered this server there, for people to sign in with it. */
  readonly clientId?: string | null | undefined
  /** Its secret. Never answered. */
  readonly clientSecret?: string | null | undefined
  /** How the secret is shown. Default: as its discovery document says. */
  readonly clientAuthentication?: 'client_secret_basic' | 'client_secret_post' | 'none' | undefined
  /** Default: openid, email, profile; for github read:user, user:email. */
  readonly scopes?: readonly string[] | undefined
  /** What came from a session or person that ends there ends here. Default true. */
  readonly endsSessions?: boolean | undefined
  /** What its webhooks are signed with: whsec_... Never answered. */
  readonly webhookSecret?: string | null | undefined
}

/** What `upstreams.update` takes. */
export type UpdateUpstream = {
  /** What people know it as: "Continue with <name>". Default: GitHub, or the host of its issuer. */
  readonly name?: string | undefined
  /** Where its keys are. Default: found once by OpenID Connect discovery. */
  readonly jwksUrl?: string | undefined
  /** Accepted `aud` of tokens to exchange. Default for supabase: 'authenticated'. */
  readonly audiences?: readonly string[] | undefined
  /** Accepted `azp`: the origins of your apps for clerk. */
  readonly authorizedParties?: readonly string[] | undefined
  /** Default: RS256 and ES256. */
  readonly algorithms?: readonly ('RS256' | 'ES256' | 'EdDSA')[] | undefined
  /** The longest life (`exp - iat`) of a token to exchange. Default 300, for supabase 3600. */
  readonly maxTokenAgeSeconds?: number | undefined
  /** Accept tokens of somebody acting as the user (`act`). Default false. */
  readonly allowActor?: boolean | undefined
  /** People sign in with it on the pages. Default: whether there is a client id. */
  readonly signIn?: boolean | undefined
  /** Somebody who is new here gets an account. Default true. */
  readonly signUp?: boolean | undefined
  /** The id under which you registered this server there, for people to sign in with it. */
  readonly clientId?: string | null | undefined
  /** Its secret. Never answered. */
  readonly clientSecret?: string | null | undefined
  /** How the secret is shown. Default: as its discovery document says. */
  readonly clientAuthentication?: 'client_secret_basic' | 'client_secret_post' | 'none' | undefined
  /** Default: openid, email, profile; for github read:user, user:email. */
  readonly scopes?: readonly string[] | undefined
  /** What came from a session or person that ends there ends here. Default true. */
  readonly endsSessions?: boolean | undefined
  /** What its webhooks are signed with: whsec_... Never answered. */
  readonly webhookSecret?: string | null | undefined
}

/** What `templates.create` takes. */
export type CreateTemplate = {
  readonly name: string
  /** JSON whose strings may hold shortcodes, such as {"role": "{{user.public_metadata.role}}"}. */
  readonly text?: string | undefined
  /** In place of `text`: a built-in one to begin with. */
  readonly starter?: 'default' | 'hasura' | 'supabase' | 'custom' | undefined
  /** How long tokens live, capped by their session. Default 60. */
  readonly lifetimeSeconds?: number | undefined
  /** How far `iat` and `nbf` are moved back for verifiers whose clock is behind. Default 5. */
  readonly clockSkewSeconds?: number | undefined
  /** Default RS256. */
  readonly algorithm?: 'RS256' | 'ES256' | 'EdDSA' | 'HS256' | undefined
  /** Of HS256: its bytes are the key. Default: a new one, which is shown this once. */
  readonly secret?: string | undefined
  /** Tokens outlive their session: minted with a backend key or an admin key only. Default false. */
  readonly detached?: boolean | undefined
  /** Claims may come from unsafe_metadata, which users write. Default false. */
  readonly dangerouslyAllowUserControlledClaims?: boolean | undefined
}

/** What `templates.preview` takes. */
export type PreviewTemplate = {
  /** A saved template, with what else is given in its place. */
  readonly id?: string | undefined
  /** JSON whose strings may hold shortcodes, such as {"role": "{{user.public_metadata.role}}"}. */
  readonly text?: string | undefined
  /** How long tokens live, capped by their session. Default 60. */
  readonly lifetimeSeconds?: number | undefined
  /** Tokens outlive their session: minted with a backend key or an admin key only. Default false. */
  readonly detached?: boolean | undefined
  /** Claims may come from unsafe_metadata, which users write. Default false. */
  readonly dangerouslyAllowUserControlledClaims?: boolean | undefined
  readonly userId: string
  /** One of the user; without it, what asks for a session is null. */
  readonly sessionId?: string | undefined
}

/** What `templates.update` takes. */
export type UpdateTemplate = {
  /** JSON whose strings may hold shortcodes, such as {"role": "{{user.public_metadata.role}}"}. */
  readonly text?: string | undefined
  /** In place of `text`: a built-in one to begin with. */
  readonly starter?: 'default' | 'hasura' | 'supabase' | 'custom' | undefined
  /** How long tokens live, capped by their session. Default 60. */
  readonly lifetimeSeconds?: number | undefined
  /** How far `iat` and `nbf` are moved back for verifiers whose clock is behind. Default 5. */
  readonly clockSkewSeconds?: number | undefined
  /** Default RS256. */
  readonly algorithm?: 'RS256' | 'ES256' | 'EdDSA' | 'HS256' | undefined
  /** Of HS256: its bytes are the key. Default: a new one, which is shown this once. */
  readonly secret?: string | undefined
  /** Tokens outlive their session: minted with a backend key or an admin key only. Default false. */
  readonly detached?: boolean | undefined
  /** Claims may come from unsafe_metadata, which users write. Default false. */
  readonly dangerouslyAllowUserControlledClaims?: boolean | undefined
}

/** What `oauthClients.list` takes. */
export type ListOauthClients = {
  /** How many at most. Default 50. */
  readonly limit?: number | undefined
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined
}

/** What `oauthClients.create` takes. */
export type CreateOauthClient = {
  /** What people see on the consent page. */
  readonly name: string
  /** confidential: it can keep a secret, as a server can. */
  readonly type: 'public' | 'confidential'
  /** How it proves itself. Default: none if public, private_key_jwt with keys, else client_secret_basic. */
  readonly authMethod?: 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | undefined
  /** Where people are sent back to: compared exactly, on 127.0.0.1 and [::1] with any port. */
  readonly redirectUris?: readonly string[] | undefined
  readonly postLogoutRedirectUris?: readonly string[] | undefined
  /** Default: authorization_code and refresh_token. */
  readonly grants?:
    | readonly (
        | 'authorization_code'
        | 'refresh_token'
        | 'client_credentials'
        | 'urn:ietf:params:oauth:grant-type:device_code'
        | 'urn:ietf:params:oauth:grant-type:token-exchange'
      )[]
    | undefined
  /** What it may ask for, and gets when it names none. Default: openid, profile, email. */
  readonly scopes?: readonly string[] | undefined
  /** The APIs that it may ask tokens for (RFC 8707); the first is what it gets when it names none. */
  readonly resources?: readonly string[] | undefined
  /** The APIs that it is: it may introspect tokens for them. For confidential clients. */
  readonly serves?: readonly string[] | undefined
  /** One of your own applications: nobody is asked for consent. Default false. */
  readonly firstParty?: boolean | undefined
  /** It must push its requests (RFC 9126). Default false. */
  readonly requirePushedRequests?: boolean | undefined
  /** required: all its tokens are bound to a key (RFC 9449). Default optional. */
  readonly dpop?: 'optional' | 'required' | undefined
  /** Its public keys, for private_key_jwt. */
  readonly jwks?:
    | {
        readonly keys: readonly { readonly [member: string]: __schema0 }[]
      }
    | null
    | undefined
  /** Where they are, in place of `jwks`. */
  readonly jwksUri?: string | null | undefined
  /** What its tokens are signed with. Default: as all. */
  readonly algorithm?: 'ES256' | 'EdDSA' | 'RS256' | null | undefined
  /** How long access tokens live, within the policy. Default 600. */
  readonly accessTokenSeconds?: number | null | undefined
  /** How long a grant lives, within the policy. Default 604800. */
  readonly grantSeconds?: number | null | undefined
  /** How long a grant may go unused. Default: as the policy says. */
  readonly idleSeconds?: number | null | undefined
  /** Further origins that may call the token endpoint from a browser. */
  readonly allowedOrigins?: readonly string[] | undefined
  /** Where it is told that a session is over (OpenID Connect Back-Channel Logout). */
  readonly backchannelLogoutUri?: string | null | undefined
  readonly logoUri?: string | null | undefined
  readonly clientUri?: string | null | undefined
  readonly policyUri?: string | null | undefined
  readonly tosUri?: string | null | undefined
}

/** What `oauthClients.update` takes. */
export type UpdateOauthClient = {
  /** What people see on the consent page. */
  readonly name?: string | undefined
  /** How it proves itself. Default: none if public, private_key_jwt with keys, else client_secret_basic. */
  readonly authMethod?: 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | undefined
  /** Where people are sent back to: compared exactly, on 127.0.0.1 and [::1] with any port. */
  readonly redirectUris?: readonly string[] | undefined
  readonly postLogoutRedirectUris?: readonly string[] | undefined
  /** Default: authorization_code and refresh_token. */
  readonly grants?:
    | readonly (
        | 'authorization_code'
        | 'refresh_token'
        | 'client_credentials'
        | 'urn:ietf:params:oauth:grant-type:device_code'
        | 'urn:ietf:params:oauth:grant-type:token-exchange'
      )[]
    | undefined
  /** What it may ask for, and gets when it names none. Default: openid, profile, email. */
  readonly scopes?: readonly string[] | undefined
  /** The APIs that it may ask tokens for (RFC 8707); the first is what it gets when it names none. */
  readonly resources?: readonly string[] | undefined
  /** The APIs that it is: it may introspect tokens for them. For confidential clients. */
  readonly serves?: readonly string[] | undefined
  /** One of your own applications: nobody is asked for consent. Default false. */
  readonly firstParty?: boolean | undefined
  /** It must push its requests (RFC 9126). Default false. */
  readonly requirePushedRequests?: boolean | undefined
  /** required: all its tokens are bound to a key (RFC 9449). Default optional. */
  readonly dpop?: 'optional' | 'required' | undefined
  /** Its public keys, for private_key_jwt. */
  readonly jwks?:
    | {
        readonly keys: readonly { readonly [member: string]: __schema0 }[]
      }
    | null
    | undefined
  /** Where they are, in place of `jwks`. */
  readonly jwksUri?: string | null | undefined
  /** What its tokens are signed with. Default: as all. */
  readonly algorithm?: 'ES256' | 'EdDSA' | 'RS256' | null | undefined
  /** How long access tokens live, within the policy. Default 600. */
  readonly accessTokenSeconds?: number | null | undefined
  /** How long a grant lives, within the policy. Default 604800. */
  readonly grantSeconds?: number | null | undefined
  /** How long a grant may go unused. Default: as the policy says. */
  readonly idleSeconds?: number | null | undefined
  /** Further origins that may call the token endpoint from a browser. */
  readonly allowedOrigins?: readonly string[] | undefined
  /** Where it is told that a session is over (OpenID Connect Back-Channel Logout). */
  readonly backchannelLogoutUri?: string | null | undefined
  readonly logoUri?: string | null | undefined
  readonly clientUri?: string | null | undefined
  readonly policyUri?: string | null | undefined
  readonly tosUri?: string | null | undefined
}

/** What `oauthClients.secret` takes. */
export type SecretOauthClient = {
  /** How long the one before is still good. Default 0. */
  readonly formerSecondsLeft?: number | undefined
}

/** What `oauthScopes.create` takes. */
export type CreateOauthScope = {
  readonly name: string
  /** What it lets an application do, to follow "This application will be able to". */
  readonly description: string
}

/** What `tokens.create` takes. */
export type CreateToken = {
  /** The name of a detached template. */
  readonly template: string
  readonly userId: string
  /**
   * Lifetime in seconds; granted up to the policy or the template, the idle deadline and the session. Verifiers
   * take more than 300 only if told to (maxTokenLifetimeSeconds).
   */
  readonly expiresInSeconds?: number | undefined
}

/** What `tokens.list` takes. */
export type ListTokens = {
  readonly userId: string
}

/** What `events.list` takes. */
export type ListEvents = {
  readonly userId?: string | undefined
  readonly sessionId?: string | undefined
  readonly type?: EventType | undefined
  /** How many at most. Default 50. */
  readonly limit?: number | undefined
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined
}

/** What `adminKeys.create` takes. */
export type CreateAdminKey = {
  readonly name: string
  /** Default: those of the key that makes it, which can give no other. */
  readonly scopes?:
    | readonly (
        | 'read'
        | 'users'
        | 'sessions'
        | 'policy'
        | 'keys'
        | 'templates'
        | 'clients'
        | 'registration'
      )[]
    | undefined
}

/** What `backendKeys.create` takes. */
export type CreateBackendKey = {
  readonly name: string
  /** The application: `azp` of what the key mints. Default: what the session was opened for. */
  readonly authorizedParty?: string | undefined
}

/** What `verifierKeys.create` takes. */
export type CreateVerifierKey = {
  readonly name: string
}

/** What `apiKeys.list` takes. */
export type ListApiKeys = {
  /** Those of a user, an organization or an OAuth client. */
  readonly subject?: string | undefined
  /** Part of a name. */
  readonly query?: string | undefined
  /** What the key begins with; never more than 16 characters of it. */
  readonly prefix?: string | undefined
  /** Default: living. */
  readonly status?: 'living' | 'all' | undefined
  /** How many at most. Default 50. */
  readonly limit?: number | undefined
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined
}

/** What `apiKeys.create` takes. */
export type CreateApiKey = {
  readonly subject: string
  readonly name: string
  readonly description?: string | null | undefined
  /** What it is for, in the words of the application that checks it. Default: none. */
  readonly scopes?: readonly string[] | undefined
  /** null for a key that goes on until it is revoked. */
  readonly expiresInSeconds: number | null
  /** Default: null, any number of requests. */
  readonly rateLimit?:
    | {
        readonly requests: number
        readonly perSeconds: number
      }
    | null
    | undefined
  /** What the application that checks it is told besides. */
  readonly claims?: { readonly [member: string]: unknown } | undefined
}

/** What `apiKeys.update` takes. */
export type UpdateApiKey = {
  readonly name?: string | undefined
  readonly description?: string | null | undefined
  /** What it is for, in the words of the application that checks it. Default: none. */
  readonly scopes?: readonly string[] | undefined
  /** null for a key that goes on until it is revoked. */
  readonly expiresInSeconds?: number | null | undefined
  /** Default: null, any number of requests. */
  readonly rateLimit?:
    | {
        readonly requests: number
        readonly perSeconds: number
      }
    | null
    | undefined
  /** What the application that checks it is told besides. */
  readonly claims?: { readonly [member: string]: unknown } | undefined
}
