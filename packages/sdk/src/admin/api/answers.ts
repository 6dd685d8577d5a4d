/**
 * What the routes of administration answer.
 *
 * Generated from the routes: `node --conditions=source scripts/write-admin-client.ts`.
 */

import type { MembershipMetadata, OrganizationMetadata, UserMetadata } from '../metadata.ts'

/** `SignIn` of the OpenAPI document. */
export type SignIn = {
  readonly session: Session
  readonly user: User
  /** transport token: a session token, unless the session is pending. */
  readonly accessToken?: string
  /** transport token. */
  readonly refreshToken?: string
  /** transport token: seconds until the access token expires. */
  readonly expiresIn?: number
  /** transport opaque. */
  readonly sessionToken?: string
  /** transport opaque: when the session token ends at the latest. */
  readonly expiresAt?: string
}

/** `Session` of the OpenAPI document. */
export type Session = {
  readonly id: string
  readonly userId: string
  readonly clientId: string
  readonly transport: 'cookie' | 'token' | 'opaque'
  readonly status:
    | 'active'
    | 'pending'
    | 'ended'
    | 'removed'
    | 'revoked'
    | 'replaced'
    | 'abandoned'
    | 'expired'
  /** Why it ended. */
  readonly reason: string | null
  /** What a pending session still has to do. */
  readonly tasks: readonly {
    readonly kind: 'second-factor'
  }[]
  /** RFC 3339, UTC. */
  readonly createdAt: string
  /** RFC 3339, UTC. */
  readonly lastActiveAt: string
  /** The absolute limit. */
  readonly expiresAt: string
  /** When it ends unless the person acts. */
  readonly idleExpiresAt: string | null
  readonly device: {
    readonly browser: string | null
    readonly os: string | null
    /** desktop, mobile, tablet or tv. */
    readonly type: string | null
    readonly address: string | null
  }
  readonly actor: {
    readonly sub: string
  } | null
}

/** `User` of the OpenAPI document. */
export type User = {
  readonly id: string
  readonly email: string | null
  readonly emailVerified: boolean
  readonly firstName: string | null
  readonly lastName: string | null
  readonly username: string | null
  readonly imageUrl: string | null
  readonly externalId: string | null
  readonly locale: string | null
  readonly publicMetadata: UserMetadata['public']
  readonly unsafeMetadata: UserMetadata['unsafe']
  readonly hasPassword: boolean
  /** RFC 3339, UTC. */
  readonly createdAt: string
  /** RFC 3339, UTC. */
  readonly updatedAt: string
  readonly lastSignInAt: string | null
  /** When a deletion that was asked for becomes final. */
  readonly deletionAt: string | null
}

/** `ApiKey` of the OpenAPI document. */
export type ApiKey = {
  readonly id: string
  /** What the key begins with. */
  readonly hint: string
  readonly name: string
  readonly description: string | null
  /** The user, the organization or the OAuth client that it is of. */
  readonly subject: string
  readonly scopes: readonly string[]
  readonly claims: { readonly [member: string]: unknown }
  readonly rateLimit: {
    readonly requests: number
    readonly perSeconds: number
  } | null
  /** The user or the admin key that made it. */
  readonly createdBy: string
  readonly createdAt: string
  readonly expiresAt: string | null
  /** To the minute. */
  readonly lastUsedAt: string | null
  readonly revokedAt: string | null
  readonly revokeReason: string | null
}

/** `NewApiKey` of the OpenAPI document. */
export type NewApiKey = {
  readonly apiKey: ApiKey
  /** Kept nowhere: store it now. */
  readonly key: string
}

/** `Member` of the OpenAPI document. */
export type Member = {
  readonly userId: string
  readonly role: string
  readonly publicMetadata: MembershipMetadata['public']
  readonly createdAt: string
  readonly user?: {
    readonly email: string | null
    readonly firstName: string | null
    readonly lastName: string | null
    readonly imageUrl: string | null
  }
}

/** `Invitation` of the OpenAPI document. */
export type Invitation = {
  readonly id: string
  readonly organizationId: string
  readonly email: string
  readonly role: string
  readonly state: 'pending' | 'accepted' | 'revoked' | 'expired'
  readonly inviterId: string | null
  readonly createdAt: string
  readonly expiresAt: string
}

