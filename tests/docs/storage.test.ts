/** What `docs/storage.md` shows is run: clients over each place, and the tests of a place of somebody's own. */

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { CoatcheckClient } from '@coatcheck/sdk/browser'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD, register } from '../support/api-client.ts'
import { launchChromium } from '../support/chromium.ts'
import { servePage } from '../support/script-page.ts'
import { runningClock } from '../support/running-clock.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { codeBlocks } from './code-blocks.ts'

declare const client: CoatcheckClient

const CACHE = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url))
const SUPPORT = fileURLToPath(new URL('../support', import.meta.url))
const ACCOUNT = { email: 'ada@example.com', password: PASSWORD }

let folder: string
let coatcheck: RunningCoatcheck
beforeAll(async () => {
  mkdirSync(CACHE, { recursive: true })
  folder = mkdtempSync(join(CACHE, 'storage-')) // below the packages, so that their names are found from it
  // Proofs of a device's key tell the time of the machine, and so do the server's answers.
  coatcheck = await startCoatcheck({ clock: runningClock() })
  await register(coatcheck.url, ACCOUNT.email)
  install(
    'expo-secure-store',
    `import { fileSecureStore } from ${JSON.stringify(join(SUPPORT, 'file-secure-store.ts'))}
     const store = fileSecureStore(${JSON.stringify(join(folder, 'secure'))})
     export const AFTER_FIRST_UNLOCK_THIS_DEVICE_ONLY = 1
     export const { getItemAsync, setItemAsync, deleteItemAsync, optionsOf } = store`,
  )
  install(
    '@react-native-async-storage/async-storage',
    `import { fileAsyncStorage } from ${JSON.stringify(join(SUPPORT, 'file-async-storage.ts'))}
     export default fileAsyncStorage(${JSON.stringify(join(folder, 'async'))})`,
  )
})
afterAll(async () => {
  await coatcheck.close()
  rmSync(folder, { recursive: true })
})

/** A package that applications have and this repository has not, on files. */
function install(name: string, code: string): void {
  const place = join(folder, 'node_modules', name)
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'package.json'), JSON.stringify({ name, type: 'module', exports: './index.ts' }))
  writeFileSync(join(place, 'index.ts'), code)
}

/** The code of the block that has a name in it, with the server's address in the place of the example's. */
function codeWith(name: string): string {
  const block = codeBlocks().find(
    ({ place, code }) => place.startsWith('docs/storage.md') && code.includes(name),
  )
  return (block?.code ?? '').replaceAll('https://auth.example.com', coatcheck.url)
}

test.each(['secureStoreStorage', 'asyncStorageStorage'])(
  'a client over %s signs in, and another start of the application goes on',
  async (name) => {
    writeFileSync(join(folder, `${name}.ts`), codeWith(name))
    const start = async (at: string): Promise<CoatcheckClient> => {
      const { href } = pathToFileURL(join(folder, `${name}.ts`))
      return ((await import(`${href}?${at}`)) as { readonly client: CoatcheckClient }).client
    }
    const first = await start('first')
    expect(await first.getToken()).toBeNull()
    expect(await first.signIn(ACCOUNT)).toMatchObject({ ok: true })
    first.close()
    const second = await start('second')
    expect(second).not.toBe(first)
    expect(await second.getToken({ skipCache: true })).toMatch(/^ey/)
    second.close()
  },
)

test('a client over indexedDbStorage signs in, and a reload of the page goes on', async () => {
  const served = await servePage(`${codeWith('indexedDbStorage()')}; Object.assign(globalThis, { client })`)
  const chromium = await launchChromium()
  const page = await chromium.newPage()
  await page.goto(served.origin)
  expect(await page.evaluate((account) => client.signIn(account), ACCOUNT)).toMatchObject({ ok: true })
  await page.reload()
  expect(await page.evaluate(() => client.getToken({ skipCache: true }))).toMatch(/^ey/)
  await chromium.close()
  await served.close()
})

/** Runs tests by Node's own runner. */
async function runTests(
  name: string,
  contents: string,
): Promise<{ readonly status: number | null; readonly output: string }> {
  const outfile = join(folder, `${name}.test.mjs`)
  // Node runs no TypeScript from where packages are.
  await build({
    stdin: { contents, resolveDir: folder, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['source'],
  })
  const { status, stdout } = spawnSync(process.execPath, ['--test', '--test-reporter=tap', outfile], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] }, // a runner that finds itself within another one reports to it
  })
  return { status, output: stdout }
}

test('the tests of a place of somebody’s own pass in Node’s runner, and fail for a place that loses something', async () => {
  const code = codeWith('vaultStorage')
  const good = await runTests('vault', code)
  expect([good.status, /# pass (\d+)/.exec(good.output)?.[1]]).toEqual([0, '45'])
  const bad = await runTests(
    'bad',
    code.replace("vault.set('session', text)", "vault.set('session', text.slice(0, 2048))"),
  )
  expect(bad.status).toBe(1)
  expect(bad.output).toMatch(/^not ok .* gives back 2049 characters/m)
})
