/** Several nodes on one Postgres: any of them answers any request, whatever their clocks say. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { fakeClock } from '@coatcheck/core/testing'
import { systemClock } from '@coatcheck/server'
import { adminClient } from '../support/admin-client.ts'
import { register, send, TokenApp } from '../support/api-client.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const URL_OF_ALL = 'http://localhost:4000'
let postgres: RunningPostgres
let nodes: readonly RunningCoatcheck[]

/** A clock that is wrong by so much, and goes on. */
function wrongClock(aheadMs: number) {
  const clock = fakeClock()
  return { ...clock, nowMs: () => systemClock.nowMs() + aheadMs }
}

beforeAll(async () => {
  postgres = await startPostgres()
  const environment = {
    COATCHECK_URL: URL_OF_ALL,
    COATCHECK_DATABASE_URL: postgres.url('postgres'),
    COATCHECK_SECRET: 'one secret of all the nodes, and long enough',
  }
  // All at once: one of them brings the schema up to date, makes the first key and notes the secret.
  nodes = await Promise.all(
    [-30_000, 0, 30_000].map((aheadMs) => startCoatcheck({ environment, clock: wrongClock(aheadMs) })),
  )
}, 60_000)
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.close()))
  await postgres.stop()
})

/** Where a node listens: they all have one URL. */
function addressOf(index: number): string {
  const node = nodes[index % nodes.length]
  if (node === undefined) throw new Error('there is no such node')
  return `http://localhost:${node.port}`
}

test('a refresh chain goes on through all of them, and each accepts what the others signed', async () => {
  const app = new TokenApp(addressOf(0), (await register(addressOf(0), 'ada@example.com')).body)
  for (let step = 1; step <= 9; step++) {
    const { key, refreshToken } = app
    const there = new TokenApp(addressOf(step), { refreshToken })
    expect((await there.refresh()).status, `step ${step}`).toBe(200)
    Object.assign(app, { refreshToken: there.refreshToken, accessToken: there.accessToken, key })
    const read = await send(addressOf(step + 1), '/api/auth/session', { bearer: app.accessToken ?? '' })
    expect(read.status).toBe(200)
  }
})

test('a policy that one of them saves is in force on all within two seconds', async () => {
  const [first, second] = nodes
  if (first === undefined || second === undefined) throw new Error('there are no nodes')
  await adminClient({ ...first, url: addressOf(0) }).patch('/policy', { tokenSeconds: 90 })
  await expect.poll(() => second.server.policy().tokenSeconds, { timeout: 5_000, interval: 50 }).toBe(90)
})

test('a session that one of them ends is over on all at once', async () => {
  const { body } = await register(addressOf(0), 'grace@example.com')
  const app = new TokenApp(addressOf(1), body)
  const { accessToken, refreshToken } = app
  await send(addressOf(2), '/api/auth/logout', { body: { refreshToken } })
  for (const index of [0, 1, 2]) {
    const read = await send(addressOf(index), '/api/auth/session', { bearer: accessToken ?? '' })
    expect(read).toMatchObject({ status: 401, body: { code: 'session_ended', reason: 'signed_out' } })
  }
})
