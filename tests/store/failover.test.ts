/** A primary dies and its standby takes over, under three nodes and their clients: nobody is signed out. */

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { type Answer, type Json, PASSWORD, send, TokenApp } from '../support/api-client.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { askAround, RoamingClient, rotated } from '../support/roaming-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const CLIENTS = 100
const ACTORS = 6
const PATIENCE = { timeout: 60_000, interval: 100 }

let primary: RunningPostgres
let standby: RunningPostgres
let nodes: readonly RunningCoatcheck[]
let addresses: readonly string[]

async function startAll(): Promise<void> {
  primary = await startPostgres()
  standby = await primary.standby()
  nodes = await Promise.all([0, 1, 2].map(startNode))
  addresses = nodes.map(({ port }) => `http://localhost:${port}`)
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

/** An administrator at one of the nodes. */
function admin(): ReturnType<typeof adminClient> {
  const [node] = nodes
  if (node === undefined) throw new Error('there are no nodes')
  return adminClient({ ...node, url: addresses[0] ?? '' })
}

let requests = 0

/** Asks around as somebody at an address of their own, with one key however often. */
function ask(path: string, body: Json, key: string = randomUUID()): Promise<Answer> {
  requests += 1
  const address = `10.0.${requests >> 8}.${requests & 255}`
  const headers = { 'idempotency-key': key, 'x-forwarded-for': address }
  return askAround(rotated(addresses, requests), (url) => send(url, path, { body, headers }))
}

/** Registers somebody; if that had happened and its answer was lost, signs them in. @returns The answer. */
async function registered(email: string): Promise<Json> {
  const person = { email, password: PASSWORD, transport: 'token' }
  const first = await ask('/api/auth/register', person)
  const { status, body } = first.status === 409 ? await ask('/api/auth/login', person) : first
  if (status !== 201 && status !== 200) throw new Error(`${status} ${String(body['code'])}`)
  return body
}

function idOf(thing: unknown): string {
  return (thing as { readonly id: string }).id
}

/** Signs in all clients, and lets them refresh until `stop`. */
async function startClients(count: number) {
  const clients: RoamingClient[] = []
  for (let index = 0; index < count; index++) {
    const app = new TokenApp('', await registered(`client${index}-${randomUUID()}@example.com`))
    clients.push(new RoamingClient(rotated(addresses, index), app))
  }
  let isOver = false
  const load = clients.map(async (client) => {
    while (!isOver) await client.refresh()
  })
  const total = (): number => clients.reduce((sum, { refreshes }) => sum + refreshes, 0)
  return {
    clients,
    /** Waits until they have refreshed more than once each, on the average. */
    goOn: async (): Promise<void> => {
      const before = total()
      await expect.poll(() => total() - before, PATIENCE).toBeGreaterThan(count)
    },
    /** Rejects if any of them was signed out. */
    stop: async (): Promise<void> => {
      isOver = true
      await Promise.all(load)
    },
  }
}

/** What was acknowledged to people. */
class Ledger {
  readonly opened: string[] = []
  readonly ended: { readonly sessionId: string; readonly refreshToken: string }[] = []
  readonly passwords: Map<string, string> = new Map()
  isOver = false

  /** Somebody who signs up, changes the password, opens a session by it and ends it, again and again. */
  async act(actor: number): Promise<void> {
    for (let round = 0; !this.isOver; round++) {
      const email = `actor${actor}-${round}@example.com`
      const body = await registered(email)
      this.opened.push(idOf(body['session']))
      const newPassword = `marble-orchard-kettle-${actor}-${round}`
      const change = { refreshToken: String(body['refreshToken']), currentPassword: PASSWORD, newPassword }
      const changed = await ask('/api/auth/password', change)
      expect(changed.status).toBe(200)
      this.passwords.set(email, newPassword)
      const signedIn = await ask('/api/auth/login', { email, password: newPassword, transport: 'token' })
      expect(signedIn.status).toBe(200)
      const sessionId = idOf(signedIn.body['session'])
      const refreshToken = String(signedIn.body['refreshToken'])
      this.opened.push(sessionId)
      expect((await ask('/api/auth/logout', { refreshToken })).status).toBe(204)
      this.ended.push({ sessionId, refreshToken })
    }
  }
}

async function expectNoneLost({ opened, ended, passwords }: Ledger): Promise<void> {
  for (const id of opened) {
    expect((await admin().get(`/sessions/${id}`)).status).toBe(200)
    expect(await admin().list(`/events?sessionId=${id}&type=session.created`)).toHaveLength(1)
  }
  for (const { sessionId, refreshToken } of ended) {
    expect((await admin().get(`/sessions/${sessionId}`)).body['status']).toBe('ended')
    expect(await admin().list(`/events?sessionId=${sessionId}&type=session.ended`)).toHaveLength(1)
    const refused = await ask('/api/auth/refresh', { refreshToken })
    expect(refused).toMatchObject({ status: 401, body: { code: 'session_ended' } })
  }
  for (const [email, password] of passwords) {
    expect((await ask('/api/auth/login', { email, password, transport: 'token' })).status).toBe(200)
    expect((await ask('/api/auth/login', { email, password: PASSWORD, transport: 'token' })).status).toBe(401)
  }
}

async function readiness(): Promise<readonly number[]> {
  return (await Promise.all(addresses.map((url) => send(url, '/readyz')))).map(({ status }) => status)
}

function expectReadiness(status: 200 | 503): Promise<void> {
  return expect.poll(readiness, PATIENCE).toEqual(addresses.map(() => status))
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
    const load = await startClients(CLIENTS)
    const ledger = new Ledger()
    const acting = Array.from({ length: ACTORS }, (_, actor) => ledger.act(actor))
    await load.goOn()
    await expect.poll(() => ledger.ended.length, PATIENCE).toBeGreaterThan(ACTORS)

    await primary.crash()
    await expectReadiness(503)
    const acknowledged = ledger.ended.length
    await expect.poll(() => load.clients.every(({ refusals }) => refusals.length > 0), PATIENCE).toBe(true)
    await standby.run('postgres', 'SELECT pg_promote()')
    await expectReadiness(200)

    await load.goOn()
    await expect.poll(() => ledger.ended.length, PATIENCE).toBeGreaterThan(acknowledged + ACTORS)
    ledger.isOver = true
    await Promise.all([load.stop(), ...acting])
    await Promise.all(load.clients.map((one) => one.refresh()))
    const refusals = load.clients.flatMap((one) => one.refusals).filter(({ status }) => status === 503)
    expect(new Set(refusals.map(({ headers }) => headers.get('retry-after')))).toEqual(new Set(['1']))
    await expectNoneLost(ledger)
    expect(await admin().list('/events?type=session.reuse_detected')).toEqual([])
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
    const app = new TokenApp(addresses[1] ?? '', await registered('lag@example.com'))
    await admin().patch('/policy', { tokenSeconds: 90 })
    await expectPolicy(90)
    await expect
      .poll(() => standby.run('postgres', `SELECT saved FROM policy`), PATIENCE)
      .toEqual([{ saved: '{"tokenSeconds":90}' }])
    await standby.kill()
    for (const tokenSeconds of [91, 92])
      expect((await admin().patch('/policy', { tokenSeconds })).status).toBe(200)
    await expectPolicy(92)
    const seen = (await nodes[0]?.server.store.log.head()) ?? 0

    await primary.crash()
    await standby.start()
    await standby.run('postgres', 'SELECT pg_promote()')
    await expectPolicy(90)
    await expect.poll(() => nodes[0]?.server.store.log.head(), PATIENCE).toBeGreaterThan(seen)
    const warned = warnings.flatMap(({ mock }) => mock.calls.map(([, message]) => String(message)))
    expect(warned).toContain('the log went back: what was written last is lost')
    await admin().patch('/policy', { tokenSeconds: 93 })
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
    const load = await startClients(12)
    await load.goOn()
    primary.pause()
    await expectReadiness(503)
    await expect.poll(() => load.clients.every(({ refusals }) => refusals.length > 0), PATIENCE).toBe(true)
    primary.resume()
    await expectReadiness(200)
    await load.goOn()
    await load.stop()
    const refusals = load.clients.flatMap((client) => client.refusals)
    expect(refusals[0]).toMatchObject({ status: 503, body: { code: 'store_unavailable' } })
    expect(refusals[0]?.headers.get('retry-after')).toBe('1')
    expect(await admin().list('/events?type=session.reuse_detected')).toEqual([])
  }, 180_000)

  test('a primary that stops taking writes makes nodes not ready, until it takes them again', async () => {
    const app = new TokenApp(addresses[2] ?? '', await registered('writes@example.com'))
    const takeWrites = async (isOn: boolean): Promise<void> => {
      await primary.run('postgres', `ALTER SYSTEM SET default_transaction_read_only = ${isOn ? 'off' : 'on'}`)
      await primary.run('postgres', 'SELECT pg_reload_conf()')
    }
    await takeWrites(false)
    await expectReadiness(503)
    expect(await app.refresh()).toMatchObject({ status: 503, body: { code: 'store_unavailable' } })
    await takeWrites(true)
    await expectReadiness(200)
    expect((await app.refresh()).status).toBe(200)
  }, 120_000)

  test('while it answers nobody, a standby that is promoted takes its place', async () => {
    const load = await startClients(12)
    await load.goOn()
    primary.pause()
    await expectReadiness(503)
    await standby.run('postgres', 'SELECT pg_promote()')
    await expectReadiness(200)
    await load.goOn()
    await load.stop()
    await primary.crash()
  }, 120_000)
})
