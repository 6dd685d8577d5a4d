/** A file and the processes around it: one owns it, and what it was told to be written outlives it. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { fakeClock, seededRandom } from '@coatcheck/core/testing'
import { openSqliteStore } from '@coatcheck/server'
import { afterEach, beforeEach, expect, test } from 'vitest'

const PROGRAM = fileURLToPath(new URL('write-until-killed.ts', import.meta.url))
const ACKNOWLEDGED = 200

let folder: string
let path: string
const children: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coatcheck-process-'))
  path = join(folder, 'coatcheck.db')
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const open = () => openSqliteStore({ path, clock: fakeClock(), random: seededRandom(1) })

/** Lets another process write. @returns All that it said until it ended; `onLine` hears it at once and may kill. */
async function writeElsewhere(
  onLine: (count: number, child: ChildProcess) => void,
): Promise<readonly string[]> {
  const child = spawn(process.execPath, ['--conditions=source', PROGRAM, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    onLine(lines.length, child)
  })
  await once(child, 'close')
  return lines
}

test('everything that was acknowledged before a kill is there afterwards', async () => {
  const refusals: string[] = []
  const lines = await writeElsewhere((count, child) => {
    if (count === 1) refusals.push(refusalToOpen())
    if (count === ACKNOWLEDGED) child.kill('SIGKILL')
  })
  expect(refusals).toEqual([`${path} is in use by another Coatcheck process: stop it first`])
  expect(lines.length).toBeGreaterThanOrEqual(ACKNOWLEDGED)

  const store = open()
  const versions = (await store.secretFingerprints.list()).map(({ version }) => version)
  expect(versions).toEqual(expect.arrayContaining(lines.map(Number)))
  await store.close()
  const database = new DatabaseSync(path)
  expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
  database.close()
})

test('a second open that is refused leaves the lock with the first, for other processes too', async () => {
  const store = open()
  expect(refusalToOpen()).toMatch(/in use/)
  expect(await writeElsewhere((_, child) => child.kill('SIGKILL'))).toEqual([
    `${path} is in use by another Coatcheck process: stop it first`,
  ])
  await store.check()
  await store.close()
})

function refusalToOpen(): string {
  try {
    open()
    return 'it was opened'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
