/** What is copied, in an order that foreign keys allow, and how each table is walked through. */

/** A table. */
export type CopiedTable = {
  readonly name: string
  /** Its primary key: rows are read in its order. */
  readonly key: readonly [string, ...string[]]
  /** Its one row is there from the beginning. */
  readonly isOneRow?: true
}

/** All tables of both engines. */
export const COPIED_TABLES: readonly CopiedTable[] = [
  { name: 'users', key: ['id'] },
  { name: 'identities', key: ['issuer', 'subject'] },
  { name: 'clients', key: ['id'] },
  { name: 'sessions', key: ['id'] },
  { name: 'tickets', key: ['id'] },
  { name: 'access_keys', key: ['id'] },
  { name: 'upstreams', key: ['id'] },
  { name: 'templates', key: ['id'] },
  { name: 'issued_tokens', key: ['jti'] },
  { name: 'policy', key: ['one'] },
  { name: 'signing_keys', key: ['kid'] },
  { name: 'secret_fingerprints', key: ['version'] },
  { name: 'events', key: ['id'] },
  { name: 'log', key: ['position'] },
  { name: 'log_head', key: ['one'], isOneRow: true },
  { name: 'rate_limits', key: ['bucket'] },
  { name: 'used_once', key: ['key'] },
]
