/** Several nodes on one Postgres, with Redis and without: any of them answers any request, whatever their clocks say. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fakeClock } from '@coatcheck/core/testing'
import { systemClock } from '@coatcheck/server'
import { adminClient } from '../support/admin-client.ts'
import { Browser, login, PASSWORD, register, send, TokenApp } from '../support/api-client.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { type RunningRedis, startRedis } from '../support/redis.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const URL_OF_ALL = 'http://localhost:4000'
let postgres: RunningPostgres
let redis: RunningRedis | null
let nodes: readonly RunningCoatcheck[]

/** A clock that is wrong by so much, and goes on. */
function wrongClock(aheadMs: number) {
  const clock = fakeClock()
  return { ...clock, nowMs: () => systemClock.nowMs() + aheadMs }
}

/** Where a node listens: they all have one URL. */
function addressOf(index: number): string {
  const node = nodes[index % nodes.length]
  if (node === undefined) throw new Error('there is no such node')
  return `http://localhost:${node.port}`
}

describe.each([
  ['Postgres', false],
  ['Postgres and Redis', true],
])('on %s', (_, withRedis) => {
  beforeAll(async () => {
    postgres = await startPostgres()
    redis = withRedis ? await startRedis() : null
    const environment = {
      COATCHECK_URL: URL_OF_ALL,
      COATCHECK_DATABASE_URL: postgres.url('postgres'),
      ...(redis === null ? {} : { COATCHECK_REDIS_URL: redis.url }),
      COATCHECK_SECRET: 'one secret of all the nodes, and long enough',
    }
    // All at once: one of them brings the schema up to date, makes the first key and notes the secret.
    nodes = await Promise.all(
      [-30_000, 0, 30_000].map((aheadMs) => startCoatcheck({ environment, clock: wrongClock(aheadMs) })),
    )
  }, 60_000)
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.close()))
    await redis?.stop()
    await postgres.stop()
  })

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

  test('of simultaneous refreshes of one token on all of them, one rotates and the others get the same', async () => {
    const app = new TokenApp(addressOf(0), (await register(addressOf(0), 'edith@example.com')).body)
    const { key, refreshToken } = app
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => {
        const copy = new TokenApp(addressOf(index), { refreshToken })
        return copy.refreshOnce({}, key)
      }),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200))
    expect(new Set(answers.map(({ body }) => body['refreshToken'])).size).toBe(1)
  })

  test('two holders of one token on two nodes do not both go on, and an event says so', async () => {
    const { body } = await register(addressOf(0), 'mary@example.com')
    const [owner, thief] = [new TokenApp(addressOf(0), body), new TokenApp(addressOf(1), body)]
    expect((await owner.refresh()).status).toBe(200)
    expect(await thief.refresh()).toMatchObject({ status: 401, body: { code: 'refresh_reused' } })
    expect(await owner.refresh()).toMatchObject({ body: { code: 'session_ended', reason: 'refresh_reused' } })
    const { id } = body['session'] as { readonly id: string }
    const [first] = nodes
    if (first === undefined) throw new Error('there are no nodes')
    const admin = adminClient({ ...first, url: addressOf(2) })
    expect(await admin.list(`/events?sessionId=${id}&type=session.reuse_detected`)).toHaveLength(1)
  })

  test('a password that is changed on one of them ends the other sessions everywhere', async () => {
    await register(addressOf(0), 'joan@example.com')
    const laptop = new Browser(addressOf(1), URL_OF_ALL)
    await laptop.send('/api/auth/login', { body: { email: 'joan@example.com', password: PASSWORD } })
    const phone = new TokenApp(addressOf(2), (await login(addressOf(2), 'joan@example.com')).body)
    const change = { currentPassword: PASSWORD, newPassword: 'marble-orchard-kettle-9' }
    expect((await laptop.send('/api/auth/password', { body: change })).status).toBe(200)
    expect(await phone.refresh()).toMatchObject({ status: 401, body: { reason: 'password_changed' } })
    expect((await laptop.send('/api/auth/session/token', { body: {} })).status).toBe(200)
    const devices = await laptop.send('/api/auth/sessions')
    expect(devices.body['data']).toHaveLength(1)
  })

  test('a user who is disabled on one of them is out on all, at once', async () => {
    const { body } = await register(addressOf(0), 'ada.l@example.com', { transport: 'opaque' })
    const { id } = body['user'] as { readonly id: string }
    const [first] = nodes
    if (first === undefined) throw new Error('there are no nodes')
    const disabled = await adminClient({ ...first, url: addressOf(1) }).post(`/users/${id}/disable`)
    expect(disabled.status).toBe(200)
    for (const index of [0, 1, 2]) {
      const mint = await send(addressOf(index), '/api/auth/session/token', {
        bearer: String(body['sessionToken']),
        body: {},
      })
      expect(mint).toMatchObject({ status: 401, body: { code: 'session_ended', reason: 'user_disabled' } })
    }
    expect((await login(addressOf(2), 'ada.l@example.com')).status).toBe(401)
  })

  test('what is changed of a user on one of them shows on all', async () => {
    const { body } = await register(addressOf(0), 'katherine@example.com', { transport: 'opaque' })
    const bearer = String(body['sessionToken'])
    const nameOn = async (index: number) => {
      const read = await send(addressOf(index), '/api/auth/session', { bearer })
      return (read.body['user'] as { readonly firstName: string | null }).firstName
    }
    for (const index of [0, 1, 2]) expect(await nameOn(index)).toBeNull()
    const { id } = body['user'] as { readonly id: string }
    const [first] = nodes
    if (first === undefined) throw new Error('there are no nodes')
    await adminClient({ ...first, url: addressOf(1) }).patch(`/users/${id}`, { firstName: 'Katherine' })
    expect(await nameOn(1)).toBe('Katherine')
    await expect
      .poll(async () => [await nameOn(0), await nameOn(2)], { timeout: 5_000 })
      .toEqual(['Katherine', 'Katherine'])
  })

  test('limits are those of all nodes together', async () => {
    const guess = (index: number) =>
      send(addressOf(index), '/api/auth/login', {
        body: { email: 'limit@example.com', password: 'not-this-one' },
      })
    const statuses = []
    for (let index = 0; index < 11; index++) statuses.push((await guess(index)).status)
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429])
  })
})
