/** People at several nodes: clients that refresh, actors whose acts are noted when they are acknowledged. */

import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import { adminClient } from './admin-client.ts'
import { type Answer, type Json, PASSWORD, send, TokenApp } from './api-client.ts'
import { askAround, RoamingClient, rotated } from './roaming-client.ts'
import type { RunningCoatcheck } from './start-coatcheck.ts'

/** How long a test waits for what has to come. */
export const PATIENCE = { timeout: 60_000, interval: 100 }

/** How long people rest between two things they do: others are to get their turn. */
const REST_MS = 500
/** How many begin, or are looked after, at once. */
const AT_ONCE = 10

/** Clients that refresh all the time. */
export type Load = {
  readonly clients: readonly RoamingClient[]
  /** Waits until they have refreshed more than once each, on the average. */
  readonly goOn: () => Promise<void>
  /** Rejects as soon as one of them is signed out; resolves when they have stopped. */
  readonly over: Promise<unknown>
  /** Rejects if any of them was signed out. */
  readonly stop: () => Promise<void>
}

/** What a node says of itself. */
export type Readiness = 200 | 503

/** People, and what they and an operator do. */
export type People = {
  readonly addresses: readonly string[]
  /** An administrator at one of the nodes. */
  readonly admin: () => ReturnType<typeof adminClient>
  /** Asks around as somebody at an address of their own, with one key however often. */
  readonly ask: (path: string, body: Json, key?: string) => Promise<Answer>
  /** Registers somebody; if that had happened and its answer was lost, signs them in. */
  readonly registered: (email: string) => Promise<Json>
  /** Signs in so many, and lets them refresh. */
  readonly startClients: (count: number) => Promise<Load>
  /** Somebody who signs up, changes the password, opens a session by it and ends it, until the ledger is over. */
  readonly act: (ledger: Ledger, actor: number) => Promise<void>
  readonly expectNoneLost: (ledger: Ledger) => Promise<void>
  /** @param statuses Of each node, or of all alike. */
  readonly expectReadiness: (statuses: Readiness | readonly Readiness[]) => Promise<void>
}

/** What they need of a node. */
export type ReachableNode = Pick<RunningCoatcheck, 'port' | 'adminKey'>

/** Makes them: at nodes that stand for one instance. */
export function peopleAt(nodes: readonly ReachableNode[]): People {
  const addresses = nodes.map(({ port }) => `http://localhost:${port}`)
  let requests = 0

  /** An administrator at one of the nodes. */
  function admin(): ReturnType<typeof adminClient> {
    const [node] = nodes
    if (node === undefined) throw new Error('there are no nodes')
    const client = adminClient({ adminKey: node.adminKey, url: addresses[0] ?? '' })
    // What a node cannot answer for the moment it says by 503, and is asked again.
    const get = (path: string): Promise<Answer> => askAround([''], () => client.get(path))
    return { ...client, get, list: async (path) => (await get(path)).body['data'] as readonly Json[] }
  }

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

  /** Signs in all clients, and lets them refresh until `stop`. */
  async function startClients(count: number): Promise<Load> {
    const clients: RoamingClient[] = []
    await forEach(Array(count).keys(), async (index) => {
      const app = new TokenApp('', await registered(`client${index}-${randomUUID()}@example.com`))
      clients.push(new RoamingClient(rotated(addresses, index), app))
    })
    let isOver = false
    const refreshing = async (client: RoamingClient): Promise<void> => {
      while (!isOver) {
        await client.refresh()
        await wait(REST_MS)
      }
    }
    const over = Promise.all(clients.map(refreshing))
    over.catch(() => {}) // whoever stops them hears of it
    const total = (): number => clients.reduce((sum, { refreshes }) => sum + refreshes, 0)
    return {
      clients,
      over,
      /** Waits until they have refreshed more than once each, on the average. */
      goOn: async (): Promise<void> => {
        const before = total()
        await expect.poll(() => total() - before, PATIENCE).toBeGreaterThan(count)
      },
      /** Rejects if any of them was signed out. */
      stop: async (): Promise<void> => {
        isOver = true
        await over
      },
    }
  }

  /** Somebody who signs up, changes the password, opens a session by it and ends it, again and again. */
  async function act(ledger: Ledger, actor: number): Promise<void> {
    for (let round = 0; !ledger.isOver; round++) {
      const email = `actor${actor}-${round}-${randomUUID()}@example.com`
      const body = await registered(email)
      ledger.opened.push(idOf(body['session']))
      const newPassword = `marble-orchard-kettle-${actor}-${round}`
      const change = { refreshToken: String(body['refreshToken']), currentPassword: PASSWORD, newPassword }
      const changed = await ask('/api/auth/password', change)
      expect(changed.status).toBe(200)
      ledger.passwords.set(email, newPassword)
      const signedIn = await ask('/api/auth/login', { email, password: newPassword, transport: 'token' })
      expect(signedIn.status).toBe(200)
      const sessionId = idOf(signedIn.body['session'])
      const refreshToken = String(signedIn.body['refreshToken'])
      ledger.opened.push(sessionId)
      expect((await ask('/api/auth/logout', { refreshToken })).status).toBe(204)
      ledger.ended.push({ sessionId, refreshToken })
      await wait(REST_MS)
    }
  }

  async function expectNoneLost({ opened, ended, passwords }: Ledger): Promise<void> {
    await forEach(opened, async (id) => {
      expect((await admin().get(`/sessions/${id}`)).status).toBe(200)
      expect(await admin().list(`/events?sessionId=${id}&type=session.created`)).toHaveLength(1)
    })
    await forEach(ended, async ({ sessionId, refreshToken }) => {
      expect((await admin().get(`/sessions/${sessionId}`)).body['status']).toBe('ended')
      expect(await admin().list(`/events?sessionId=${sessionId}&type=session.ended`)).toHaveLength(1)
      const refused = await ask('/api/auth/refresh', { refreshToken })
      expect(refused).toMatchObject({ status: 401, body: { code: 'session_ended' } })
    })
    await forEach(passwords, async ([email, password]) => {
      const signIn = async (by: string): Promise<number> =>
        (await ask('/api/auth/login', { email, password: by, transport: 'token' })).status
      expect(await signIn(password)).toBe(200)
      expect(await signIn(PASSWORD)).toBe(401)
    })
  }

  async function readiness(): Promise<readonly number[]> {
    return (await Promise.all(addresses.map((url) => send(url, '/readyz')))).map(({ status }) => status)
  }

  function expectReadiness(statuses: Readiness | readonly Readiness[]): Promise<void> {
    const wanted = typeof statuses === 'number' ? addresses.map(() => statuses) : statuses
    return expect.poll(readiness, PATIENCE).toEqual(wanted)
  }

  return { addresses, admin, ask, registered, startClients, act, expectNoneLost, expectReadiness }
}

/** What was acknowledged to people. */
export type Ledger = {
  readonly opened: string[]
  readonly ended: { readonly sessionId: string; readonly refreshToken: string }[]
  readonly passwords: Map<string, string>
  isOver: boolean
}

/** An empty one. */
export function newLedger(): Ledger {
  return { opened: [], ended: [], passwords: new Map(), isOver: false }
}

/** Does something for each, some at once. */
async function forEach<T>(all: Iterable<T>, act: (one: T) => Promise<void>): Promise<void> {
  const left = [...all].values()
  const lane = async (): Promise<void> => {
    for (const one of left) await act(one)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
}

function idOf(thing: unknown): string {
  return (thing as { readonly id: string }).id
}
