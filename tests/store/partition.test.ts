/**
 * The network loses what one of three nodes sends to Redis or to Postgres, and what these send to it: it says so, the
 * others go on without it, and it goes on when the network does.
 */

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Link, startLink } from '../support/link.ts'
import { PATIENCE } from '../support/people.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { type RunningRedis, startRedis } from '../support/redis.ts'
import { expectAllToGoOn, startThreeNodes, type ThreeNodes } from '../support/three-nodes.ts'

let postgres: RunningPostgres
let redis: RunningRedis
let toPostgres: Link
let toRedis: Link
let instance: ThreeNodes

beforeAll(async () => {
  ;[postgres, redis] = await Promise.all([startPostgres(), startRedis()])
  toPostgres = await startLink(Number(postgres.host.split(':')[1]))
  toRedis = await startLink(redis.port)
  const reach = { databaseUrl: postgres.url('postgres'), redisUrl: redis.url }
  const linked = {
    databaseUrl: reach.databaseUrl.replace(postgres.host, `127.0.0.1:${toPostgres.port}`),
    redisUrl: `redis://127.0.0.1:${toRedis.port}`,
  }
  instance = await startThreeNodes([linked, reach, reach])
}, 120_000)
afterAll(async () => {
  await instance.stop()
  await Promise.all([toPostgres.stop(), toRedis.stop()])
  await Promise.all([postgres.stop(), redis.stop()])
}, 60_000)

afterEach(() => {
  toPostgres.mend()
  toRedis.mend()
})

test('a node is cut off from Redis for a while', async () => {
  await expectAllToGoOn(instance, async (goOn) => {
    toRedis.cut()
    await instance.people.expectReadiness([503, 200, 200])
    await goOn()
    toRedis.mend()
    await instance.people.expectReadiness([200, 200, 200])
  })
}, 240_000)

test('the connections of a node to Redis are forgotten on the way', async () => {
  await expectAllToGoOn(instance, async (goOn) => {
    toRedis.forget()
    await goOn()
    await instance.people.expectReadiness([200, 200, 200])
  })
}, 240_000)

test('a node is cut off from Postgres while it holds the row that all writers need', async () => {
  await expectAllToGoOn(instance, async (goOn) => {
    toPostgres.cutBefore('INSERT INTO log ')
    await expect.poll(toPostgres.isCut, PATIENCE).toBe(true)
    await instance.people.expectReadiness([503, 200, 200])
    await goOn()
    toPostgres.mend()
    await instance.people.expectReadiness([200, 200, 200])
    toPostgres.forget()
    await goOn()
    await instance.people.expectReadiness([200, 200, 200])
  })
}, 240_000)
