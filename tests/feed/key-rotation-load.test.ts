/**
 * Keys change while three nodes mint and three backends verify, all the time: no token of a key that holds is refused,
 * whoever minted it and whoever verifies it.
 */

import { setTimeout as wait } from 'node:timers/promises'
import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Json, PASSWORD, send } from '../support/api-client.ts'
import { setDatabaseAhead } from '../support/database-clock.ts'
import { type Nodes, startNodes } from '../support/nodes.ts'
import { PATIENCE } from '../support/people.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { startVerifierProcess, type VerifierProcess } from '../support/verifier-process.ts'
import type { Fate } from '../support/verifier-program.ts'

/** How often each node mints. */
const EVERY_MS = 20
/** How many tokens of a key each backend has accepted from each node before a test goes on. */
const MANY = 10

const MINUTE_MS = 60_000
/** How long before it signs a key is published. */
const AHEAD_MS = 11 * MINUTE_MS
const LIFETIME_MS = 90 * 24 * 60 * MINUTE_MS

let postgres: RunningPostgres
let nodes: Nodes
let verifiers: readonly VerifierProcess[]
let aheadMs = 0

beforeAll(async () => {
  postgres = await startPostgres()
  nodes = await startNodes(3, { environment: { COATCHECK_DATABASE_URL: postgres.url('postgres') } })
  const verifierKey = await nodes.verifierKey()
  verifiers = await Promise.all(
    nodes.all.map(({ url }) => startVerifierProcess({ issuer: nodes.issuer, url, verifierKey })),
  )
})
afterAll(async () => {
  await Promise.all(verifiers.map((verifier) => verifier.stop()))
  await nodes.stop()
  await postgres.stop()
})

/** Time passes, for the database, its nodes and the backends. Nobody asks for anything meanwhile. */
async function pass(ms: number): Promise<void> {
  aheadMs += ms
  await setDatabaseAhead(postgres, nodes, aheadMs)
  for (const verifier of verifiers) verifier.setAhead(aheadMs)
}

/** A token that was minted, and where. */
type Minted = { readonly token: string; readonly kid: string; readonly node: number }

/** Mints at every node, and has every backend verify it all, until it is stopped. */
async function startFlow() {
  const minted: Minted[] = []
  const bearers = await Promise.all(nodes.all.map((_, node) => signUp(node)))
  let isOver = false
  const mintAt = async (node: number): Promise<void> => {
    while (!isOver) {
      const bearer = bearers[node] ?? ''
      const answer = await send(nodes.at(node).url, '/api/auth/session/token', { bearer, body: {} })
      if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
      const token = String(answer.body['token'])
      minted.push({ token, kid: String(decodeProtectedHeader(token).kid), node })
      for (const verifier of verifiers) verifier.show(token) // for as long as it lives
      await wait(EVERY_MS)
    }
  }
  const over = Promise.all(nodes.all.map((_, node) => mintAt(node)))
  over.catch(() => {}) // whoever stops it hears of it

  /** How tokens of a key fared at each backend. */
  const fatesOf = async (
    isMeant: (kid: string) => boolean,
  ): Promise<readonly (Minted & { fate: Fate })[]> => {
    const reports = await Promise.all(verifiers.map((verifier) => verifier.report()))
    const meant = minted.filter(({ kid }) => isMeant(kid))
    return reports.flatMap(({ fates }) =>
      meant.flatMap((one) => {
        const fate = fates.get(one.token)
        return fate === undefined ? [] : [{ ...one, fate }]
      }),
    )
  }
  return {
    fatesOf,
    /** Waits until everybody has accepted many of a key from everywhere that were minted since. */
    untilManyOf: async (isMeant: (kid: string) => boolean): Promise<void> => {
      const former = new Set(minted.map(({ token }) => token))
      const least = async (): Promise<number> => {
        const accepted = (await fatesOf(isMeant)).filter(
          ({ token, fate }) => fate.accepted > 0 && !former.has(token),
        )
        const counts = nodes.all.map((_, node) => accepted.filter((one) => one.node === node).length)
        return Math.min(...counts) / verifiers.length
      }
      const accepted = async (): Promise<void> => {
        await expect.poll(least, PATIENCE).toBeGreaterThan(MANY)
      }
      await Promise.race([over, accepted()])
    },
    stop: async (): Promise<void> => {
      isOver = true
      await over
      for (const verifier of verifiers) verifier.take(minted.map(({ token }) => token))
    },
  }
}

