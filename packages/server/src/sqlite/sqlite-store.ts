/** The store on SQLite: one file, one process, every port. */

import type { Clock, Random, Store } from '@coatcheck/core'
import { openAccessKeyStore } from './access-key-store.ts'
import { openApiKeyStore } from './api-key-store.ts'
import { openDeviceGrantStore } from './device-grant-store.ts'
import { type Engine, openJournals } from './engine.ts'
import { openInvitationStore } from './invitation-store.ts'
import { openFactorStore } from './factor-store.ts'
import { openIssuedTokenStore } from './issued-token-store.ts'
import { openEventStore, openLogStore } from './journal-stores.ts'
import { openOnceStore, openRateLimitStore } from './limit-stores.ts'
import { openLogoutDeliveryStore } from './logout-delivery-store.ts'
import { openMembershipStore } from './membership-store.ts'
import { migrate } from './migrate.ts'
import { openDatabase } from './open-database.ts'
import { openAuthorizationCodeStore } from './authorization-code-store.ts'
import { openOAuthClientStore } from './oauth-client-store.ts'
import { openOAuthConsentStore } from './oauth-consent-store.ts'
import { openOAuthScopeStore } from './oauth-scope-store.ts'
import { openOrganizationStore } from './organization-store.ts'
import { openPolicyStore } from './policy-store.ts'
import { openPushedRequestStore } from './pushed-request-store.ts'
import { openRoleStore } from './role-store.ts'
import { openSessionStore } from './session-store.ts'
import { openSecretFingerprintStore, openSigningKeyStore } from './signing-key-store.ts'
import { openTemplateStore } from './template-store.ts'
import { openTicketStore } from './ticket-store.ts'
import { openUpstreamSessionStore } from './upstream-session-store.ts'
import { openUpstreamStore } from './upstream-store.ts'
import { openUserStore } from './user-store.ts'
import { createWriteBatch } from './write-batch.ts'

/** How to open the store. */
export type SqliteOptions = {
  /** A file, or `:memory:` for a database that goes with the process. */
  readonly path: string
  /** Time, for every limit; a server's never goes back. */
  readonly clock: Clock
  readonly random: Random
}

/**
 * Opens the store, bringing its schema up to date.
 *
 * @throws {StoreError} When the file cannot be opened or written, is in use, or was written by a newer version.
 */
export function openSqliteStore({ path, clock, random }: SqliteOptions): Store {
  const database = openDatabase(path, migrate)
  const { nowMs } = clock
  const journals = openJournals(database, nowMs, random)
  const { write, flush } = createWriteBatch(database, journals.reload)
  const engine: Engine = { database, write, random, nowMs, ...journals }

  return {
    users: openUserStore(engine),
    sessions: openSessionStore(engine),
    factors: openFactorStore(engine),
    tickets: openTicketStore(engine),
    accessKeys: openAccessKeyStore(engine),
    apiKeys: openApiKeyStore(engine),
    organizations: openOrganizationStore(engine),
    memberships: openMembershipStore(engine),
    invitations: openInvitationStore(engine),
    roles: openRoleStore(engine),
    upstreams: openUpstreamStore(engine),
    upstreamSessions: openUpstreamSessionStore(engine),
    templates: openTemplateStore(engine),
    issuedTokens: openIssuedTokenStore(engine),
    deviceGrants: openDeviceGrantStore(engine),
    pushedRequests: openPushedRequestStore(engine),
    oauthClients: openOAuthClientStore(engine),
    oauthConsents: openOAuthConsentStore(engine),
    oauthScopes: openOAuthScopeStore(engine),
    authorizationCodes: openAuthorizationCodeStore(engine),
    logoutDeliveries: openLogoutDeliveryStore(engine),
    policy: openPolicyStore(engine),
    signingKeys: openSigningKeyStore(engine),
    secretFingerprints: openSecretFingerprintStore(engine),
    events: openEventStore(engine),
    log: openLogStore(engine),
    rateLimits: openRateLimitStore(engine),
    once: openOnceStore(engine),
    nowMs: async () => nowMs(),
    check: async () => {
      await write(() => database.exec('UPDATE log_head SET position = position'))
    },
    close: async () => {
      if (!database.isOpen) return
      flush()
      database.close()
    },
  }
}
