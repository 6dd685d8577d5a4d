/** The Postgres store passes the suite of every store, on a real server. */

import { readdirSync, readFileSync } from 'node:fs'
import { ADMIN_ROLE, ADMIN_SCOPES, BUILT_IN_ROLES } from '@coatcheck/core'
import { nodeCrypto, openPostgresStore } from '@coatcheck/server'
import { seededRandom, storeConformance, type StoreUnderTest } from '@coatcheck/core/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EmptiedDatabase, makeEmptiedDatabase } from '../support/emptied-database.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'

const random = seededRandom(1)
/** Many race here for few connections, on machines that may be busy with more. */
const PATIENCE_MS = 50_000

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
  const store = await openPostgresStore({ url: urlOf(database.name), random, connectTimeoutMs: PATIENCE_MS })
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

describe('a planner that runs a subquery for every row', () => {
  const AGAINST_ALL_ELSE = ['hashagg', 'hashjoin', 'material', 'mergejoin', 'sort']
  const set = (to: string) =>
    postgres.run(
      database.name,
      AGAINST_ALL_ELSE.map((method) => `ALTER DATABASE ${database.name} SET enable_${method} = ${to}`).join(
        ';',
      ),
    )
  beforeAll(() => set('off'))
  afterAll(() => set('on'))

  test('does not make a sweep take more than a batch', async () => {
    const { store, passTime, close } = await open(postgres.url)
    for (const jti of ['a', 'b', 'c']) await store.once.claim(jti, 1_000)
    await passTime(2_000)
    expect([await store.once.sweep(2), await store.once.sweep(2)]).toEqual([2, 1])
    await close()
  })
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

describe('a schema that an older version has left', () => {
  const FOLDER = new URL('../../packages/server/src/postgres/migrations/', import.meta.url)

  test('is brought up to date with what is in it', async () => {
    const name = 'of_version_6'
    await postgres.run('postgres', `CREATE DATABASE ${name}`)
    for (const file of readdirSync(FOLDER).toSorted().slice(0, 6))
      await postgres.run(name, readFileSync(new URL(file, FOLDER), 'utf8'))
    await postgres.run(
      name,
      `CREATE TABLE schema_version (version INT NOT NULL, runs_beside INT NOT NULL);
       INSERT INTO schema_version VALUES (6, 4);
       INSERT INTO upstreams VALUES
         ('up_1', 'oidc', 'https://id.example', 'https://id.example/jwks', '["ES256"]', '["us"]', '[]', 60, 0, 1);
       INSERT INTO access_keys VALUES
         ('key_2', 'admin', '', '["read","users","sessions","policy","keys","templates"]', NULL, '', 1, NULL),
         ('key_1', 'admin', '', '["read"]', NULL, '', 1, NULL)`,
    )
    const before = await postgres.run(name, 'SELECT era FROM record_era')

    const store = await openPostgresStore({ url: postgres.url(name), random })
    const [everything, reader] = await store.accessKeys.list('admin')
    expect([everything?.scopes.toSorted(), reader?.scopes]).toEqual([ADMIN_SCOPES.toSorted(), ['read']])
    expect(await store.upstreams.list()).toMatchObject([{ name: 'https://id.example', endsSessions: true }])
    const roles = await store.roles.list()
    expect(roles.find(({ key }) => key === ADMIN_ROLE)?.permissions).toEqual(BUILT_IN_ROLES[0]?.permissions)
    expect(await postgres.run(name, 'SELECT era FROM record_era')).not.toEqual(before)
    await store.close()
  })
})
