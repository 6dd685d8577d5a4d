/** Codes and refresh tokens of grants, shown to many nodes at once: on Postgres, and with Redis beside it. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '@coatcheck/server'
import {
  claimsOf,
  type Granter,
  makeClient,
  makeCode,
  makeGranter,
  postForm,
  redeem,
  refreshGrant,
  type TestClient,
} from '../support/oauth.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { type RunningRedis, startRedis } from '../support/redis.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const URL_OF_ALL = 'http://localhost:4000'

describe.each([
  ['Postgres', false],
  ['Postgres and Redis', true],
])('on %s', (_, withRedis) => {
  let postgres: RunningPostgres
  let redis: RunningRedis | null
  let nodes: readonly RunningCoatcheck[]
  let granter: Granter
  let app: TestClient

  beforeAll(async () => {
    postgres = await startPostgres()
    redis = withRedis ? await startRedis() : null
    const environment = {
      COATCHECK_URL: URL_OF_ALL,
      COATCHECK_DATABASE_URL: postgres.url('postgres'),
      ...(redis === null ? {} : { COATCHECK_REDIS_URL: redis.url }),
      COATCHECK_SECRET: 'one secret of all the nodes, and long enough',
    }
    const clock = { ...systemClock, advance: () => {}, set: () => {} } as never
    const started = await Promise.all([1, 2].map(() => startCoatcheck({ environment, clock })))
    nodes = started.map((node) => ({ ...node, url: `http://localhost:${node.port}` }))
    granter = await makeGranter(at(0), 'ada@example.com')
    app = await makeClient(at(0), { type: 'confidential' })
  }, 120_000)
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.close()))
    await redis?.stop()
    await postgres.stop()
  })

  function at(index: number): RunningCoatcheck {
    const node = nodes[index % nodes.length]
    if (node === undefined) throw new Error('there is no such node')
    return node
  }

  test('AZ-8: of many redemptions of one code one wins, and what it got is taken back', async () => {
    const code = await makeCode(at(0), app, granter)
    const answers = await Promise.all(Array.from({ length: 50 }, (__, index) => redeem(at(index), app, code)))
    const won = answers.filter(({ status }) => status === 200)
    expect(won).toHaveLength(1)
    const lost = answers.filter(({ status }) => status !== 200)
    expect(new Set(lost.map(({ body }) => body['error']))).toEqual(new Set(['invalid_grant']))
    const again = await refreshGrant(at(0), app, won[0]?.body['refresh_token'])
    expect(again).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  }, 60_000)

  test('RT-3: many refreshes at once move a grant on by one, on all nodes', async () => {
    const { body } = await redeem(at(0), app, await makeCode(at(0), app, granter))
    const answers = await Promise.all(
      Array.from({ length: 30 }, (__, index) => refreshGrant(at(index), app, body['refresh_token'])),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    const given = new Set(answers.map((answer) => answer.body['refresh_token']))
    expect(given.size).toBe(1)
    expect((await refreshGrant(at(1), app, [...given][0])).status).toBe(200)
  }, 60_000)

  test('RV-3: what one node took back is of no use at the other', async () => {
    const { body } = await redeem(at(0), app, await makeCode(at(0), app, granter))
    const introspect = () =>
      postForm(at(1).url, '/oauth/introspect', { token: String(body['access_token']) }, { client: app })
    expect((await introspect()).body).toMatchObject({
      active: true,
      jti: claimsOf(body['access_token'])['jti'],
    })
    await postForm(at(0).url, '/oauth/revoke', { token: String(body['access_token']) }, { client: app })
    await expect.poll(async () => (await introspect()).body, { timeout: 20_000 }).toEqual({ active: false })
    await postForm(at(0).url, '/oauth/revoke', { token: String(body['refresh_token']) }, { client: app })
    expect((await refreshGrant(at(1), app, body['refresh_token'])).status).toBe(400)
  }, 60_000)
})
