/** A primary dies and its standby takes over, under three nodes and their clients: nobody is signed out. */

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { TokenApp } from '../support/api-client.ts'
import { newLedger, PATIENCE, type People, peopleAt } from '../support/people.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const CLIENTS = 100
const ACTORS = 6

let primary: RunningPostgres
let standby: RunningPostgres
let nodes: readonly RunningCoatcheck[]
let people: People

async function startAll(): Promise<void> {
  primary = await startPostgres()
  standby = await primary.standby()
  nodes = await Promise.all([0, 1, 2].map(startNode))
  people = peopleAt(nodes)
}

function startNode(): Promise<RunningCoatcheck> {
  const url = `postgres://coatcheck@${primary.host},${standby.host}/postgres?target_session_attrs=read-write`
  const environment = {
    COATCHECK_URL: 'http://localhost:4000',
    COATCHECK_DATABASE_URL: url,
    COATCHECK_SECRET: 'one secret of all the nodes, and long enough',
    COATCHECK_TRUST_PROXY: '1',
    COATCHECK_LOG_LEVEL: 'silent',
  }
  return startCoatcheck({ environment })
}

async function stopAll(): Promise<void> {
  await Promise.all(nodes.map((node) => node.close()))
  await Promise.all([primary.stop(), standby.stop()])
}

describe('with a standby that every acknowledged write has reached', () => {
  beforeAll(startAll, 120_000)
  afterAll(stopAll, 60_000)

  test('a hundred clients go on after it took over, and nothing acknowledged is lost', async () => {
    await primary.run('postgres', `ALTER SYSTEM SET synchronous_standby_names = 'standby'`)
    await primary.run('postgres', 'SELECT pg_reload_conf()')
    await expect
      .poll(() => primary.run('postgres', 'SELECT sync_state FROM pg_stat_replication'), PATIENCE)
      .toEqual([{ sync_state: 'sync' }])
    const load = await people.startClients(CLIENTS)
    const ledger = newLedger()
    const acting = Array.from({ length: ACTORS }, (_, actor) => people.act(ledger, actor))
    await load.goOn()
    await expect.poll(() => ledger.ended.length, PATIENCE).toBeGreaterThan(ACTORS)

    await primary.crash()
    await people.expectReadiness(503)
    const acknowledged = ledger.ended.length
    await expect.poll(() => load.clients.every(({ refusals }) => refusals.length > 0), PATIENCE).toBe(true)
    await standby.run('postgres', 'SELECT pg_promote()')
    await people.expectReadiness(200)

    await load.goOn()
    await expect.poll(() => ledger.ended.length, PATIENCE).toBeGreaterThan(acknowledged + ACTORS)
    ledger.isOver = true
    await Promise.all([load.stop(), ...acting])
    await Promise.all(load.clients.map((one) => one.refresh()))
    const refusals = load.clients.flatMap((one) => one.refusals).filter(({ status }) => status === 503)
    expect(new Set(refusals.map(({ headers }) => headers.get('retry-after')))).toEqual(new Set(['1']))
    await people.expectNoneLost(ledger)
    expect(await people.admin().list('/events?type=session.reuse_detected')).toEqual([])
  }, 300_000)
})

describe('with a standby that lacks the newest', () => {
  beforeAll(startAll, 120_000)
  afterAll(stopAll, 60_000)

  function expectPolicy(tokenSeconds: number): Promise<void> {
    return expect
      .poll(() => nodes.map(({ server }) => server.policy().tokenSeconds), PATIENCE)
      .toEqual(nodes.map(() => tokenSeconds))
  }

  test('nodes go by what it has, give no position out again, and say so', async () => {
    const warnings = nodes.map(({ server }) => vi.spyOn(server.logger, 'warn'))
    const app = new TokenApp(people.addresses[1] ?? '', await people.registered('lag@example.com'))
    await people.admin().patch('/policy', { tokenSeconds: 90 })
    await expectPolicy(90)
    await expect
      .poll(() => standby.run('postgres', `SELECT saved FROM policy`), PATIENCE)
      .toEqual([{ saved: '{"tokenSeconds":90}' }])
    await standby.kill()
    for (const tokenSeconds of [91, 92])
      expect((await people.admin().patch('/policy', { tokenSeconds })).status).toBe(200)
    await expectPolicy(92)
    const seen = (await nodes[0]?.server.store.log.head()) ?? 0

    await primary.crash()
    await standby.start()
    await standby.run('postgres', 'SELECT pg_promote()')
    await expectPolicy(90)
    await expect.poll(() => nodes[0]?.server.store.log.head(), PATIENCE).toBeGreaterThan(seen)
    const warned = warnings.flatMap(({ mock }) => mock.calls.map(([, message]) => String(message)))
    expect(warned).toContain('the log went back: what was written last is lost')
    await people.admin().patch('/policy', { tokenSeconds: 93 })
    await expectPolicy(93)
    expect((await app.refresh()).status).toBe(200)

    const late = await startNode() // passes by the server that is gone
    expect(late.server.policy().tokenSeconds).toBe(93)
    await late.close()
  }, 180_000)
})

describe('with a primary that answers nobody for a while', () => {
  beforeAll(startAll, 120_000)
  afterAll(stopAll, 60_000)

  test('requests are refused meanwhile, and everybody goes on afterwards', async () => {
    const load = await people.startClients(12)
    await load.goOn()
    primary.pause()
    await people.expectReadiness(503)
    await expect.poll(() => load.clients.every(({ refusals }) => refusals.length > 0), PATIENCE).toBe(true)
    primary.resume()
    await people.expectReadiness(200)
    await load.goOn()
    await load.stop()
    const refusals = load.clients.flatMap((client) => client.refusals)
    expect(refusals[0]).toMatchObject({ status: 503, body: { code: 'store_unavailable' } })
    expect(refusals[0]?.headers.get('retry-after')).toBe('1')
    expect(await people.admin().list('/events?type=session.reuse_detected')).toEqual([])
  }, 180_000)

  test('a primary that stops taking writes makes nodes not ready, until it takes them again', async () => {
    const app = new TokenApp(people.addresses[2] ?? '', await people.registered('writes@example.com'))
    const takeWrites = async (isOn: boolean): Promise<void> => {
      await primary.run('postgres', `ALTER SYSTEM SET default_transaction_read_only = ${isOn ? 'off' : 'on'}`)
      await primary.run('postgres', 'SELECT pg_reload_conf()')
    }
    await takeWrites(false)
    await people.expectReadiness(503)
    expect(await app.refresh()).toMatchObject({ status: 503, body: { code: 'store_unavailable' } })
    await takeWrites(true)
    await people.expectReadiness(200)
    expect((await app.refresh()).status).toBe(200)
  }, 120_000)

  test('while it answers nobody, a standby that is promoted takes its place', async () => {
    const load = await people.startClients(12)
    await load.goOn()
    primary.pause()
    await people.expectReadiness(503)
    await standby.run('postgres', 'SELECT pg_promote()')
    await people.expectReadiness(200)
    await load.goOn()
    await load.stop()
    expect(load.clients.every(({ refreshes }) => refreshes > 0)).toBe(true)
    await primary.crash()
  }, 120_000)
})
