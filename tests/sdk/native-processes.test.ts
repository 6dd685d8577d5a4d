/** Native applications that share a file: they refresh one after the other, and none is signed out by another's end. */

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deviceLogin, fileTokenStore, resume } from '@coatcheck/sdk/native'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { makeClient } from '../support/oauth.ts'
import { decideDevice, signedInBrowser } from '../support/oauth-browser.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const PROGRAM = fileURLToPath(new URL('../support/native-program.ts', import.meta.url))
const PATIENCE = { timeout: 60_000, interval: 20 }

let coatcheck: RunningCoatcheck
let folder: string
let file: string
let clientId: string
const lines: string[] = []
const children = new Set<ChildProcess>()

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  folder = mkdtempSync(join(tmpdir(), 'coatcheck-native-'))
  file = join(folder, 'tokens.json')
  clientId = (
    await makeClient(coatcheck, {
      grants: ['refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      resources: [],
    })
  ).id
  const browser = await signedInBrowser(coatcheck.url)
  await deviceLogin({
    issuer: coatcheck.url,
    clientId,
    store: fileTokenStore(file),
    onCode: async ({ userCode }) => void (await decideDevice(browser, userCode, 'approve')),
    pause: async () => {},
  })
})
afterEach(async () => {
  await Promise.all([...children].map(kill))
})
afterAll(async () => {
  await coatcheck.close()
  rmSync(folder, { recursive: true })
})

function start(): ChildProcess {
  const child = spawn(process.execPath, ['--conditions=source', PROGRAM, coatcheck.url, clientId, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.add(child)
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (text: string) => {
    lines.push(...text.trim().split('\n'))
    coatcheck.clock.advance(2_000) // by which the limits of one session fill up again
  })
  return child
}

function kill(child: ChildProcess): Promise<void> {
  children.delete(child)
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}

const refreshes = (): number => lines.filter((line) => line === 'refreshed').length

async function moreRefreshes(count: number): Promise<void> {
  const before = refreshes()
  await expect.poll(() => refreshes() - before, PATIENCE).toBeGreaterThanOrEqual(count)
}

test('any number of processes, killed at any moment, stay signed in', async () => {
  let one = start()
  const another = start()
  for (let round = 0; round < 12; round++) {
    await moreRefreshes(1)
    // Somewhere in the next refresh: before it is sent, while it is under way, while it is written.
    const stopAfter = performance.now() + Math.random() * 12
    while (performance.now() < stopAfter) await new Promise(setImmediate)
    await kill(one)
    one = start()
  }
  await kill(another)
  await moreRefreshes(2)
  await kill(one)
  expect(lines.filter((line) => line.startsWith('over'))).toEqual([])
  const signedIn = resume({ issuer: coatcheck.url, clientId, store: fileTokenStore(file) })
  expect(await signedIn.whoAmI()).toHaveProperty('sub')
  await signedIn.getAccessToken({ skipCache: true })
  // Whatever the dead left behind is gone after the next refresh.
  const left = readdirSync(folder).filter((name) => readFileSync(join(folder, name), 'utf8') !== '')
  expect(left).toEqual(['tokens.json'])
  expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('refreshToken')
  const reused = await coatcheck.server.store.events.list(
    { userId: null, sessionId: null, type: 'session.reuse_detected' },
    { limit: 5, cursor: null },
  )
  expect(reused.data).toEqual([])
})
