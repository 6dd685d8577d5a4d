/** The Postgres store passes the suite of every store, on a real server. */

import { nodeCrypto, openPostgresStore } from '@coatcheck/server'
import { seededRandom, storeConformance, type StoreUnderTest } from '@coatcheck/core/testing'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'

const random = seededRandom(1)

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

async function open(): Promise<StoreUnderTest> {
  const name = `test_${databases++}`
  await postgres.run('template1', `CREATE DATABASE ${name} TEMPLATE postgres`)
  const store = await openPostgresStore({ url: postgres.url(name), random })
  return {
    store,
    passTime: (ms) => postgres.run(name, `UPDATE test_clock SET now_ms = now_ms + ${ms}`),
    close: async () => {
      await store.close()
      await postgres.run('template1', `DROP DATABASE ${name}`)
    },
  }
}

describe('on Postgres', () => {
  storeConformance({ describe, test, random, crypto: nodeCrypto, open })
})
