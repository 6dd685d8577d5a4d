/**
 * The operations of administration: one member for each resource, one function for each route.
 *
 * Generated from the routes: `node --conditions=source scripts/write-admin-client.ts`.
 */

import type {
  AccessKey,
  AdminOrganization,
  AdminUser,
  ApiKey,
  ChangedPolicy,
  DetachedToken,
  Event,
  Invitation,
  IssuedToken,
  Member,
  NewApiKey,
  NewKey,
  OAuthClient,
  OAuthScope,
  PolicyInForce,
  Role,
  Session,
  SignIn,
  SigningKey,
  Template,
  TemplatePreview,
  Upstream,
} from './answers.ts'
import type {
  CreateAdminKey,
  CreateApiKey,
  CreateBackendKey,
  CreateInvitation,
  CreateMembership,
  CreateOauthClient,
  CreateOauthScope,
  CreateOrganization,
  CreateRole,
  CreateTemplate,
  CreateToken,
  CreateUpstream,
  CreateUser,
  CreateVerifierKey,
  ImpersonateUser,
  ListApiKeys,
  ListEvents,
  ListInvitations,
  ListMemberships,
  ListOauthClients,
  ListOrganizations,
  ListSessions,
  ListTokens,
  ListUsers,
  PreviewTemplate,
  RevokeAllSessions,
  SecretOauthClient,
  UpdateApiKey,
  UpdateMembership,
  UpdateOauthClient,
  UpdateOrganization,
  UpdatePolicy,
  UpdateRole,
  UpdateTemplate,
  UpdateUpstream,
  UpdateUser,
} from './inputs.ts'
import type { CallOptions, Page, Whole } from '../call.ts'

/**
 * Administration over HTTP. Beside what is said of each function, all of them can throw an `AdminError` with
 * what every route can answer, such as `credential_invalid`, `scope_missing` and `invalid_request`, or with what
 * kept an answer from coming.
 */
