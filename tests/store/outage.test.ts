/** The database goes away and comes back: requests are told to wait, and nobody is signed out. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { Browser, PASSWORD, register, send, TokenApp } from '../support/api-client.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let postgres: RunningPostgres
let coatcheck: RunningCoatcheck

beforeAll(async () => {
  postgres = await startPostgres()
  const environment = { COATCHECK_DATABASE_URL: postgres.url('postgres'), COATCHECK_LOG_LEVEL: 'silent' }
  coatcheck = await startCoatcheck({ environment })
}, 60_000)
afterAll(async () => {
  await coatcheck.close()
  await postgres.stop()
})

test('an outage of the database is a 503 with Retry-After, and afterwards everybody goes on', async () => {
  const { url } = coatcheck
  const app = new TokenApp(url, (await register(url, 'ada@example.com')).body)
  const browser = new Browser(url)
  await browser.send('/api/auth/login', { body: { email: 'ada@example.com', password: PASSWORD } })
  expect((await app.refresh()).status).toBe(200)
  expect((await send(url, '/readyz')).status).toBe(200)

  await postgres.kill()
  const mint = () => browser.send('/api/auth/session/token', { body: {} })
  for (const refused of [await app.refresh(), await mint(), await send(url, '/readyz')]) {
    expect(refused).toMatchObject({ status: 503, body: { code: 'store_unavailable' } })
    expect(refused.headers.get('retry-after')).toBe('1')
  }
  expect((await send(url, '/healthz')).status).toBe(200)

  await postgres.start()
  await expect.poll(async () => (await send(url, '/readyz')).status, { timeout: 10_000 }).toBe(200)
  expect((await app.refresh()).status).toBe(200)
  expect((await mint()).status).toBe(200)
}, 30_000)
