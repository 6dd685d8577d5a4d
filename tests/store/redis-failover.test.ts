/**
 * Redis forgets, falls back or falls silent, under three nodes and their clients: nobody is signed out, nothing
 * that was acknowledged is lost, and nobody who was signed out comes back.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newLedger, PATIENCE, type People, peopleAt } from '../support/people.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { type RunningRedis, startRedis } from '../support/redis.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const CLIENTS = 60
const ACTORS = 4

let postgres: RunningPostgres
let nodes: RunningCoatcheck[]
let people: People

async function startNodes(redisUrl: string): Promise<void> {
  postgres = await startPostgres()
  const environment = {
    COATCHECK_URL: 'http://localhost:4000',
    COATCHECK_DATABASE_URL: postgres.url('postgres'),
    COATCHECK_REDIS_URL: redisUrl,
    COATCHECK_SECRET: 'one secret of all the nodes, and long enough',
    COATCHECK_TRUST_PROXY: '1',
    COATCHECK_LOG_LEVEL: 'silent',
  }
  nodes = await Promise.all([0, 1, 2].map(() => startCoatcheck({ environment })))
  people = peopleAt(nodes)
}

async function stopNodes(): Promise<void> {
  await Promise.all(nodes.map((node) => node.close()))
  await postgres.stop()
}

/** Clients refresh and people act while something happens; afterwards everything that was acknowledged must hold. */
async function expectAllToGoOn(happens: (goOn: () => Promise<void>) => Promise<void>): Promise<void> {
  const load = await people.startClients(CLIENTS)
  const ledger = newLedger()
  const acting = Array.from({ length: ACTORS }, (_, actor) => people.act(ledger, actor))
  await load.goOn()
  await expect.poll(() => ledger.ended.length, PATIENCE).toBeGreaterThan(ACTORS)

  try {
    await happens(load.goOn)
    const acknowledged = ledger.ended.length
    await load.goOn()
    await load.goOn()
    await expect.poll(() => ledger.ended.length, PATIENCE).toBeGreaterThan(acknowledged + ACTORS)
  } finally {
    ledger.isOver = true
    await Promise.all([load.stop(), ...acting])
  }
  await people.expectNoneLost(ledger)
  expect(await people.admin().list('/events?type=session.reuse_detected')).toEqual([])
  const refusals = load.clients.flatMap((one) => one.refusals).filter(({ status }) => status === 503)
  expect(refusals.every(({ headers }) => headers.get('retry-after') === '1')).toBe(true)
}

describe('one server', () => {
  let redis: RunningRedis
  beforeAll(async () => {
    redis = await startRedis(['--dbfilename', 'dump.rdb'])
    await startNodes(redis.url)
  }, 120_000)
  afterAll(async () => {
    await stopNodes()
    await redis.stop()
  }, 60_000)

  test('comes back with nothing', async () => {
    await expectAllToGoOn(async () => {
      await redis.kill()
      await people.expectReadiness(503)
      await redis.start()
      expect(redis.run('INFO', 'persistence')).toContain('rdb_changes_since_last_save:')
      await people.expectReadiness(200)
    })
  }, 180_000)

  test('comes back with what it knew long ago', async () => {
    await expectAllToGoOn(async (goOn) => {
      redis.run('SAVE')
      for (let time = 0; time < 6; time++) await goOn() // more steps than a failover loses
      await redis.kill()
      await people.expectReadiness(503)
      await redis.start()
      expect(Number(redis.run('DBSIZE'))).toBeGreaterThan(CLIENTS)
      await people.expectReadiness(200)
    })
  }, 180_000)

  test('falls silent for a while', async () => {
    await expectAllToGoOn(async () => {
      redis.signal('SIGSTOP')
      await people.expectReadiness(503)
      redis.signal('SIGCONT')
      await people.expectReadiness(200)
    })
  }, 180_000)

  test('goes on while a node ends, and another takes its place', async () => {
    await expectAllToGoOn(async (goOn) => {
      await nodes.at(-1)?.close()
      await goOn()
    })
    nodes.pop()
  }, 180_000)
})