/** `AdminUser` of the OpenAPI document. */
export type AdminUser = {
  readonly id: string
  readonly email: string | null
  readonly emailVerified: boolean
  readonly firstName: string | null
  readonly lastName: string | null
  readonly username: string | null
  readonly imageUrl: string | null
  readonly externalId: string | null
  readonly locale: string | null
  readonly publicMetadata: UserMetadata['public']
  readonly unsafeMetadata: UserMetadata['unsafe']
  readonly hasPassword: boolean
  /** RFC 3339, UTC. */
  readonly createdAt: string
  /** RFC 3339, UTC. */
  readonly updatedAt: string
  readonly lastSignInAt: string | null
  /** When a deletion that was asked for becomes final. */
  readonly deletionAt: string | null
  readonly state: 'enabled' | 'disabled'
  readonly privateMetadata: UserMetadata['private']
}

/** `AdminOrganization` of the OpenAPI document. */
export type AdminOrganization = {
  readonly id: string
  readonly name: string
  readonly slug: string
  readonly publicMetadata: OrganizationMetadata['public']
  readonly createdAt: string
  readonly updatedAt: string
  readonly privateMetadata: OrganizationMetadata['private']
  readonly version: number
}

/** `Role` of the OpenAPI document. */
export type Role = {
  readonly key: string
  readonly name: string
  readonly permissions: readonly string[]
}

/** `PolicyInForce` of the OpenAPI document. */
export type PolicyInForce = {
  /** What is in force. */
  readonly policy: SessionPolicy
  /** What holds where nothing else is said. */
  readonly preset: string
  readonly saved: SavedPolicy
  /** Members that the configuration fixes: they cannot be changed here. */
  readonly locked: readonly string[]
}

/** `SessionPolicy` of the OpenAPI document. */
export type SessionPolicy = {
  readonly idleSeconds: {
    /** Seconds; null for none. */
    readonly cookie: number | null
    /** Seconds; null for none. */
    readonly token: number | null
    /** Seconds; null for none. */
    readonly opaque: number | null
  }
  readonly absoluteSeconds: number
  readonly tokenSeconds: number
  readonly tokenMaxSeconds: number
  readonly devices: 'many' | 'one'
  readonly accountsPerBrowser: 'many' | 'one'
  readonly maxSessionsPerUser: number | null
  readonly atSessionLimit: 'deny' | 'evict-oldest'
  readonly exactIdle: boolean
  readonly reverifySeconds: number
  readonly impersonationSeconds: number
}

/** What was saved here. */
export type SavedPolicy = {
  readonly idleSeconds?: {
    /** Seconds; null for none. */
    readonly cookie: number | null
    /** Seconds; null for none. */
    readonly token: number | null
    /** Seconds; null for none. */
    readonly opaque: number | null
  }
  readonly absoluteSeconds?: number
  readonly tokenSeconds?: number
  readonly tokenMaxSeconds?: number
  readonly devices?: 'many' | 'one'
  readonly accountsPerBrowser?: 'many' | 'one'
  readonly maxSessionsPerUser?: number | null
  readonly atSessionLimit?: 'deny' | 'evict-oldest'
  readonly exactIdle?: boolean
  readonly reverifySeconds?: number
  readonly impersonationSeconds?: number
}

/** `ChangedPolicy` of the OpenAPI document. */
export type ChangedPolicy = {
  /** What is in force. */
  readonly policy: SessionPolicy
  /** What holds where nothing else is said. */
  readonly preset: string
  readonly saved: SavedPolicy
  /** Members that the configuration fixes: they cannot be changed here. */
  readonly locked: readonly string[]
  /** Living sessions made stricter. */
  readonly sessionsChanged: number
}

/** `SigningKey` of the OpenAPI document. */
export type SigningKey = {
  readonly kid: string
  readonly algorithm: 'ES256' | 'EdDSA' | 'RS256'
  /** What it signs: anything, or session tokens only. */
  readonly purpose: 'any' | 'sessions'
  readonly state: 'next' | 'current' | 'previous' | 'retired' | 'revoked'
  readonly createdAt: string
  readonly signsFrom: string
  readonly replacedAt: string | null
  readonly verifiesUntil: string | null
  readonly revokedAt: string | null
}

