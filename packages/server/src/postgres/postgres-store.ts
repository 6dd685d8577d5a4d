/** The store on Postgres: many nodes, every port. */

import type { Random, Store } from '@coatcheck/core'
import pg from 'pg'
import { openAccessKeyStore } from './access-key-store.ts'
import type { Engine } from './engine.ts'
import { openEventStore, openLogStore } from './journal-stores.ts'
import { openOnceStore, openRateLimitStore } from './limit-stores.ts'
import { migrate } from './migrate.ts'
import { openPolicyStore } from './policy-store.ts'
import { openSessionStore } from './session-store.ts'
import { openSecretFingerprintStore, openSigningKeyStore } from './signing-key-store.ts'
import { statement } from './statement.ts'
import { openTicketStore } from './ticket-store.ts'
import { createTransact } from './transaction.ts'
import { openUpstreamStore } from './upstream-store.ts'
import { openUserStore } from './user-store.ts'

/** How to open the store. */
export type PostgresOptions = {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string
  readonly random: Random
  /** How many connections one node holds at most. */
  readonly maxConnections?: number
}

/** How long a statement may take, and how long one is waited for that a connection is free. */
const STATEMENT_TIMEOUT_MS = 5_000
const CONNECTION_TIMEOUT_MS = 5_000

const readNow = statement('SELECT :now AS now')
const touchHead = statement('UPDATE log_head SET position = position')

/** Opens the store, bringing its schema up to date. */
export async function openPostgresStore({
  url,
  random,
  maxConnections = 10,
}: PostgresOptions): Promise<Store> {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    application_name: 'coatcheck',
    types: { getTypeParser: parserOf },
  })
  pool.on('error', () => {}) // an idle connection that breaks is replaced by the pool
  await migrate(pool).catch(async (error: unknown) => {
    await pool.end()
    throw error
  })
  const engine: Engine = { pool, random, transact: createTransact(pool, random) }
  return {
    users: openUserStore(engine),
    sessions: openSessionStore(engine),
    tickets: openTicketStore(engine),
    accessKeys: openAccessKeyStore(engine),
    upstreams: openUpstreamStore(engine),
    policy: openPolicyStore(engine),
    signingKeys: openSigningKeyStore(engine),
    secretFingerprints: openSecretFingerprintStore(engine),
    events: openEventStore(engine),
    log: openLogStore(engine),
    limits: openRateLimitStore(engine),
    once: openOnceStore(engine),
    nowMs: async () => (await readNow.get(pool))?.['now'] as number,
    check: async () => {
      await touchHead.run(pool)
    },
    close: async () => {
      if (!pool.ended) await pool.end()
    },
  }
}

/** Our whole numbers stay below 2^53, so that they are numbers here too. */
function parserOf(oid: number, format?: 'text' | 'binary') {
  return oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)
}
