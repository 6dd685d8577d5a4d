/** Everything a store offers. Each member is a port of its own; one engine may serve some and another the rest. */

import type { AccessKeyStore } from './access/access-key.ts'
import type { ApiKeyStore } from './api-key/api-key-store.ts'
import type { EventStore } from './event/event-store.ts'
import type { FactorStore } from './factor/factor-store.ts'
import type { OnceStore } from './rate-limit/once.ts'
import type { RateLimitStore } from './rate-limit/rate-limit.ts'
import type { LogEntry, LogStore } from './log/log.ts'
import type { InvitationStore } from './organization/invitation-store.ts'
import type { MembershipStore } from './organization/membership-store.ts'
import type { OrganizationStore } from './organization/organization-store.ts'
import type { RoleStore } from './organization/role-store.ts'
import type { AuthorizationCodeStore } from './oauth/authorization-code.ts'
import type { DeviceGrantStore } from './oauth/device-grant.ts'
import type { OAuthClientStore } from './oauth/oauth-client.ts'
import type { LogoutDeliveryStore } from './oauth/logout-delivery.ts'
import type { OAuthConsentStore } from './oauth/oauth-consent.ts'
import type { OAuthScopeStore } from './oauth/oauth-scope.ts'
import type { PushedRequestStore } from './oauth/pushed-request.ts'
import type { PolicyStore } from './policy/policy-store.ts'
import type { SessionStore } from './session/session-store.ts'
import type { SecretFingerprintStore, SigningKeyStore } from './signing/signing-key.ts'
import type { TemplateStore } from './template/template-store.ts'
import type { TicketStore } from './ticket/ticket.ts'
import type { IssuedTokenStore } from './token/issued-token.ts'
import type { UpstreamStore } from './upstream/upstream.ts'
import type { UpstreamSessionStore } from './upstream/upstream-session.ts'
import type { UserStore } from './user/user-store.ts'

/** Copies that the log's entries outdate. */
export type StoreCopies = {
  /** Takes note of new entries, if any: called each time that the log was looked at. */
  readonly apply: (entries: readonly LogEntry[]) => Promise<void>
  /** The log went back: no copy is believed before it was compared with what it is of. */
  readonly distrust: () => Promise<void>
}

/** All ports of persistence. */
export type Store = {
  readonly users: UserStore
  readonly sessions: SessionStore
  readonly factors: FactorStore
  readonly tickets: TicketStore
  readonly accessKeys: AccessKeyStore
  readonly apiKeys: ApiKeyStore
  readonly organizations: OrganizationStore
  readonly memberships: MembershipStore
  readonly invitations: InvitationStore
  readonly roles: RoleStore
  readonly upstreams: UpstreamStore
  readonly upstreamSessions: UpstreamSessionStore
  readonly templates: TemplateStore
  readonly issuedTokens: IssuedTokenStore
  readonly oauthClients: OAuthClientStore
  readonly oauthConsents: OAuthConsentStore
  readonly oauthScopes: OAuthScopeStore
  readonly authorizationCodes: AuthorizationCodeStore
  readonly deviceGrants: DeviceGrantStore
  readonly pushedRequests: PushedRequestStore
  readonly logoutDeliveries: LogoutDeliveryStore
  readonly policy: PolicyStore
  readonly signingKeys: SigningKeyStore
  readonly secretFingerprints: SecretFingerprintStore
  readonly events: EventStore
  readonly log: LogStore
  readonly rateLimits: RateLimitStore
  readonly once: OnceStore
  /** Copies of what the log is about, where the store keeps some; whoever follows the log keeps them right. */
  readonly copies?: StoreCopies
  /** The store's own clock: the one that decides. */
  readonly nowMs: () => Promise<number>
  /** Fails when the store cannot be written. */
  readonly check: () => Promise<void>
  /** Finishes what is under way and lets go of files and connections. */
  readonly close: () => Promise<void>
}
