/** The store on Postgres: many nodes, every port. */

import type { Random, Store } from '@coatcheck/core'
import { openAccessKeyStore } from './access-key-store.ts'
import { openApiKeyStore } from './api-key-store.ts'
import { openDeviceGrantStore } from './device-grant-store.ts'
import type { Engine } from './engine.ts'
import { openInvitationStore } from './invitation-store.ts'
import { openFactorStore } from './factor-store.ts'
import { openIssuedTokenStore } from './issued-token-store.ts'
import { openEventStore, openLogStore } from './journal-stores.ts'
import { openOnceStore, openRateLimitStore } from './limit-stores.ts'
import { openLogoutDeliveryStore } from './logout-delivery-store.ts'
import { openMembershipStore } from './membership-store.ts'
import { migrate } from './migrate.ts'
import { splitHosts } from './hosts.ts'
import { openAuthorizationCodeStore } from './authorization-code-store.ts'
import { openOAuthClientStore } from './oauth-client-store.ts'
import { openOAuthConsentStore } from './oauth-consent-store.ts'
import { openOAuthScopeStore } from './oauth-scope-store.ts'
import { openOrganizationStore } from './organization-store.ts'
import { openPolicyStore } from './policy-store.ts'
import { createPool, type Pool, type PoolOptions } from './pool.ts'
import { openPushedRequestStore } from './pushed-request-store.ts'
import { openRoleStore } from './role-store.ts'
import { openSessionStore } from './session-store.ts'
import type { SessionRecord } from '../sql/session-record.ts'
import { openSessionRecord } from './session-record.ts'
import { openSecretFingerprintStore, openSigningKeyStore } from './signing-key-store.ts'
import { statement } from './statement.ts'
import { openTemplateStore } from './template-store.ts'
import { openTicketStore } from './ticket-store.ts'
import { StoreError } from '../store/store-error.ts'
import { createTransact } from './transaction.ts'
import { openUpstreamSessionStore } from './upstream-session-store.ts'
import { openUpstreamStore } from './upstream-store.ts'
import { openUserStore } from './user-store.ts'

/** The store, and its record of sessions for whoever works on them outside. */
export type PostgresStore = Store & { readonly record: SessionRecord }

/** How to open the store. */
export type PostgresOptions = {
  /** `postgres://user:password@host:port/database`; of several hosts, as in `one:5432,other:5432`, one that takes writes. */
  readonly url: string
  readonly random: Random
  /** How many connections one node holds at most. */
  readonly maxConnections?: number
  /** How long it waits for one, a free one or a new one, until the database counts as out. */
  readonly connectTimeoutMs?: number
}

const TIMEOUTS = {
  statementTimeoutMs: 5_000,
  answerTimeoutMs: 6_000, // later than the server gives up: then it does not even do that
} as const

/** To change large tables, or to wait for a node that does, takes longer than any request may. */
const MIGRATING = { maxConnections: 1, statementTimeoutMs: null, answerTimeoutMs: 600_000 } as const

const readNow = statement('SELECT :now AS now')
const touchHead = statement('UPDATE log_head SET position = position')

/** Opens the store, bringing its schema up to date. */
export async function openPostgresStore({
  url,
  random,
  maxConnections = 10,
  connectTimeoutMs = 3_000,
}: PostgresOptions): Promise<PostgresStore> {
  const urls = splitHosts(url)
  if (urls === null) throw new StoreError('the URL of the database names no host and database of Postgres')
  const pool = await openPool(urls, { maxConnections, connectTimeoutMs, ...TIMEOUTS })
  const engine: Engine = { pool, random, transact: createTransact(pool, random) }
  return {
    record: openSessionRecord(engine),
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
    nowMs: async () => (await readNow.get(pool))?.['now'] as number,
    check: async () => {
      await touchHead.run(pool)
    },
    close: pool.close,
  }
}

/**
 * Opens a pool that works, on a schema that is up to date. Poolers in between (PgBouncer) refuse to pass a timeout on
 * when a connection starts; behind one, whoever runs it sets the timeout for the role.
 */
async function openPool(urls: readonly string[], options: PoolOptions): Promise<Pool> {
  const migrating = createPool(urls, { ...options, ...MIGRATING })
  try {
    await migrate(migrating)
  } finally {
    await migrating.close()
  }
  return (
    (await connected(createPool(urls, options))) ??
    (await connected(createPool(urls, { ...options, statementTimeoutMs: null }))) ??
    unreachable()
  )
}

/** The pool, with a first connection; `null` when a pooler refuses how it starts connections. */
async function connected(pool: Pool): Promise<Pool | null> {
  try {
    const { release } = await pool.lease()
    release()
    return pool
  } catch (error) {
    await pool.close()
    if (error instanceof Error && /unsupported startup parameter/.test(error.message)) return null
    throw error
  }
}

function unreachable(): never {
  throw new Error('a connection that starts with nothing special was refused as if it did')
}
