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
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { type RunningCluster, type RunningRedis, startRedis, startRedisCluster } from '../support/redis.ts'

const random = seededRandom(1)
const runner = { describe, test, random, crypto: nodeCrypto }

let postgres: RunningPostgres
beforeAll(async () => {
  postgres = await startPostgres()
  const store = await openPostgresStore({ url: postgres.url('postgres'), random })
  await store.close()
  // The server's clock stands still, so that the suite can be exact about time.
  await postgres.run(
    'postgres',
    `CREATE TABLE test_clock (now_ms BIGINT);
     INSERT INTO test_clock VALUES (1780000000000);
     CREATE OR REPLACE FUNCTION coatcheck_now() RETURNS BIGINT LANGUAGE SQL VOLATILE AS 'SELECT now_ms FROM test_clock'`,
  )
}, 60_000)
afterAll(() => postgres.stop())

let databases = 0

async function open(url: string): Promise<StoreUnderTest> {
  const name = `test_${databases++}`
  await postgres.run('template1', `CREATE DATABASE ${name} TEMPLATE postgres`)
  const sql = await openPostgresStore({ url: postgres.url(name), random })
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
      await postgres.run(name, `UPDATE test_clock SET now_ms = now_ms + ${ms}`)
    },
    close: async () => {
      await store.close()
      await postgres.run('template1', `DROP DATABASE ${name} WITH (FORCE)`)
    },
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
