/** What `docs/session-config.md` shows is run, beside a server: times in words, tokens with leeway, claims. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type CoatcheckClient, createTokenClient } from '@coatcheck/sdk/browser'
import { SESSION_CONFIGS } from '@coatcheck/sdk/session-config'
import { memoryStorage } from '@coatcheck/sdk/storage'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { PASSWORD, register } from '../support/api-client.ts'
import { runningClock } from '../support/running-clock.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { codeBlocks } from './code-blocks.ts'

const CACHE = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url))
const ACCOUNT = { email: 'ada@example.com', password: PASSWORD }

let folder: string
let coatcheck: RunningCoatcheck
let client: CoatcheckClient
beforeAll(async () => {
  mkdirSync(CACHE, { recursive: true })
  folder = mkdtempSync(join(CACHE, 'session-config-')) // below the packages, so that their names are found from it
  coatcheck = await startCoatcheck({ clock: runningClock() }) // the guard looks at the machine's
  await register(coatcheck.url, ACCOUNT.email)
  client = createTokenClient({ url: coatcheck.url, storage: memoryStorage() })
})
afterAll(async () => {
  client.close()
  await coatcheck.close()
  rmSync(folder, { recursive: true })
})

/** Loads the block that has a name in it, with the server's address in the place of the example's. */
async function load(name: string): Promise<unknown> {
  const block = codeBlocks().find(
    ({ place, code }) => place.startsWith('docs/session-config.md') && code.includes(name),
  )
  const file = join(folder, `${name}.ts`)
  writeFileSync(file, (block?.code ?? '').replaceAll('https://auth.example.com', coatcheck.url))
  return await import(pathToFileURL(file).href)
}

test('the table of environments is true', () => {
  const days = (seconds: number): number => seconds / 86_400
  const { dev, prod, 'high-security': strict } = SESSION_CONFIGS
  expect([dev, prod, strict].map(({ idleSeconds }) => idleSeconds.cookie)).toEqual([null, 30 * 60, 15 * 60])
  expect([dev, prod, strict].map(({ absoluteSeconds }) => days(absoluteSeconds))).toEqual([7, 7, 1])
  expect([dev, prod, strict].map(({ devices }) => devices)).toEqual(['many', 'many', 'one'])
})

test('what is known of a session is told in words', async () => {
  const { describe } = (await load('describe')) as {
    readonly describe: (of: CoatcheckClient) => readonly string[]
  }
  expect(describe(client)).toEqual(['Nobody is signed in.'])
  await client.signIn(ACCOUNT)
  await client.getToken()
  expect(describe(client)).toEqual([
    expect.stringMatching(/^signed in for (7 days|6 days, 23 hours) more$/),
    expect.stringMatching(/^without activity for (7 days|6 days, 23 hours)$/),
    expect.stringMatching(/^last active (now|\d+ seconds? ago)$/),
    expect.stringMatching(/^the next token is due in \d+ s$/),
  ])
})

test('nobody gets tokens who is not signed in, however long a call they have', async () => {
  const shown = (await load('tokens')) as {
    readonly client: CoatcheckClient
    readonly tokens: () => Promise<readonly (string | null)[]>
  }
  expect(await shown.tokens()).toEqual([null, null])
  shown.client.close()
})

test('claims of a customer are known, and those of others are not', async () => {
  const text = JSON.stringify({
    plan: "{{user.public_metadata.plan || 'none'}}",
    tenant: '{{org.slug}}',
    features: { beta: '{{user.public_metadata.beta || false}}' },
  })
  const [template] = (await adminClient(coatcheck).list('/templates')).filter(
    ({ name }) => name === 'session',
  )
  const changed = await adminClient(coatcheck).patch(`/templates/${String(template?.['id'])}`, { text })
  expect(changed).toMatchObject({ status: 200 })
  vi.stubEnv('COATCHECK_URL', coatcheck.url)
  const { GET } = (await load('isCustomer')) as { readonly GET: (request: Request) => Promise<Response> }
  const ask = async (): Promise<readonly unknown[]> => {
    const headers = { authorization: `Bearer ${await client.getToken({ skipCache: true })}` }
    const answer = await GET(new Request('https://app.example.com/me', { headers }))
    return [answer.status, await answer.json()]
  }
  expect(await ask()).toEqual([403, { error: 'not a customer' }])
  const { id } = client.state.session!.user
  await adminClient(coatcheck).patch(`/users/${id}`, { publicMetadata: { plan: 'pro', beta: true } })
  expect(await ask()).toEqual([200, { plan: 'pro', beta: true, roles: [] }])
  expect((await GET(new Request('https://app.example.com/me'))).status).toBe(401)
  vi.unstubAllEnvs()
})
