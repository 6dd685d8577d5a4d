/** Connects to what COATCHECK_REDIS_URL names, and refuses servers that would lose sessions on their own. */

import { Cluster, Redis as Client, type RedisOptions } from 'ioredis'
import { StoreError } from '../store/store-error.ts'
import { type Redis, redisOn } from './connection.ts'
import { describeRedis, type RedisAddress } from './redis-address.ts'

/** How long a command or a connection may take. */
const TIMEOUT_MS = 2_000
/** The longest wait between two tries to connect. */
const MAX_RETRY_MS = 500

const OPTIONS = {
  commandTimeout: TIMEOUT_MS,
  connectTimeout: TIMEOUT_MS,
  // A server that is gone with its machine, or that a firewall has forgotten, closes nothing: TCP gives it up after a
  // quarter of an hour, and until then nobody asks where its successor is.
  socketTimeout: TIMEOUT_MS,
  sentinelCommandTimeout: TIMEOUT_MS,
  // What cannot be sent now fails now: clients repeat, and a queue would only hide how long it is out.
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  retryStrategy: (times: number) => Math.min(MAX_RETRY_MS, 20 * 2 ** times),
  // A server that became a replica: the name leads to its successor by now.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
} satisfies RedisOptions

const VOLATILE =
  'Redis writes nothing to disk: after a restart every session is read from the database once, at its next use'

/** A connection, and what its operators should know. */
export type ConnectedRedis = { readonly redis: Redis; readonly warnings: readonly string[] }

/**
 * Connects.
 *
 * @throws {StoreError} When nobody answers, or a server is too old or drops keys when it is full.
 */
export async function connectRedis(address: RedisAddress): Promise<ConnectedRedis> {
  const driver = await open(address)
  try {
    const servers = driver instanceof Cluster ? driver.nodes('master') : [driver]
    for (const server of servers) refuseUnfit(await server.info())
    const isVolatile = (await Promise.all(servers.map(writesNothing))).includes(true)
    return { redis: redisOn(driver), warnings: isVolatile ? [VOLATILE] : [] }
  } catch (error) {
    driver.disconnect()
    throw error
  }
}

async function open(address: RedisAddress): Promise<Client | Cluster> {
  const { hosts, login, isSecure, sentinelName } = address
  const options = { ...OPTIONS, ...login, ...(isSecure ? { tls: {} } : {}) }
  try {
    if (sentinelName !== null) {
      const secure = isSecure ? { sentinelTLS: {}, enableTLSForSentinelMode: true } : {}
      return await connected(
        new Client({ ...options, ...secure, lazyConnect: true, sentinels: [...hosts], name: sentinelName }),
      )
    }
    const single = await connected(new Client({ ...options, ...hosts[0], lazyConnect: true }))
    if (!/^cluster_enabled:1/m.test(await single.info('cluster'))) return single
    single.disconnect()
    return await connected(
      new Cluster([...hosts], {
        redisOptions: options,
        lazyConnect: true,
        enableOfflineQueue: false,
        retryDelayOnFailover: 50,
        slotsRefreshTimeout: TIMEOUT_MS,
        slotsRefreshInterval: 1_000,
        clusterRetryStrategy: OPTIONS.retryStrategy,
      }),
    )
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new StoreError(`Redis at ${describeRedis(address)} cannot be reached: ${message}`, { cause: error })
  }
}

async function connected<D extends Client | Cluster>(driver: D): Promise<D> {
  let why: unknown = null
  // It connects again by itself; whoever needs it meanwhile is told.
  driver.on('error', (error: unknown) => {
    why = error
  })
  // A Cluster makes another client for each connection.
  if (driver instanceof Client) forgetTimerOnClose(driver)
  try {
    await driver.connect()
    return driver
  } catch (error) {
    driver.disconnect()
    throw why ?? error // that the connection was closed says less than what closed it
  }
}

/**
 * Without this a connection that broke while something was asked would end the one that follows it: the driver's timer of
 * `socketTimeout` outlives its connection (https://github.com/redis/ioredis/issues/2147, mended in 6.0).
 */
function forgetTimerOnClose(client: Client): void {
  client.on('close', () => {
    const waiting = client as unknown as { socketTimeoutTimer: NodeJS.Timeout | undefined }
    clearTimeout(waiting.socketTimeoutTimer)
    waiting.socketTimeoutTimer = undefined // else the next connection would have no timer at all
  })
}

function refuseUnfit(report: string): void {
  const version = field(report, 'valkey_version') ?? field(report, 'redis_version') ?? ''
  if (Number.parseInt(version, 10) < 7) throw new StoreError(`Redis ${version} is too old: 7 is the least`)
  const policy = field(report, 'maxmemory_policy')
  if (policy !== undefined && policy !== 'noeviction') {
    throw new StoreError(
      `Redis has the eviction policy ${policy}, which drops sessions when it is full: set maxmemory-policy noeviction`,
    )
  }
}

/** Whether a server keeps nothing on disk; services that tell nobody how they are set up are taken to. */
async function writesNothing(server: Client): Promise<boolean> {
  try {
    const settings = await Promise.all(['save', 'appendonly'].map((name) => server.config('GET', name)))
    const [[, save], [, appendonly]] = settings as unknown as [string[], string[]]
    return save === '' && appendonly === 'no'
  } catch {
    return false
  }
}

function field(report: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(report)?.[1]
}
