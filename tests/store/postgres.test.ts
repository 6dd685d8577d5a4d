/** The Postgres store passes the suite of every store, on a real server. */

import { nodeCrypto, openPostgresStore } from '@coatcheck/server'
import { seededRandom, storeConformance, type StoreUnderTest } from '@coatcheck/core/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EmptiedDatabase, makeEmptiedDatabase } from '../support/emptied-database.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'

const random = seededRandom(1)

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

/** A database like new, reached by that URL. */
async function open(urlOf: (database: string) => string): Promise<StoreUnderTest> {
  await database.empty()
  const store = await openPostgresStore({ url: urlOf(database.name), random })
  return { store, passTime: database.passTime, close: () => store.close() }
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
    await database.empty()
    const { name } = database
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
