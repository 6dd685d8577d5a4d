/** Nodes that look at the log once an hour know within moments what another one changed: they are woken. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const HOUR_MS = 3_600_000
const LISTENERS = "application_name = 'coatcheck wake-ups' AND state = 'idle'"

let postgres: RunningPostgres
let writer: RunningCoatcheck
let reader: RunningCoatcheck

function start(databaseUrl: string, logPollMs: number): Promise<RunningCoatcheck> {
  const environment = {
    COATCHECK_URL: 'http://localhost:4000',
    COATCHECK_DATABASE_URL: databaseUrl,
    COATCHECK_SECRET: 'one secret of all the nodes, and long enough',
  }
  return startCoatcheck({ environment, logPollMs })
}

beforeAll(async () => {
  postgres = await startPostgres()
  writer = await start(postgres.url('postgres'), HOUR_MS)
  reader = await start(postgres.url('postgres'), HOUR_MS)
}, 60_000)
afterAll(async () => {
  await Promise.all([writer, reader].map((node) => node.close()))
  await postgres.stop()
})

/** Saves a policy on one node. */
async function save(tokenSeconds: number): Promise<void> {
  const saved = await adminClient({ ...writer, url: `http://localhost:${writer.port}` }).patch('/policy', {
    tokenSeconds,
  })
  expect(saved.status).toBe(200)
}

function expectInForce(node: RunningCoatcheck, tokenSeconds: number): Promise<void> {
  return expect.poll(() => node.server.policy().tokenSeconds, { timeout: 20_000 }).toBe(tokenSeconds)
}

test('a policy that one node saves wakes the other', async () => {
  await save(90)
  await expectInForce(reader, 90)
  await save(91)
  await expectInForce(reader, 91)
})

/** Waits until both nodes listen. */
function expectListening(): Promise<void> {
  const ask = () => postgres.run('postgres', `SELECT pid FROM pg_stat_activity WHERE ${LISTENERS}`)
  return expect.poll(ask, { timeout: 20_000 }).toHaveLength(2)
}

test('a node whose listening connection is cut listens again, and knows what it missed', async () => {
  await expectListening()
  const cut = await postgres.run(
    'postgres',
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${LISTENERS}`,
  )
  expect(cut).toHaveLength(2)
  await save(92)
  await expectInForce(reader, 92)
  await save(93)
  await expectInForce(reader, 93)
})

test('after a crash of the database, nodes are woken as before', async () => {
  await postgres.kill()
  await postgres.start()
  await expectListening()
  await save(94)
  await expectInForce(reader, 94)
})

test('a node behind a pooler, where no wake-up arrives, gets there at its next look', async () => {
  const pooler = await postgres.pooled()
  const pooled = await start(pooler.url('postgres'), 100)
  await save(95)
  await expectInForce(pooled, 95)
  await pooled.close()
  await pooler.stop()
})
