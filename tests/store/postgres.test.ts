/** The Postgres store passes the suite of every store, on a real server. */

import { nodeCrypto, openPostgresStore } from '@coatcheck/server'
import { seededRandom, storeConformance, type StoreUnderTest } from '@coatcheck/core/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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

/** A database of its own, reached by that URL. */
async function open(urlOf: (database: string) => string): Promise<StoreUnderTest> {
  const name = `test_${databases++}`
  await postgres.run('template1', `CREATE DATABASE ${name} TEMPLATE postgres`)
  const store = await openPostgresStore({ url: urlOf(name), random })
  return {
    store,
    passTime: async (ms) => {
      await postgres.run(name, `UPDATE test_clock SET now_ms = now_ms + ${ms}`)
    },
    close: async () => {
      await store.close()
      await postgres.run('template1', `DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

describe('on Postgres', () => {
  const runner = { describe, test, random, crypto: nodeCrypto }
  storeConformance({ ...runner, open: () => open(postgres.url) })
})

describe('behind PgBouncer, which hands out connections by the transaction', () => {
  let pooler: Awaited<ReturnType<RunningPostgres['pooled']>>
  beforeAll(async () => {
    pooler = await postgres.pooled()
  })
  afterAll(() => pooler.stop())
  const runner = { describe, test, random, crypto: nodeCrypto }
  storeConformance({ ...runner, open: () => open(pooler.url) })
})

describe('a schema that a newer version has changed', () => {
  async function openedBeside(oldest: number): Promise<void> {
    const name = `test_${databases++}`
    await postgres.run('template1', `CREATE DATABASE ${name} TEMPLATE postgres`)
    await postgres.run(name, `INSERT INTO schema_version (version, runs_beside) VALUES (99, ${oldest})`)
    await (await openPostgresStore({ url: postgres.url(name), random })).close()
  }

  test('is used while the change only adds to what this version knows', async () => {
    await expect(openedBeside(1)).resolves.toBeUndefined()
  })

  test('is refused when the change took something away', async () => {
    await expect(openedBeside(99)).rejects.toThrow(/written by a newer one/)
  })
})
