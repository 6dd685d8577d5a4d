/** The store with sessions in Redis passes the suite of every store, on one server and on a Cluster. */

import {
  nodeCrypto,
  openPostgresStore,
  openRedisStore,
  readRedisAddress,
  connectRedis,
} from '@coatcheck/server'
import { fakeClock, seededRandom, storeConformance, type StoreUnderTest } from '@coatcheck/core/testing'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { type EmptiedDatabase, makeEmptiedDatabase } from '../support/emptied-database.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { type RunningCluster, type RunningRedis, startRedis, startRedisCluster } from '../support/redis.ts'

const random = seededRandom(1)
/** Many race here for few connections, on machines that may be busy with more. */
const PATIENCE_MS = 50_000
const runner = { describe, test, random, crypto: nodeCrypto }

let postgres: RunningPostgres
let database: EmptiedDatabase
beforeAll(async () => {
  postgres = await startPostgres()
  database = await makeEmptiedDatabase(postgres, random)
}, 120_000)
afterAll(async () => {
  await database.close()
  await postgres.stop()
})

async function open(url: string): Promise<StoreUnderTest> {
  await database.empty()
  const sql = await openPostgresStore({
    url: postgres.url(database.name),
    random,
    connectTimeoutMs: PATIENCE_MS,
  })
  const clock = fakeClock()
  clock.advance((await sql.nowMs()) - clock.nowMs())
  const address = readRedisAddress(url)
  if (address === null) throw new Error(`${url} is no address`)
  const { redis } = await connectRedis(address)
  const store = await openRedisStore({ redis, sql, record: sql.record, clock, random })
  return {
    store,
    expiresByItself: true,
    passTime: async (ms) => {
      clock.advance(ms)
      await database.passTime(ms)
    },
    close: () => store.close(),
  }
}

describe('on one server', () => {
  let redis: RunningRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  storeConformance({ ...runner, open: () => open(redis.url) })
})

describe('on a Cluster of three masters and their replicas', () => {
  let cluster: RunningCluster
  beforeAll(async () => {
    cluster = await startRedisCluster()
  }, 60_000)
  afterAll(() => cluster.stop())
  storeConformance({ ...runner, open: () => open(cluster.url) })
})
