/** Tokens with leeway: however often they are asked for, the server makes as few as its policy allows. */

import {
  type CoatcheckClient,
  createTokenClient,
  getTokenWithOptions,
  TOKEN_OPTIONS,
} from '@coatcheck/sdk/browser'
import { memoryStorage } from '@coatcheck/sdk/storage'
import { decodeJwt } from 'jose'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BrowserApp, startBrowserApp, withClient } from '../support/browser-app.ts'
import { PASSWORD, register } from '../support/api-client.ts'
import { launchChromium } from '../support/chromium.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { APP_ORIGIN, startBackend } from '../sdk/backend.ts'

const ACCOUNT = { email: 'ada@example.com', password: PASSWORD }
const CALLS = 1000

test('the options are those of the guide: half an hour of leeway, and from memory', () => {
  expect(TOKEN_OPTIONS).toEqual({ leewayInSeconds: 1800, skipCache: false })
  expect(Object.isFrozen(TOKEN_OPTIONS)).toBe(true)
})

test('a caller’s own options come over them, and what is left out or undefined does not', async () => {
  const asked = async (options?: Parameters<typeof getTokenWithOptions>[1]): Promise<object> =>
    await getTokenWithOptions(async (given) => given, options)
  expect(await asked()).toEqual(TOKEN_OPTIONS)
  expect(await asked({ leewayInSeconds: undefined, skipCache: undefined })).toEqual(TOKEN_OPTIONS)
  expect(await asked({ leewayInSeconds: 0, skipCache: true, template: 'hasura' })).toEqual({
    leewayInSeconds: 0,
    skipCache: true,
    template: 'hasura',
  })
})

/** A client without cookies whose clocks are the server's, and how often it asked for a token. */
async function signedIn(
  coatcheck: RunningCoatcheck,
): Promise<{ readonly client: CoatcheckClient; readonly mints: () => number }> {
  const sent = new Set<number>()
  let mints = 0
  const { nowMs } = coatcheck.clock
  const client = createTokenClient({
    url: coatcheck.url,
    storage: memoryStorage(),
    environment: { monotonicMs: nowMs, wallMs: nowMs },
    onTrace: (entry) => {
      // What was sent over a connection that the server had just closed is sent again, and makes one token.
      if (entry.kind === 'request' && entry.path === '/api/auth/refresh') sent.add(entry.id)
      else if (entry.kind === 'response' && sent.has(entry.id) && entry.status === 200) mints++
    },
  })
  expect(await client.signIn(ACCOUNT)).toMatchObject({ ok: true })
  return { client, mints: () => mints }
}

describe.each([
  { name: 'grants', maxSeconds: '86400', leeway: 1800, granted: 2700, lastsSeconds: 900 },
  { name: 'grants', maxSeconds: '86400', leeway: 3600, granted: 5400, lastsSeconds: 1800 },
  { name: 'clamps by default', maxSeconds: '3600', leeway: 3600, granted: 3600, lastsSeconds: 2880 },
  { name: 'clamps to ten minutes', maxSeconds: '600', leeway: 1800, granted: 600, lastsSeconds: 480 },
  { name: 'clamps to ten minutes', maxSeconds: '600', leeway: 3600, granted: 600, lastsSeconds: 480 },
])('under a policy that $name, with $leeway seconds', ({ maxSeconds, leeway, granted, lastsSeconds }) => {
  let coatcheck: RunningCoatcheck
  let client: CoatcheckClient
  let mints: () => number
  beforeAll(async () => {
    coatcheck = await startCoatcheck({ environment: { COATCHECK_TOKEN_MAX_SECONDS: maxSeconds } })
    await register(coatcheck.url, ACCOUNT.email)
    ;({ client, mints } = await signedIn(coatcheck))
  })
  afterAll(async () => {
    client.close()
    await coatcheck.close()
  })

  const ask = (): Promise<string | null> => getTokenWithOptions(client.getToken, { leewayInSeconds: leeway })
  const left = (token: string | null): number => decodeJwt(token ?? '').exp! - coatcheck.clock.nowMs() / 1000

  test(`a thousand calls in ${lastsSeconds} seconds make one token, that is as good as the policy allows`, async () => {
    const atOnce = await Promise.all(Array.from({ length: CALLS }, ask))
    expect(new Set(atOnce).size).toBe(1)
    expect(left(atOnce[0] ?? null)).toBe(granted)
    for (let call = 0; call < CALLS; call++) {
      const token = await ask()
      expect(token).toBe(atOnce[0])
      expect(left(token)).toBeGreaterThan(granted < leeway * 1.5 ? granted / 5 : leeway)
      coatcheck.clock.advance(((lastsSeconds - 2) * 1000) / CALLS)
    }
    expect(mints()).toBe(1)
  })

  test('then there is another, and one only', async () => {
    coatcheck.clock.advance(3000)
    const tokens = await Promise.all(Array.from({ length: CALLS }, ask))
    expect([new Set(tokens).size, left(tokens[0] ?? null), mints()]).toEqual([1, granted, 2])
  })

  test('who skips the cache gets a new one each time', async () => {
    const before = mints()
    const tokens: unknown[] = []
    for (let call = 0; call < 3; call++) {
      tokens.push(await getTokenWithOptions(client.getToken, { leewayInSeconds: leeway, skipCache: true }))
      coatcheck.clock.advance(2000)
    }
    expect([new Set(tokens).size, mints() - before]).toEqual([3, 3])
  })
})

test('a backend’s own getToken is taken as well', async () => {
  const backend = await startBackend()
  const { body } = await register(backend.coatcheck.url, ACCOUNT.email, { transport: 'opaque' })
  const headers = { authorization: `Bearer ${String(body['sessionToken'])}` }
  const entered = await backend.keyed.protect(new Request(`${APP_ORIGIN}/`, { headers }))
  if (!entered.ok) throw new Error('somebody with an opaque token did not enter')
  const { iat, exp } = decodeJwt(await getTokenWithOptions(entered.auth.getToken))
  expect(exp! - iat!).toBe(2700)
  await backend.close()
})

describe('in a page', () => {
  let coatcheck: RunningCoatcheck
  let app: BrowserApp
  let chromium: Browser
  let page: Page
  beforeAll(async () => {
    coatcheck = await startCoatcheck()
    await register(coatcheck.url, ACCOUNT.email)
    app = await startBrowserApp(coatcheck.url)
    chromium = await launchChromium()
    page = await chromium.newPage()
    await app.open(page)
    const account = JSON.stringify(ACCOUNT)
    expect(await page.evaluate(`client.signIn(${account}).then(({ ok }) => ok)`)).toBe(true)
  })
  afterAll(async () => {
    await chromium.close()
    await app.close()
    await coatcheck.close()
  })

  test('a thousand calls at once and a thousand more make one token that outlasts half an hour', async () => {
    const told = await withClient(page, async ({ client, getTokenWithOptions: ask, trace }) => {
      const isMint = (entry: (typeof trace)[number]): boolean =>
        entry.kind === 'request' && entry.path === '/api/auth/session/token'
      const before = trace.filter(isMint).length
      const tokens = new Set(await Promise.all(Array.from({ length: 1000 }, () => ask(client.getToken))))
      for (let call = 0; call < 1000; call++) tokens.add(await ask(client.getToken))
      const [token] = tokens
      return { tokens: tokens.size, token, mints: trace.filter(isMint).length - before }
    })
    expect([told.tokens, told.mints]).toEqual([1, 1])
    const { iat, exp } = decodeJwt(told.token ?? '')
    expect(exp! - iat!).toBeGreaterThanOrEqual(1800)
  })
})
