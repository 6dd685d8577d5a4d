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
  const pool = await openPool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    application_name: 'coatcheck',
    types: { getTypeParser: parserOf },
  })
  const engine: Engine = {
    pool,
    random,
    transact: createTransact(pool, random),
    createClient: () =>
      new pg.Client({
        connectionString: url,
        connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
        query_timeout: STATEMENT_TIMEOUT_MS,
        application_name: 'coatcheck wake-ups',
      }),
  }
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
    rateLimits: openRateLimitStore(engine),
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

/**
 * Opens a pool that works. Poolers in between (PgBouncer) refuse to pass a timeout on when a connection starts; behind
 * one, whoever runs it sets the timeout for the role.
 */
async function openPool(config: pg.PoolConfig): Promise<pg.Pool> {
  const withTimeout = await migrated(new pg.Pool({ ...config, statement_timeout: STATEMENT_TIMEOUT_MS }))
  return withTimeout ?? (await migrated(new pg.Pool(config))) ?? unreachable()
}

/** The pool, its schema brought up to date; `null` when a pooler refuses how it starts connections. */
async function migrated(pool: pg.Pool): Promise<pg.Pool | null> {
  pool.on('error', () => {}) // an idle connection that breaks is replaced by the pool
  try {
    await migrate(pool)
    return pool
  } catch (error) {
    await pool.end()
    if (error instanceof Error && /unsupported startup parameter/.test(error.message)) return null
    throw error
  }
}

function unreachable(): never {
  throw new Error('a connection that starts with nothing special was refused as if it did')
}

/** Our whole numbers stay below 2^53, so that they are numbers here too. */
function parserOf(oid: number, format?: 'text' | 'binary') {
  return oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)
}
