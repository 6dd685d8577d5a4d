/** Nodes that are processes: one is killed in the middle of everything, one stands still for half a minute. */

import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { formatOpaque, newId } from '@coatcheck/core'
import { seededRandom } from '@coatcheck/core/testing'
import { afterAll, beforeAll, test } from 'vitest'
import { type People, peopleAt } from '../support/people.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { type RunningRedis, startRedis } from '../support/redis.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { freePort } from '../support/start-coatcheck.ts'
import { expectAllToGoOn } from '../support/three-nodes.ts'

/** Hundreds, as many as two cores serve without waiting. */
const CLIENTS = 200
/** Requests under way are answered late, and clients do not wait for ever. */
const STANDS_STILL_MS = 25_000

let folder: string
let postgres: RunningPostgres
let redis: RunningRedis
let nodes: { readonly port: number; process: ServerProcess }[]
let people: People
let start: (port: number) => Promise<ServerProcess>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coatcheck-nodes-'))
  ;[postgres, redis] = await Promise.all([startPostgres(), startRedis()])
  const secret = Uint8Array.from(randomBytes(32))
  const adminKey = formatOpaque('adminKey', newId('key', Date.now(), seededRandom(1)), secret)
  start = (port) =>
    startServerProcess(port, folder, {
      COATCHECK_URL: 'http://localhost:4000',
      COATCHECK_DATABASE_URL: postgres.url('postgres'),
      COATCHECK_REDIS_URL: redis.url,
      COATCHECK_SECRET: 'one secret of all the nodes, and long enough',
      COATCHECK_ADMIN_KEY: adminKey,
      COATCHECK_TRUST_PROXY: '1',
      COATCHECK_LOG_LEVEL: 'silent',
    })
  nodes = []
  for (let count = 0; count < 3; count++) {
    const port = await freePort()
    nodes.push({ port, process: await start(port) })
  }
  people = peopleAt(nodes.map(({ port }) => ({ port, adminKey })))
}, 120_000)
afterAll(async () => {
  await Promise.all(nodes.map(({ process }) => process.kill()))
  await Promise.all([postgres.stop(), redis.stop()])
  rmSync(folder, { recursive: true, force: true })
}, 60_000)

test('a node is killed, and another one takes its place', async () => {
  await expectAllToGoOn(
    { people },
    async (goOn) => {
      const [, , last] = nodes
      if (last === undefined) throw new Error('there are three nodes')
      await last.process.kill()
      await goOn()
      last.process = await start(last.port)
      await people.expectReadiness(200)
    },
    CLIENTS,
  )
}, 240_000)

test('a node stands still for half a minute', async () => {
  await expectAllToGoOn(
    { people },
    async (goOn) => {
      const pid = nodes[1]?.process.pid ?? 0
      process.kill(pid, 'SIGSTOP')
      await wait(STANDS_STILL_MS)
      process.kill(pid, 'SIGCONT')
      await goOn()
      await people.expectReadiness(200)
    },
    CLIENTS,
  )
}, 240_000)
