/** What `docs/sign-in-with.md` shows is run: setting a provider up, and signing in with it in an app. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { Browser, type Json } from '../support/api-client.ts'
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { answerWith, comeBack, leaveFor, readSentTo } from '../support/upstream-sign-in.ts'
import { codeBlocks } from './code-blocks.ts'

const CACHE = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url))
const BLOCKS = codeBlocks().filter(
  ({ place, language }) => place.startsWith('docs/sign-in-with.md') && language === 'ts',
)

type Offer = (
  url: string,
  key: string,
  provider: Json,
  register: (addresses: { readonly redirectUri: string }) => Promise<Json>,
) => Promise<string>
type App = {
  readonly start: (id: string, storage: Storage, url: string) => Promise<string>
  readonly finish: (id: string, page: URL, storage: Storage, url: string) => Promise<Response>
}

let folder: string
let coatcheck: RunningCoatcheck
let upstream: FakeUpstream
let id: string

beforeAll(async () => {
  mkdirSync(CACHE, { recursive: true })
  folder = mkdtempSync(join(CACHE, 'sign-in-with-')) // below the packages, so that their names are found from it
  expect(BLOCKS).toHaveLength(2)
  writeFileSync(join(folder, 'offer.ts'), BLOCKS[0]?.code ?? '')
  writeFileSync(join(folder, 'app.ts'), BLOCKS[1]?.code ?? '')
  coatcheck = await startCoatcheck({
    environment: { COATCHECK_ALLOWED_ORIGINS: 'https://app.example.com' },
  })
  upstream = await startFakeUpstream()
  const { issuer, jwksUrl } = upstream
  const endpoints = { authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` }
  const document = JSON.stringify({ issuer, jwks_uri: jwksUrl, ...endpoints })
  upstream.serve('/.well-known/openid-configuration', { body: document })
  const { offer } = (await import(pathToFileURL(join(folder, 'offer.ts')).href)) as { readonly offer: Offer }
  const { url, adminKey } = coatcheck
  id = await offer(url, adminKey, { issuer, name: 'Example ID' }, async ({ redirectUri }) => {
    expect(redirectUri).toMatch(new RegExp(`^${url}/sign-in/with/app_.{26}/callback$`))
    return { clientId: 'web', clientSecret: 'a secret' }
  })
})
afterAll(async () => {
  await coatcheck.close()
  await upstream.close()
  rmSync(folder, { recursive: true })
})

test('whoever is set up as shown signs people in', async () => {
  const browser = new Browser(coatcheck.url)
  const { state, nonce } = await leaveFor(browser, id)
  answerWith(coatcheck, upstream, nonce)
  expect(await comeBack(browser, id, { state, code: 'good' })).toBe('/account')
})

test('the app signs in', async () => {
  const app = (await import(pathToFileURL(join(folder, 'app.ts')).href)) as App
  const kept = new Map<string, string>()
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  } as unknown as Storage
  const asked = fetch
  const asBrowser: typeof fetch = (url, init) => {
    const headers = new Headers(init?.headers)
    headers.set('origin', 'https://app.example.com')
    return asked(url, { ...init, headers })
  }
  vi.stubGlobal('fetch', asBrowser)
  const { state, nonce } = readSentTo(await app.start(id, storage, coatcheck.url))
  answerWith(coatcheck, upstream, nonce)
  const page = new URL(`https://app.example.com/callback?state=${state}&code=good`)
  const answer = await app.finish(id, page, storage, coatcheck.url)
  vi.unstubAllGlobals()
  expect([answer.status, answer.headers.getSetCookie().length]).toEqual([200, 2])
})
