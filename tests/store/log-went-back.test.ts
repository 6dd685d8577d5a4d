/** The database is replaced by an older copy of itself under running nodes: they notice, and go by what is there. */

import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { register, TokenApp } from '../support/api-client.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let postgres: RunningPostgres
let nodes: readonly RunningCoatcheck[]

beforeAll(async () => {
  postgres = await startPostgres()
  const environment = {
    COATCHECK_URL: 'http://localhost:4000',
    COATCHECK_DATABASE_URL: postgres.url('postgres'),
    COATCHECK_SECRET: 'one secret of all the nodes, and long enough',
    COATCHECK_LOG_LEVEL: 'silent',
  }
  nodes = await Promise.all([0, 1].map(() => startCoatcheck({ environment })))
}, 60_000)
afterEach(() => vi.restoreAllMocks())
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.close()))
  await postgres.stop()
})

/** Where one of the nodes listens. */
function address(): string {
  return `http://localhost:${nodes[0]?.port}`
}

/** Saves a policy, and waits until all nodes have read of it. */
async function save(tokenSeconds: number): Promise<void> {
  const [node] = nodes
  if (node === undefined) throw new Error('there are no nodes')
  await expect
    .poll(
      async () => (await adminClient({ ...node, url: address() }).patch('/policy', { tokenSeconds })).status,
    )
    .toBe(200)
  await expectInForce(tokenSeconds)
}

function expectInForce(tokenSeconds: number): Promise<void> {
  return expect
    .poll(() => nodes.map((node) => node.server.policy().tokenSeconds), { timeout: 20_000 })
    .toEqual(nodes.map(() => tokenSeconds))
}

/** After the database went back, what was changed since is not in force, and no position is given out again. */
async function expectGoneBack(lost: { readonly seen: number; readonly tokenSeconds: number }): Promise<void> {
  await expectInForce(lost.tokenSeconds)
  const { log } = nodes[0]?.server.store ?? {}
  await expect.poll(() => log?.head(), { timeout: 20_000 }).toBeGreaterThan(lost.seen)
}

test.each([
  { how: 'by its files', replace: filesReplaced },
  { how: 'by a dump, into the running server', replace: dumpRestored },
])('nodes go by an older copy that is restored $how, and say so', async ({ replace }) => {
  const warnings = nodes.map((node) => vi.spyOn(node.server.logger, 'warn'))
  await save(90)
  const app = new TokenApp(address(), (await register(address(), `${crypto.randomUUID()}@example.com`)).body)
  const goBack = await replace()
  await expect.poll(async () => (await app.refresh()).status, { timeout: 20_000 }).toBe(200)
  await save(91)
  await save(92)
  const seen = (await nodes[0]?.server.store.log.head()) ?? 0
  await goBack()
  await expectGoneBack({ seen, tokenSeconds: 90 })
  await save(93) // and what is changed from now on gets around
  expect((await nodes[0]?.server.store.log.head()) ?? 0).toBeGreaterThan(seen)
  const warned = warnings.flatMap(({ mock }) => mock.calls.map(([, message]) => String(message)))
  expect(warned).toContain('the log went back: what was written last is lost')
  expect((await app.refresh()).status).toBe(200)
})

async function filesReplaced(): Promise<() => Promise<void>> {
  await postgres.backUp()
  return postgres.restore
}

async function dumpRestored(): Promise<() => Promise<void>> {
  const dump = postgres.dump('postgres')
  return async () => {
    await postgres.run('postgres', `BEGIN; ${dump}; COMMIT`)
  }
}
