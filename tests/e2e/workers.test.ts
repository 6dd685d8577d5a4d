/** `coatcheck serve --workers`: several processes behind one port, one of which may die. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { register, TokenApp } from '../support/api-client.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { freePort } from '../support/start-coatcheck.ts'

let folder: string
let postgres: RunningPostgres
let server: ServerProcess

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coatcheck-workers-'))
  postgres = await startPostgres()
  const environment = { COATCHECK_DATABASE_URL: postgres.url('postgres'), COATCHECK_WORKERS: '2' }
  server = await startServerProcess(await freePort(), folder, environment)
}, 60_000)
afterAll(async () => {
  await postgres.stop()
  rmSync(folder, { recursive: true })
})

/** The processes that a process has started. */
function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
}

test('sessions go on in all of them, one that is killed is replaced, and a signal ends them all', async () => {
  await expect.poll(() => server.output(), { timeout: 10_000 }).toContain('listens on') // all of them do then
  expect(childrenOf(server.pid)).toHaveLength(2)
  const app = new TokenApp(server.url, (await register(server.url, 'ada@example.com')).body)
  for (let step = 0; step < 6; step++) expect((await app.refresh()).status).toBe(200)

  const [victim] = childrenOf(server.pid)
  process.kill(victim ?? 0, 'SIGKILL')
  await expect.poll(() => server.output(), { timeout: 10_000 }).toContain(`worker ${victim} ended`)
  for (let step = 0; step < 6; step++) expect((await app.refresh()).status).toBe(200)
  await expect
    .poll(() => childrenOf(server.pid).filter((pid) => pid !== victim).length, { timeout: 10_000 })
    .toBe(2)
  expect(await server.stop()).toBe(0)
}, 60_000)