/** `Upstream` of the OpenAPI document. */
export type Upstream = {
  readonly id: string
  readonly kind: 'oidc' | 'clerk' | 'supabase' | 'github'
  readonly issuer: string
  readonly name: string
  readonly jwksUrl: string | null
  readonly algorithms: readonly ('RS256' | 'ES256' | 'EdDSA')[]
  readonly audiences: readonly string[]
  readonly authorizedParties: readonly string[]
  readonly maxTokenAgeSeconds: number
  readonly allowActor: boolean
  readonly signIn: boolean
  readonly signUp: boolean
  readonly clientId: string | null
  readonly hasClientSecret: boolean
  readonly clientAuthentication: 'client_secret_basic' | 'client_secret_post' | 'none' | null
  readonly scopes: readonly string[]
  readonly authorizationUrl: string | null
  readonly tokenUrl: string | null
  readonly userInfoUrl: string | null
  readonly endsSessions: boolean
  readonly hasWebhookSecret: boolean
  /** To register there: where it sends people back to. */
  readonly redirectUri: string
  /** To register there: where it says that a session has ended. */
  readonly backchannelLogoutUrl: string
  /** To register there: where its webhooks go. */
  readonly webhookUrl: string
  readonly createdAt: string
}

/** `Template` of the OpenAPI document. */
export type Template = {
  readonly id: string
  readonly name: string
  readonly text: string
  readonly lifetimeSeconds: number
  readonly clockSkewSeconds: number
  readonly algorithm: 'RS256' | 'ES256' | 'EdDSA' | 'HS256'
  readonly detached: boolean
  readonly dangerouslyAllowUserControlledClaims: boolean
  readonly createdAt: string
  readonly updatedAt: string
  /** The TypeScript type of its claims; null when it cannot be used. */
  readonly type: string | null
  readonly warnings: readonly TemplateWarning[]
  /** Of HS256, where a new one was made: kept sealed, store it now. */
  readonly secret?: string
}

/** `TemplateWarning` of the OpenAPI document. */
export type TemplateWarning = {
  readonly code: 'claims_over_budget' | 'detached' | 'long_lifetime' | 'user_controlled_claims'
  readonly message: string
}

/** `TemplatePreview` of the OpenAPI document. */
export type TemplatePreview = {
  /** Without those that every token has. */
  readonly claims: { readonly [member: string]: unknown }
  /** How many the claims have as JSON; 1200 are a good measure. */
  readonly bytes: number
  /** The TypeScript type of the claims, with what the metadata of this user show. */
  readonly type: string
  readonly warnings: readonly TemplateWarning[]
}

/** `OAuthClient` of the OpenAPI document. */
export type OAuthClient = {
  readonly id: string
  /** The `client_id` that it goes by. */
  readonly clientId: string
  readonly name: string
  readonly type: 'public' | 'confidential'
  readonly state: 'enabled' | 'disabled'
  /** Made here, registered by itself, or described by the document that its id is the URL of. */
  readonly registration: 'admin' | 'dynamic' | 'document'
  readonly authMethod: 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt'
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
  readonly grants: readonly (
    | 'authorization_code'
    | 'refresh_token'
    | 'client_credentials'
    | 'urn:ietf:params:oauth:grant-type:device_code'
    | 'urn:ietf:params:oauth:grant-type:token-exchange'
  )[]
  readonly scopes: readonly string[]
  readonly resources: readonly string[]
  readonly serves: readonly string[]
  readonly firstParty: boolean
  readonly requirePushedRequests: boolean
  readonly dpop: 'optional' | 'required'
  readonly jwks: {
    readonly keys: readonly { readonly [member: string]: __schema0 }[]
  } | null
  readonly jwksUri: string | null
  readonly algorithm: 'ES256' | 'EdDSA' | 'RS256' | null
  readonly accessTokenSeconds: number | null
  readonly grantSeconds: number | null
  readonly idleSeconds: number | null
  readonly allowedOrigins: readonly string[]
  readonly backchannelLogoutUri: string | null
  readonly logoUri: string | null
  readonly clientUri: string | null
  readonly policyUri: string | null
  readonly tosUri: string | null
  readonly createdAt: string
  readonly updatedAt: string
  /** Where one was made: its hash is kept, store it now. */
  readonly clientSecret?: string
}

/** `__schema0` of the OpenAPI document. */
export type __schema0 =
  | string
  | number
  | boolean
  | null
  | readonly __schema0[]
  | { readonly [member: string]: __schema0 }

/** `OAuthScope` of the OpenAPI document. */
export type OAuthScope = {
  readonly name: string
  readonly description: string
  /** Every server has it; it cannot be changed. */
  readonly isStandard: boolean
}

/** `DetachedToken` of the OpenAPI document. */
export type DetachedToken = {
  readonly token: string
  readonly jti: string
  readonly issuedAt: string
  readonly expiresAt: string
  readonly clamped: boolean
  readonly clampedBy?: 'policy'
}

