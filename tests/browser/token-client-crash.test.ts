/** Applications without cookies over each place on files: restarted, and killed at every single step, they stay signed in. */

import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createTokenClient } from '@coatcheck/sdk/browser'
import { memoryStorage } from '@coatcheck/sdk/storage'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { PASSWORD, register } from '../support/api-client.ts'
import { openPlace } from '../support/file-places.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const ACCOUNT = { email: 'ada@example.com', password: PASSWORD }
const PROGRAM = fileURLToPath(new URL('../support/token-client-program.ts', import.meta.url))

let coatcheck: RunningCoatcheck
/** The program in one file, which starts faster than its sources do. */
let program: string
beforeAll(async () => {
  coatcheck = await startCoatcheck()
  const { body } = await register(coatcheck.url, ACCOUNT.email)
  // What is known of her is kept too, and is more than one item of SecureStore has room for.
  const unsafeMetadata = { notes: 'x'.repeat(3000) }
  const { userId } = body['session'] as { readonly userId: string }
  expect(await adminClient(coatcheck).patch(`/users/${userId}`, { unsafeMetadata })).toMatchObject({
    status: 200,
  })
  program = join(mkdtempSync(join(tmpdir(), 'coatcheck-client-')), 'program.mjs')
  await build({
    entryPoints: [PROGRAM],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['source'],
  })
})
afterAll(() => coatcheck.close())

const reuses = async (): Promise<number> => {
  const asked = { userId: null, sessionId: null, type: 'session.reuse_detected' } as const
  return (await coatcheck.server.store.events.list(asked, { limit: 5, cursor: null })).data.length
}

describe.each(['SecureStore', 'AsyncStorage'] as const)('over %s', (place) => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'coatcheck-client-'))
  })

  async function run(dieAt: number, into: string = folder): Promise<readonly string[]> {
    coatcheck.clock.advance(30_000) // by which the limits of one session fill up again
    const child = spawn(
      process.execPath,
      [program, coatcheck.url, place, into, String(dieAt), JSON.stringify(ACCOUNT)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    let said = ''
    for await (const chunk of child.stdout) said += String(chunk)
    return said.trim().split('\n')
  }

  test('who signed in is still signed in after a restart, and gets new tokens', async () => {
    const [entered = '', ...first] = await run(Infinity)
    expect(entered).toMatch(/^in sess_/)
    expect((await openPlace(place, folder).read())?.length).toBeGreaterThan(3000)
    const [still, ...second] = await run(Infinity)
    expect(still).toBe(entered.replace('in', 'still'))
    expect(new Set([...first, ...second].filter((line) => line.startsWith('token '))).size).toBe(2)
  })

  test('who is killed at any step of a refresh is still signed in, in the same session', async () => {
    const before = await openPlace(place, folder).read()
    const [still] = await run(Infinity)
    let deaths = 0
    for (;;) {
      const [entered, ...said] = await run(deaths)
      // Whoever died before has lost nothing, and is not signed out.
      expect(entered).toBe(still)
      if (said.at(-1) === 'done') break
      deaths++
    }
    expect(deaths).toBeGreaterThan(8)
    const [entered, ...tokens] = await run(Infinity)
    expect([entered, tokens.map((line) => line.split(' ')[0])]).toEqual([still, ['token', 'done']])
    expect(await openPlace(place, folder).read()).not.toBe(before)
    expect(await reuses()).toBe(0)
  }, 300_000)

  test('who is killed at any step of a sign-in is signed in, or signs in anew', async () => {
    for (let dieAt = 0; dieAt < 12; dieAt += 2) {
      const fresh = mkdtempSync(join(tmpdir(), 'coatcheck-client-'))
      await run(dieAt, fresh)
      const [entered, , done] = await run(Infinity, fresh)
      expect([entered, done]).toEqual([expect.stringMatching(/^(in|still) sess_/), 'done'])
    }
  }, 300_000)
})

describe('over memory', () => {
  test('a client that is made anew goes on with the same storage, and is nobody with another one', async () => {
    const storage = memoryStorage()
    const first = createTokenClient({ url: coatcheck.url, storage })
    expect(await first.signIn(ACCOUNT)).toMatchObject({ ok: true })
    first.close()
    const again = createTokenClient({ url: coatcheck.url, storage })
    expect(await again.getToken({ skipCache: true })).toMatch(/^ey/)
    const other = createTokenClient({ url: coatcheck.url, storage: memoryStorage() })
    expect([await other.getToken(), other.state.status]).toEqual([null, 'signed-out'])
    expect(await again.signOut()).toEqual({ ok: true })
    expect(await storage.read()).toBeNull()
    again.close()
    other.close()
  })
})
