/**
 * Connections to whichever of the servers takes writes.
 *
 * The first that does is used until something fails there as an outage does; then the next is asked. A server that
 * takes no writes, as a standby does, is never used: what is read there may be older than what was acknowledged.
 */

import pg from 'pg'
import type { Connection } from './statement.ts'
import { isOutage, QUEUE_TIMEOUT } from './unavailable.ts'

/** A connection that is held until it is released. */
export type Lease = {
  readonly on: pg.ClientBase
  /** Gives it back; after a failure that is an outage it is ended. */
  readonly release: (failure?: unknown) => void
}

/** A pool for each server, of which one is in use. */
export type Pool = Connection & {
  /** Takes a connection of the pool. */
  readonly lease: () => Promise<Lease>
  /** A client of its own for the server in use, not connected yet. */
  readonly createClient: (name: string) => pg.Client
  /** Ends all connections, once they are given back. */
  readonly close: () => Promise<void>
}

/** What every connection has, to whichever server. */
export type PoolOptions = {
  readonly maxConnections: number
  /** How long a connection is waited for. */
  readonly connectTimeoutMs: number
  /** How long an answer is waited for; a server that answers nobody does not know of its own timeout either. */
  readonly answerTimeoutMs: number
  /** How long the server works on a statement; `null` leaves it to the server. */
  readonly statementTimeoutMs: number | null
}

type Server = {
  readonly config: pg.ClientConfig
  readonly pool: pg.Pool
  /** Connections on which it was found to take writes. */
  readonly writing: WeakSet<pg.ClientBase>
}

/** Makes the pool; connections are made when they are needed. */
export function createPool(urls: readonly string[], options: PoolOptions): Pool {
  const servers = urls.map((url) => openServer(url, options))
  let isClosed = false

  /** The one in use comes first. */
  const moveOn = (from: Server): void => {
    if (servers[0] === from) servers.push(...servers.splice(0, 1))
  }

  const lease = async (): Promise<Lease> => {
    let failure: unknown
    const order = servers.slice() // each is asked once, whoever changes the order meanwhile
    for (const server of order) {
      try {
        const client = await connect(server)
        const release: Lease['release'] = (error) => {
          if (isOutage(error)) moveOn(server)
          client.release(isOutage(error))
        }
        return { on: client, release }
      } catch (error) {
        // All connections to a server that works may be in use; only one that fails is left.
        if (!isOutage(error) || (error instanceof Error && error.message === QUEUE_TIMEOUT)) throw error
        failure = error
        moveOn(server)
      }
    }
    throw failure
  }

  return {
    lease,
    query: async (statement) => {
      const { on, release } = await lease()
      try {
        const result = await on.query<unknown[]>(statement)
        release()
        return result
      } catch (error) {
        release(error)
        throw error
      }
    },
    createClient: (name) => new pg.Client({ ...servers[0]?.config, application_name: name }),
    close: async () => {
      if (isClosed) return
      isClosed = true
      await Promise.all(servers.map(({ pool }) => pool.end()))
    },
  }
}

function openServer(connectionString: string, options: PoolOptions): Server {
  const config = {
    connectionString,
    application_name: 'coatcheck',
    connectionTimeoutMillis: options.connectTimeoutMs,
    query_timeout: options.answerTimeoutMs,
    types: { getTypeParser: parserOf },
  }
  const { statementTimeoutMs } = options
  const pool = new pg.Pool({
    ...config,
    ...(statementTimeoutMs !== null && { statement_timeout: statementTimeoutMs }),
    max: options.maxConnections,
  })
  pool.on('error', () => {}) // an idle connection that breaks is replaced by the pool
  pool.on('connect', (client) => client.on('error', () => {})) // whoever holds it learns it from their query
  return { config, pool, writing: new WeakSet() }
}

/** Takes a connection to a server. Fails as a refused write does on a server that takes none. */
async function connect({ pool, writing }: Server): Promise<pg.PoolClient> {
  const client = await pool.connect()
  if (writing.has(client)) return client
  try {
    const { rows } = await client.query<{ transaction_read_only: string }>('SHOW transaction_read_only')
    if (rows[0]?.transaction_read_only !== 'off')
      throw Object.assign(new Error('the server takes no writes'), { code: '25006' })
    writing.add(client)
    return client
  } catch (error) {
    client.release(true)
    throw error
  }
}

/** Our whole numbers stay below 2^53, so that they are numbers here too. */
function parserOf(oid: number, format?: 'text' | 'binary') {
  return oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)
}