export type AdminClient = {
  readonly users: {
    /** List users, newest first. Scope: `read`. */
    readonly list: (input?: ListUsers, options?: CallOptions) => Promise<Page<AdminUser>>
    /** All of them, one after the other: pages are asked for as they are needed. */
    readonly all: (input?: ListUsers, options?: CallOptions) => AsyncIterable<AdminUser>
    /**
     * Create a user. Scope: `users`.
     *
     * @throws {AdminError} With `password_rejected`, `server_busy`, `email_taken`, `username_taken`,
     * `external_id_taken`.
     */
    readonly create: (input: CreateUser, options?: CallOptions) => Promise<AdminUser>
    /**
     * Read a user. Scope: `read`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly get: (id: string, options?: CallOptions) => Promise<AdminUser>
    /**
     * Change a user; each metadata object that is given replaces the whole one. Scope: `users`.
     *
     * @throws {AdminError} With `not_found`, `email_taken`, `username_taken`, `external_id_taken`.
     */
    readonly update: (id: string, input: UpdateUser, options?: CallOptions) => Promise<AdminUser>
    /**
     * Delete a user at once: every session ends, personal data is wiped. Scope: `users`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly delete: (id: string, options?: CallOptions) => Promise<void>
    /**
     * Disable a user: every session ends, no sign-in works. Scope: `users`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly disable: (id: string, options?: CallOptions) => Promise<AdminUser>
    /**
     * Enable a user again; sessions that ended stay ended. Scope: `users`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly enable: (id: string, options?: CallOptions) => Promise<AdminUser>
    /**
     * Open a short session as a user: its tokens say who acts, and it changes no credential. Scope: `sessions`.
     *
     * @throws {AdminError} With `not_found`, `session_limit_reached`, `dpop_invalid`, `client_superseded`,
     * `hook_refused`, `hook_failed`.
     */
    readonly impersonate: (id: string, input?: ImpersonateUser, options?: CallOptions) => Promise<SignIn>
  }
  readonly organizations: {
    /** List organizations, newest first. Scope: `read`. */
    readonly list: (input?: ListOrganizations, options?: CallOptions) => Promise<Page<AdminOrganization>>
    /** All of them, one after the other: pages are asked for as they are needed. */
    readonly all: (input?: ListOrganizations, options?: CallOptions) => AsyncIterable<AdminOrganization>
    /**
     * Create an organization, with its first administrator. Scope: `users`.
     *
     * @throws {AdminError} With `slug_taken`, `not_found`.
     */
    readonly create: (input: CreateOrganization, options?: CallOptions) => Promise<AdminOrganization>
    /**
     * Read an organization. Scope: `read`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly get: (id: string, options?: CallOptions) => Promise<AdminOrganization>
    /**
     * Change an organization; each metadata object that is given replaces the whole one. Scope: `users`.
     *
     * @throws {AdminError} With `not_found`, `slug_taken`.
     */
    readonly update: (
      id: string,
      input: UpdateOrganization,
      options?: CallOptions,
    ) => Promise<AdminOrganization>
    /**
     * Delete an organization with its memberships and invitations. Scope: `users`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly delete: (id: string, options?: CallOptions) => Promise<void>
  }
  readonly memberships: {
    /** List the members of an organization. Scope: `read`. */
    readonly list: (
      organizationId: string,
      input?: ListMemberships,
      options?: CallOptions,
    ) => Promise<Page<Member>>
    /** All of them, one after the other: pages are asked for as they are needed. */
    readonly all: (
      organizationId: string,
      input?: ListMemberships,
      options?: CallOptions,
    ) => AsyncIterable<Member>
    /**
     * Make a user a member. Scope: `users`.
     *
     * @throws {AdminError} With `not_found`, `slug_taken`, `already_member`, `already_invited`, `last_admin`.
     */
    readonly create: (
      organizationId: string,
      input: CreateMembership,
      options?: CallOptions,
    ) => Promise<Member>
    /**
     * Give a member another role, or metadata. Scope: `users`.
     *
     * @throws {AdminError} With `not_found`, `slug_taken`, `already_member`, `already_invited`, `last_admin`.
     */
    readonly update: (
      organizationId: string,
      userId: string,
      input: UpdateMembership,
      options?: CallOptions,
    ) => Promise<Member>
    /**
     * Remove a member. Scope: `users`.
     *
     * @throws {AdminError} With `not_found`, `slug_taken`, `already_member`, `already_invited`, `last_admin`.
     */
    readonly remove: (organizationId: string, userId: string, options?: CallOptions) => Promise<void>
  }
  readonly invitations: {
    /** List the invitations of an organization, newest first. Scope: `read`. */
    readonly list: (
      organizationId: string,
      input?: ListInvitations,
      options?: CallOptions,
    ) => Promise<Page<Invitation>>
    /** All of them, one after the other: pages are asked for as they are needed. */
    readonly all: (
      organizationId: string,
      input?: ListInvitations,
      options?: CallOptions,
    ) => AsyncIterable<Invitation>
    /**
     * Invite an address: a link is mailed to it. Scope: `users`.
     *
     * @throws {AdminError} With `not_found`, `slug_taken`, `already_member`, `already_invited`, `last_admin`,
     * `rate_limited`.
     */
    readonly create: (
      organizationId: string,
      input: CreateInvitation,
      options?: CallOptions,
    ) => Promise<Invitation>
    /**
     * Revoke a pending invitation. Scope: `users`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly revoke: (organizationId: string, invitationId: string, options?: CallOptions) => Promise<void>
  }
  readonly roles: {
    /** List roles. Scope: `read`. */
    readonly list: (options?: CallOptions) => Promise<Whole<Role>>
    /** All of them, one after the other: pages are asked for as they are needed. */
    readonly all: (options?: CallOptions) => AsyncIterable<Role>
    /**
     * Create a role. Scope: `users`.
     *
     * @throws {AdminError} With `role_taken`.
     */
    readonly create: (input: CreateRole, options?: CallOptions) => Promise<Role>
    /**
     * Change a role: what it may do is in force everywhere at once. Scope: `users`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly update: (key: string, input: UpdateRole, options?: CallOptions) => Promise<Role>
    /**
     * Delete a role that nobody has. Scope: `users`.
     *
     * @throws {AdminError} With `not_found`, `role_in_use`.
     */
    readonly delete: (key: string, options?: CallOptions) => Promise<void>
  }
  readonly sessions: {
    /** List sessions, newest first. Scope: `read`. */
    readonly list: (input?: ListSessions, options?: CallOptions) => Promise<Page<Session>>
    /** All of them, one after the other: pages are asked for as they are needed. */
    readonly all: (input?: ListSessions, options?: CallOptions) => AsyncIterable<Session>
    /**
     * Read a session. Scope: `read`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly get: (id: string, options?: CallOptions) => Promise<Session>
    /**
     * Revoke a session; one that has ended stays as it is. Scope: `sessions`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly revoke: (id: string, options?: CallOptions) => Promise<void>
    /**
     * Revoke every session of a user, those being opened right now too. Scope: `sessions`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly revokeAll: (
      input: RevokeAllSessions,
      options?: CallOptions,
    ) => Promise<{
      readonly revoked: number
    }>
  }
  readonly policy: {
    /** The session policy in force and where it comes from. Scope: `read`. */
    readonly get: (options?: CallOptions) => Promise<PolicyInForce>
    /**
     * Change the session policy. Scope: `policy`.
     *
     * @throws {AdminError} With `policy_locked`.
     */
    readonly update: (input: UpdatePolicy, options?: CallOptions) => Promise<ChangedPolicy>
  }
  readonly keys: {
    /** List the keys that tokens are signed with. Scope: `read`. */
    readonly list: (options?: CallOptions) => Promise<Whole<SigningKey>>
    /** All of them, one after the other: pages are asked for as they are needed. */
    readonly all: (options?: CallOptions) => AsyncIterable<SigningKey>
    /**
     * Make the next key of session tokens now; it signs once everybody can know it, in eleven minutes. Scope:
     * `keys`.
     */
    readonly rotate: (options?: CallOptions) => Promise<Whole<SigningKey>>
    /**
     * Revoke a key at once: every token that it signed is refused, and another key signs. Scope: `keys`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly revoke: (kid: string, options?: CallOptions) => Promise<void>
  }
  readonly upstreams: {
    /** List upstreams. Scope: `read`. */
    readonly list: (options?: CallOptions) => Promise<Whole<Upstream>>
    /** All of them, one after the other: pages are asked for as they are needed. */
    readonly all: (options?: CallOptions) => AsyncIterable<Upstream>
    /**
     * Trust an issuer: its tokens can be exchanged for a session, or people sign in with it. Scope: `keys`.
     *
     * @throws {AdminError} With `issuer_taken`.
     */
    readonly create: (input: CreateUpstream, options?: CallOptions) => Promise<Upstream>
    /**
     * Read an upstream. Scope: `read`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly get: (id: string, options?: CallOptions) => Promise<Upstream>
    /**
     * Pin what the upstream says of its keys and endpoints now, by OpenID Connect discovery. Scope: `keys`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly refresh: (id: string, options?: CallOptions) => Promise<Upstream>
    /**
     * Change an upstream. Scope: `keys`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly update: (id: string, input: UpdateUpstream, options?: CallOptions) => Promise<Upstream>
    /**
     * Delete an upstream: its tokens are no longer taken; sessions and users stay. Scope: `keys`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly delete: (id: string, options?: CallOptions) => Promise<void>
  }
  readonly templates: {
    /** List templates, by name. Scope: `read`. */
    readonly list: (options?: CallOptions) => Promise<Whole<Template>>
    /** All of them, one after the other: pages are asked for as they are needed. */
    readonly all: (options?: CallOptions) => AsyncIterable<Template>
    /**
     * Make a template; the one named session gives the claims of session tokens. Scope: `templates`.
     *
     * @throws {AdminError} With `template_invalid`, `template_name_taken`.
     */
    readonly create: (input: CreateTemplate, options?: CallOptions) => Promise<Template>
    /**
     * Show what a template says of a user. Scope: `templates`.
     *
     * @throws {AdminError} With `not_found`, `template_invalid`.
     */
    readonly preview: (input: PreviewTemplate, options?: CallOptions) => Promise<TemplatePreview>
    /**
     * Read a template. Scope: `read`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly get: (id: string, options?: CallOptions) => Promise<Template>
    /**
     * Change a template; tokens that are out keep the claims they have. Scope: `templates`.
     *
     * @throws {AdminError} With `not_found`, `template_invalid`.
     */
    readonly update: (id: string, input: UpdateTemplate, options?: CallOptions) => Promise<Template>
    /**
     * Delete a template; tokens that are out live on. Scope: `templates`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly delete: (id: string, options?: CallOptions) => Promise<void>
  }
  readonly oauthClients: {
    /** List OAuth clients, newest first. Scope: `read`. */
    readonly list: (input?: ListOauthClients, options?: CallOptions) => Promise<Page<OAuthClient>>
    /** All of them, one after the other: pages are asked for as they are needed. */
    readonly all: (input?: ListOauthClients, options?: CallOptions) => AsyncIterable<OAuthClient>
    /**
     * Make an OAuth client; its secret comes this once. Scope: `clients`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly create: (input: CreateOauthClient, options?: CallOptions) => Promise<OAuthClient>
    /**
     * Read an OAuth client. Scope: `read`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly get: (id: string, options?: CallOptions) => Promise<OAuthClient>
    /**
     * Change an OAuth client; what is taken away is gone from a grant at its next refresh. Scope: `clients`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly update: (id: string, input: UpdateOauthClient, options?: CallOptions) => Promise<OAuthClient>
    /**
     * Delete an OAuth client, and end all that it holds. Scope: `clients`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly delete: (id: string, options?: CallOptions) => Promise<void>
    /**
     * Give an OAuth client a new secret, which comes this once. Scope: `clients`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly secret: (id: string, input?: SecretOauthClient, options?: CallOptions) => Promise<OAuthClient>
    /**
     * Disable an OAuth client, and end all that it holds. Scope: `clients`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly disable: (id: string, options?: CallOptions) => Promise<OAuthClient>
    /**
     * Enable an OAuth client again; what ended stays ended. Scope: `clients`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly enable: (id: string, options?: CallOptions) => Promise<OAuthClient>
  }
  readonly oauthScopes: {
    /** List OAuth scopes: the standard ones, then those that were added, by name. Scope: `read`. */
    readonly list: (options?: CallOptions) => Promise<Whole<OAuthScope>>
    /** All of them, one after the other: pages are asked for as they are needed. */
    readonly all: (options?: CallOptions) => AsyncIterable<OAuthScope>
    /** Add an OAuth scope, or say anew what it means. Scope: `clients`. */
    readonly create: (input: CreateOauthScope, options?: CallOptions) => Promise<OAuthScope>
    /**
     * Delete an OAuth scope: nobody can ask for it any more. Scope: `clients`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly delete: (name: string, options?: CallOptions) => Promise<void>
  }
  readonly tokens: {
    /**
     * Mint a detached token of a user: it is bound to no session, and shown this once. Scope: `keys`.
     *
     * @throws {AdminError} With `template_not_found`, `not_found`, `secret_unknown`.
     */
    readonly create: (input: CreateToken, options?: CallOptions) => Promise<DetachedToken>
    /** List a user's unexpired detached tokens, newest first. Scope: `read`. */
    readonly list: (input: ListTokens, options?: CallOptions) => Promise<Whole<IssuedToken>>
    /** All of them, one after the other: pages are asked for as they are needed. */
    readonly all: (input: ListTokens, options?: CallOptions) => AsyncIterable<IssuedToken>
    /**
     * Revoke a detached token: verifiers with the feed refuse it at once, others take it until it expires. Scope:
     * `sessions`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly revoke: (jti: string, options?: CallOptions) => Promise<void>
  }
  readonly events: {
    /** List security events, newest first. Scope: `read`. */
    readonly list: (input?: ListEvents, options?: CallOptions) => Promise<Page<Event>>
    /** All of them, one after the other: pages are asked for as they are needed. */
    readonly all: (input?: ListEvents, options?: CallOptions) => AsyncIterable<Event>
  }
  readonly adminKeys: {
    /** Make an admin key; it is shown this once. Scope: `keys`. */
    readonly create: (input: CreateAdminKey, options?: CallOptions) => Promise<NewKey>
    /** List the living admin keys, newest first. Scope: `read`. */
    readonly list: (options?: CallOptions) => Promise<Whole<AccessKey>>
    /** All of them, one after the other: pages are asked for as they are needed. */
    readonly all: (options?: CallOptions) => AsyncIterable<AccessKey>
    /**
     * Revoke an admin key: it is dead at once. Scope: `keys`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly revoke: (id: string, options?: CallOptions) => Promise<void>
  }
  readonly backendKeys: {
    /**
     * Make a key for an application's server; it is shown this once. Scope: `keys`.
     *
     * @throws {AdminError} With `too_many_keys`.
     */
    readonly create: (input: CreateBackendKey, options?: CallOptions) => Promise<NewKey>
    /** List the living backend keys, newest first. Scope: `read`. */
    readonly list: (options?: CallOptions) => Promise<Whole<AccessKey>>
    /** All of them, one after the other: pages are asked for as they are needed. */
    readonly all: (options?: CallOptions) => AsyncIterable<AccessKey>
    /**
     * Revoke a backend key: it is dead at once. Scope: `keys`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly revoke: (id: string, options?: CallOptions) => Promise<void>
  }
  readonly verifierKeys: {
    /**
     * Make a key that reads the feed and nothing else; it is shown this once. Scope: `keys`.
     *
     * @throws {AdminError} With `too_many_keys`.
     */
    readonly create: (input: CreateVerifierKey, options?: CallOptions) => Promise<NewKey>
    /** List the living verifier keys, newest first. Scope: `read`. */
    readonly list: (options?: CallOptions) => Promise<Whole<AccessKey>>
    /** All of them, one after the other: pages are asked for as they are needed. */
    readonly all: (options?: CallOptions) => AsyncIterable<AccessKey>
    /**
     * Revoke a verifier key: it is dead at once. Scope: `keys`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly revoke: (id: string, options?: CallOptions) => Promise<void>
  }
  readonly apiKeys: {
    /** List API keys, newest first. Scope: `read`. */
    readonly list: (input?: ListApiKeys, options?: CallOptions) => Promise<Page<ApiKey>>
    /** All of them, one after the other: pages are asked for as they are needed. */
    readonly all: (input?: ListApiKeys, options?: CallOptions) => AsyncIterable<ApiKey>
    /**
     * Make an API key for a user, an organization or an OAuth client; it is shown this once. Scope: `keys`.
     *
     * @throws {AdminError} With `not_found`, `too_many_api_keys`.
     */
    readonly create: (input: CreateApiKey, options?: CallOptions) => Promise<NewApiKey>
    /**
     * Change an API key that lives. Scope: `keys`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly update: (id: string, input: UpdateApiKey, options?: CallOptions) => Promise<ApiKey>
    /**
     * Revoke an API key: it is dead at once. Scope: `keys`.
     *
     * @throws {AdminError} With `not_found`.
     */
    readonly revoke: (id: string, options?: CallOptions) => Promise<void>
  }
}