let people = 0

async function signUp(node: number): Promise<string> {
  people += 1
  const { body } = await send(nodes.at(node).url, '/api/auth/register', {
    body: { email: `person-${people}@example.com`, password: PASSWORD, transport: 'opaque' },
    headers: { 'x-forwarded-for': `10.0.0.${people}` },
  })
  return String(body['sessionToken'])
}

type Flow = Awaited<ReturnType<typeof startFlow>>

const keys = (): Promise<readonly Json[]> => nodes.at(0).admin.list('/keys')

async function kidOf(state: string): Promise<string> {
  const found = (await keys()).filter((key) => key['state'] === state)
  expect(found).toHaveLength(1)
  return String(found[0]?.['kid'])
}

/** Nothing is refused before its time. */
async function expectNoRefusal(flow: Flow, isMeant: (kid: string) => boolean = () => true): Promise<void> {
  const fates = await flow.fatesOf(isMeant)
  const refused = fates.filter(({ fate }) => fate.refusals.some((reason) => reason !== 'token-expired'))
  expect(refused.map(({ kid, node, fate }) => [kid, node, fate])).toEqual([])
}

/** From just before the next key signs until long after. */
async function throughTakeover(next: string): Promise<void> {
  const flow = await startFlow()
  await flow.untilManyOf((kid) => kid === next)
  await flow.stop()
  await expectNoRefusal(flow)
}

test('by hand: the next key takes over, and nobody notices', async () => {
  const first = await kidOf('current')
  const flow = await startFlow()
  await flow.untilManyOf((kid) => kid === first)
  const rotated = await Promise.all(nodes.all.map(({ admin }) => admin.post('/keys/rotate', {})))
  expect(rotated.map(({ status }) => status)).toEqual([200, 200, 200])
  const next = await kidOf('next')
  await flow.untilManyOf((kid) => kid === first)
  await flow.stop()
  await expectNoRefusal(flow)
  await pass(AHEAD_MS - 3_000)
  await throughTakeover(next)
  expect([await kidOf('current'), await kidOf('previous')]).toEqual([next, first])
}, 180_000)

test('by age: of three nodes that find it due one makes the next key, and nobody notices', async () => {
  const former = await kidOf('current')
  await pass(LIFETIME_MS)
  const flow = await startFlow()
  await flow.untilManyOf((kid) => kid === former)
  // A node that found by itself how much time has passed may have been first.
  await Promise.all(nodes.all.map(({ coatcheck }) => coatcheck.server.keyRing.rotateIfDue()))
  const next = await kidOf('next')
  await flow.untilManyOf((kid) => kid === former)
  await flow.stop()
  await expectNoRefusal(flow)
  await pass(AHEAD_MS - 3_000)
  await throughTakeover(next)
  expect(await kidOf('current')).toBe(next)
}, 180_000)

test.each(['', ', and in the next one'])(
  'in an emergency%s: no token of the key that follows is refused, and none of the lost one accepted',
  async () => {
    const lost = await kidOf('current')
    const flow = await startFlow()
    await flow.untilManyOf((kid) => kid === lost)
    const { log } = nodes.at(1).coatcheck.server.store
    const before = await log.head()
    expect((await nodes.at(1).admin.post(`/keys/${lost}/revoke`, {})).status).toBe(204)
    const entry = (await log.after(before, 100)).find(({ id }) => id === lost)
    await flow.untilManyOf((kid) => kid !== lost)
    const isOver = async (): Promise<boolean> =>
      (await flow.fatesOf((kid) => kid === lost)).every(({ fate }) => fate.refusals.length > 0)
    await expect.poll(isOver, PATIENCE).toBe(true)
    await flow.stop()
    await expectNoRefusal(flow, (kid) => kid !== lost)
    for (const { fate } of await flow.fatesOf((kid) => kid === lost)) {
      expect(fate).toMatchObject({ acceptedAfterRefusal: 0 })
      expect(fate.acceptedAt).toBeLessThan(entry?.position ?? 0)
    }
  },
  180_000,
)