/** `IssuedToken` of the OpenAPI document. */
export type IssuedToken = {
  readonly jti: string
  readonly userId: string
  readonly template: string
  readonly issuedAt: string
  readonly expiresAt: string
  readonly revokedAt: string | null
}

/** `EventType` of the OpenAPI document. */
export type EventType =
  | 'user.created'
  | 'user.updated'
  | 'user.disabled'
  | 'user.enabled'
  | 'user.deletion_requested'
  | 'user.deletion_cancelled'
  | 'user.deleted'
  | 'user.exported'
  | 'user.password_changed'
  | 'user.password_reset_requested'
  | 'user.email_verification_requested'
  | 'user.email_change_requested'
  | 'user.email_changed'
  | 'user.email_verified'
  | 'user.signed_out_everywhere'
  | 'user.impersonated'
  | 'factor.enrolled'
  | 'factor.activated'
  | 'factor.used'
  | 'factor.failed'
  | 'factor.removed'
  | 'sign_in.failed'
  | 'hook.refused'
  | 'session.created'
  | 'session.activated'
  | 'session.reverified'
  | 'session.ended'
  | 'session.removed'
  | 'session.revoked'
  | 'session.replaced'
  | 'session.abandoned'
  | 'session.expired'
  | 'session.reuse_detected'
  | 'session.stale_refresh'
  | 'store.rollback_detected'
  | 'policy.updated'
  | 'organization.created'
  | 'organization.updated'
  | 'organization.deleted'
  | 'membership.created'
  | 'membership.updated'
  | 'membership.role_changed'
  | 'membership.deleted'
  | 'invitation.created'
  | 'invitation.accepted'
  | 'invitation.revoked'
  | 'role.created'
  | 'role.updated'
  | 'role.deleted'
  | 'upstream.created'
  | 'upstream.updated'
  | 'upstream.deleted'
  | 'upstream.notice_refused'
  | 'identity.linked'
  | 'identity.unlinked'
  | 'template.created'
  | 'template.updated'
  | 'template.deleted'
  | 'token.issued'
  | 'token.revoked'
  | 'exchange.failed'
  | 'oauth_client.created'
  | 'oauth_client.updated'
  | 'oauth_client.disabled'
  | 'oauth_client.enabled'
  | 'oauth_client.secret_replaced'
  | 'oauth_client.deleted'
  | 'oauth_scope.updated'
  | 'oauth_scope.deleted'
  | 'oauth.consent_granted'
  | 'oauth.consent_revoked'
  | 'oauth.code_replayed'
  | 'oauth.code_refused'
  | 'oauth.foreign_token'
  | 'oauth.client_refused'
  | 'oauth.device_approved'
  | 'oauth.device_denied'
  | 'oauth.device_refused'
  | 'oauth.user_code_failed'
  | 'oauth.logout_undelivered'
  | 'access_key.created'
  | 'access_key.revoked'
  | 'api_key.created'
  | 'api_key.updated'
  | 'api_key.revoked'
  | 'signing_key.created'
  | 'signing_key.rotated'
  | 'signing_key.revoked'

/** `Event` of the OpenAPI document. */
export type Event = {
  readonly id: string
  readonly at: string
  readonly type: EventType
  readonly outcome: 'success' | 'failure'
  readonly actor: {
    readonly kind: 'user' | 'admin' | 'system' | 'anonymous'
    /** The user or the admin key. */
    readonly id?: string
    /** Who acted as the user, if somebody else did. */
    readonly by?: string
  }
  readonly userId: string | null
  readonly sessionId: string | null
  readonly clientId: string | null
  readonly device: {
    readonly address: string | null
    readonly userAgent: string | null
  }
  readonly reason: string | null
  readonly details: { readonly [member: string]: unknown }
}

/** `NewKey` of the OpenAPI document. */
export type NewKey = {
  readonly id: string
  /** Kept nowhere: store it now. */
  readonly key: string
}

/** `AccessKey` of the OpenAPI document. */
export type AccessKey = {
  readonly id: string
  readonly name: string
  /** Empty for keys that are not admin keys. */
  readonly scopes: readonly (
    | 'read'
    | 'users'
    | 'sessions'
    | 'policy'
    | 'keys'
    | 'templates'
    | 'clients'
    | 'registration'
  )[]
  /** The application that a backend key stands for. */
  readonly authorizedParty: string | null
  readonly createdAt: string
}
