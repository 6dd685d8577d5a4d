/** The database is killed under load, again and again: every client goes on, and nothing acknowledged is lost. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { login, register, TokenApp } from '../support/api-client.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { RoamingClient, rotated } from '../support/roaming-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const CLIENTS = 40
const KILLS = 5

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
  nodes = await Promise.all([1, 2, 3].map(() => startCoatcheck({ environment })))
}, 60_000)
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.close()))
  await postgres.stop()
})

function addressOf(index: number): string {
  return addresses()[index % nodes.length] ?? ''
}

function addresses(): readonly string[] {
  return nodes.map(({ port }) => `http://localhost:${port}`)
}

test('forty clients on three nodes outlive five crashes of the database', async () => {
  const emails = Array.from({ length: CLIENTS / 2 }, (_, index) => `user${index}@example.com`)
  const opened = [
    ...(await Promise.all(emails.map((email, index) => register(addressOf(index), email)))),
    ...(await Promise.all(emails.map((email, index) => login(addressOf(index), email)))),
  ]
  expect(opened.map(({ status }) => status)).toEqual([...emails.map(() => 201), ...emails.map(() => 200)])
  const clients = opened.map(
    ({ body }, index) => new RoamingClient(rotated(addresses(), index), new TokenApp(addressOf(index), body)),
  )
  let isOver = false
  const load = clients.map(async (client) => {
    while (!isOver) await client.refresh()
  })
  for (let kill = 0; kill < KILLS; kill++) {
    const before = clients.reduce((sum, { refreshes }) => sum + refreshes, 0)
    await expect
      .poll(() => clients.reduce((sum, { refreshes }) => sum + refreshes, 0) - before, { timeout: 20_000 })
      .toBeGreaterThan(CLIENTS)
    await postgres.kill()
    await postgres.start()
  }
  isOver = true
  await Promise.all(load) // rejects if any client was signed out
  await Promise.all(clients.map((client) => client.refresh()))
  expect(clients.flatMap(({ refusals }) => refusals).length).toBeGreaterThan(0)

  const [first] = nodes
  if (first === undefined) throw new Error('there are no nodes')
  const admin = adminClient({ ...first, url: addressOf(0) })
  expect(await admin.list('/sessions?status=active&limit=100')).toHaveLength(CLIENTS)
  expect(await admin.list('/events?type=session.reuse_detected')).toEqual([])
}, 120_000)
