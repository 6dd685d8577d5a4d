/** The server on each of its stores: memory, a file, a database, Redis beside a database. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { register, send, TokenApp } from '../support/api-client.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { type RunningRedis, startRedis } from '../support/redis.ts'
import { startServerProcess } from '../support/server-process.ts'
import { freePort } from '../support/start-coatcheck.ts'

let postgres: RunningPostgres
let redis: RunningRedis
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coatcheck-stores-'))
  postgres = await startPostgres()
  redis = await startRedis()
  await postgres.run('postgres', 'CREATE DATABASE beside_redis')
}, 60_000)
afterAll(async () => {
  await redis.stop()
  await postgres.stop()
  rmSync(folder, { recursive: true })
})

const STORES = [
  ['memory', () => ({ COATCHECK_DATABASE_URL: 'sqlite::memory:' }), false],
  ['a file', () => ({ COATCHECK_DATABASE_URL: `sqlite:${join(folder, 'coatcheck.db')}` }), true],
  ['a database', () => ({ COATCHECK_DATABASE_URL: postgres.url('postgres') }), true],
  [
    'Redis beside a database',
    () => ({ COATCHECK_DATABASE_URL: postgres.url('beside_redis'), COATCHECK_REDIS_URL: redis.url }),
    true,
  ],
] as const

describe.each(STORES)('on %s', (_, settingsOf, isKept) => {
  test(`a person signs in, refreshes, and ${isKept ? 'goes on' : 'is forgotten'} after a restart`, async () => {
    const port = await freePort()
    const start = () => startServerProcess(port, folder, settingsOf())
    const first = await start()
    const app = new TokenApp(first.url, (await register(first.url, 'ada@example.com')).body)
    expect((await app.refresh()).status).toBe(200)
    expect((await send(first.url, '/api/auth/session', { bearer: app.accessToken ?? '' })).status).toBe(200)
    expect(await first.stop()).toBe(0)

    const second = await start()
    expect(await app.refresh()).toMatchObject(
      isKept ? { status: 200 } : { status: 401, body: { code: 'refresh_invalid' } },
    )
    expect(await second.stop()).toBe(0)
  }, 60_000)
})
