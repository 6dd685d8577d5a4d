/** What is copied, in an order that foreign keys allow, and how each table is walked through. */

/** A table. */
export type CopiedTable = {
  readonly name: string
  /** Its primary key: rows are read in its order. */
  readonly key: readonly [string, ...string[]]
  /**
   * Some rows are there from the beginning: this is true of no such row until somebody has changed it. A copy writes
   * over them.
   */
  readonly changed?: string
}

/** All tables of both engines. */
export const COPIED_TABLES: readonly CopiedTable[] = [
  { name: 'users', key: ['id'] },
  { name: 'identities', key: ['issuer', 'subject'] },
  { name: 'clients', key: ['id'] },
  { name: 'sessions', key: ['id'] },
  { name: 'factors', key: ['id'] },
  { name: 'recovery_codes', key: ['factor_id', 'n'] },
  { name: 'tickets', key: ['id'] },
  { name: 'access_keys', key: ['id'] },
  { name: 'api_keys', key: ['id'] },
  { name: 'roles', key: ['key'], changed: 'updated_at > 0' },
  { name: 'organizations', key: ['id'] },
  { name: 'memberships', key: ['organization_id', 'user_id'] },
  { name: 'invitations', key: ['id'] },
  { name: 'upstreams', key: ['id'] },
  { name: 'upstream_sessions', key: ['session_id'] },
  { name: 'upstream_ends', key: ['key'] },
  { name: 'templates', key: ['id'] },
  { name: 'issued_tokens', key: ['jti'] },
  { name: 'oauth_clients', key: ['id'] },
  { name: 'oauth_scopes', key: ['name'] },
  { name: 'oauth_consents', key: ['user_id', 'client_id'] },
  { name: 'authorization_codes', key: ['id'] },
  { name: 'device_grants', key: ['id'] },
  { name: 'pushed_requests', key: ['hash'] },
  { name: 'logout_deliveries', key: ['session_id'] },
  { name: 'policy', key: ['one'] },
  { name: 'signing_keys', key: ['kid'] },
  { name: 'secret_fingerprints', key: ['version'] },
  { name: 'events', key: ['id'] },
  { name: 'log', key: ['position'] },
  { name: 'log_head', key: ['one'], changed: 'position > 0' },
  { name: 'rate_limits', key: ['bucket'] },
  { name: 'used_once', key: ['key'] },
]
