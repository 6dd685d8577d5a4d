/** Second factors over HTTP: authenticator apps, recovery codes, pending sessions, step-up. */

import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { type Answer, Browser, type Json, login, PASSWORD, send, TokenApp } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { codeAt } from '../support/totp.ts'

const EMAIL = 'ada@example.com'
const STEP_MS = 30_000
let coatcheck: RunningCoatcheck
let url: string

beforeEach(async () => {
  coatcheck = await startCoatcheck()
  url = coatcheck.url
})
afterEach(() => coatcheck.close())

/** Somebody with an authenticator app, in the browser where it was set up. */
type Protected = {
  readonly browser: Browser
  readonly secret: string
  readonly recoveryCodes: readonly string[]
}

async function signedIn(email = EMAIL): Promise<Browser> {
  const browser = new Browser(url)
  const answer = await browser.send('/api/auth/register', { body: { email, password: PASSWORD } })
  expect(answer.status).toBe(201)
  return browser
}

async function protect(browser: Browser): Promise<Protected> {
  const enrolled = await browser.send('/api/auth/factors/totp', { body: { name: 'Phone' } })
  expect(enrolled.status).toBe(201)
  const secret = String(enrolled.body['secret'])
  const body = { factorId: enrolled.body['factorId'], code: nextCode(secret) }
  const verified = await browser.send('/api/auth/factors/totp/verify', { body })
  expect(verified.status).toBe(201)
  return { browser, secret, recoveryCodes: verified.body['recoveryCodes'] as string[] }
}

/** The code of a step that was not used yet. */
function nextCode(secret: string): string {
  coatcheck.clock.advance(STEP_MS)
  return codeAt(secret, coatcheck.clock.nowMs())
}

/** A browser that typed the password. */
async function pendingBrowser(): Promise<Browser> {
  const browser = new Browser(url)
  const answer = await browser.send('/api/auth/login', { body: { email: EMAIL, password: PASSWORD } })
  expect(answer).toMatchObject({
    status: 200,
    body: { session: { status: 'pending', tasks: [{ kind: 'second-factor' }] } },
  })
  return browser
}

function claimsOf(token: unknown): Json {
  return JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString()) as Json
}

const PENDING = {
  status: 403,
  body: { code: 'session_pending', tasks: [{ kind: 'second-factor' }] },
}

describe('an authenticator app', () => {
  test('is set up by its first code, which gives ten recovery codes once', async () => {
    const browser = await signedIn()
    const { secret, recoveryCodes } = await protect(browser)
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    expect(new Set(recoveryCodes).size).toBe(10)
    const { data } = (await browser.send('/api/auth/factors')).body as { readonly data: Json[] }
    expect(data.map(({ kind, name, codesLeft }) => [kind, name, codesLeft])).toEqual(
      expect.arrayContaining([
        ['totp', 'Phone', null],
        ['recovery', null, 10],
      ]),
    )
    const again = await browser.send('/api/auth/factors/totp', { body: {} })
    const body = { factorId: again.body['factorId'], code: nextCode(String(again.body['secret'])) }
    expect((await browser.send('/api/auth/factors/totp/verify', { body })).body['recoveryCodes']).toBeNull()
  })

  test('counts for nothing before, and a wrong code does not set it up', async () => {
    const browser = await signedIn()
    const enrolled = await browser.send('/api/auth/factors/totp', { body: {} })
    const verify = (code: string) =>
      browser.send('/api/auth/factors/totp/verify', { body: { factorId: enrolled.body['factorId'], code } })
    const right = codeAt(String(enrolled.body['secret']), coatcheck.clock.nowMs())
    const wrong = right === '000000' ? '000001' : '000000'
    expect(await verify(wrong)).toMatchObject({ status: 401, body: { code: 'factor_invalid' } })
    expect((await login(url, EMAIL)).body['session']).toMatchObject({ status: 'active' })
    expect((await verify(right)).status).toBe(201)
    expect(await verify(right)).toMatchObject({ status: 401, body: { code: 'factor_invalid' } })
  })

  test('is set up and removed by who proved lately who they are', async () => {
    const { browser, secret } = await protect(await signedIn())
    const { data } = (await browser.send('/api/auth/factors')).body as { readonly data: Json[] }
    const id = String(data.find(({ kind }) => kind === 'totp')?.['id'])
    coatcheck.clock.advance(11 * 60_000)
    await browser.send('/api/auth/session/touch', { body: {} })
    const remove = () => browser.send(`/api/auth/factors/${id}`, { method: 'DELETE', body: {} })
    for (const refused of [
      await remove(),
      await browser.send('/api/auth/factors/totp', { body: {} }),
      await browser.send('/api/auth/factors/recovery-codes', { body: {} }),
      await browser.send('/api/auth/factors/passkeys/options', { body: {} }),
    ])
      expect(refused).toMatchObject({ status: 403, body: { code: 'reverification_required' } })
    expect((await browser.send('/api/auth/reverify', { body: { code: nextCode(secret) } })).status).toBe(200)
    expect((await remove()).status).toBe(204)
    expect((await remove()).status).toBe(404)
    expect((await browser.send('/api/auth/factors')).body['data']).toEqual([])
    expect((await login(url, EMAIL)).body['session']).toMatchObject({ status: 'active', tasks: [] })
  })
})

describe('a sign-in by password', () => {
  test('gives a browser a session that can do nothing until a code completes it', async () => {
    const { secret } = await protect(await signedIn())
    const browser = await pendingBrowser()
    expect([...browser.cookies.keys()]).toEqual(['coatcheck'])
    for (const path of ['/api/auth/session', '/api/auth/user', '/api/auth/sessions', '/api/auth/user/export'])
      expect(await browser.send(path)).toMatchObject(PENDING)
    for (const path of [
      '/api/auth/session/token',
      '/api/auth/session/touch',
      '/api/auth/factors/totp',
      '/api/auth/factors/passkeys/options',
      '/api/auth/factors/recovery-codes',
      '/api/auth/email/send-verification',
    ])
      expect(await browser.send(path, { body: {} })).toMatchObject(PENDING)
    expect(await browser.send('/api/auth/reverify', { body: { password: PASSWORD } })).toMatchObject(PENDING)
    const change = { currentPassword: PASSWORD, newPassword: 'marble-orchard-kettle-9' }
    expect(await browser.send('/api/auth/password', { body: change })).toMatchObject(PENDING)
    const client = (await browser.send('/api/auth/client')).body
    expect(client).toMatchObject({ activeSessionId: null, sessions: [{ session: { status: 'pending' } }] })
    expect((await browser.send('/api/auth/factors')).status).toBe(200)

    const before = browser.cookies.get('coatcheck')
    const proved = await browser.send('/api/auth/second-factor', { body: { code: nextCode(secret) } })
    expect(proved).toMatchObject({ status: 200, body: { session: { status: 'active', tasks: [] } } })
    expect(browser.cookies.get('coatcheck')).not.toBe(before)
    expect(claimsOf(browser.cookies.get('__session'))).toMatchObject({ fva: [0, 0], sts: 'active' })
    expect((await browser.send('/api/auth/session/token', { body: {} })).status).toBe(200)
  })

  test('gives an app a chain whose first step is the proof, and a retry of it the same successor', async () => {
    const { secret } = await protect(await signedIn())
    const answer = await login(url, EMAIL)
    expect(answer.body['accessToken']).toBeUndefined()
    const app = new TokenApp(url, answer.body)
    expect(await app.refresh()).toMatchObject(PENDING)
    const code = nextCode(secret)
    const prove = () =>
      send(url, '/api/auth/second-factor', {
        body: { code, refreshToken: app.refreshToken },
        headers: { 'idempotency-key': app.key },
      })
    const [first, retry] = [await prove(), await prove()]
    expect(first).toMatchObject({ status: 200, body: { session: { status: 'active' }, applied: true } })
    expect(claimsOf(first.body['accessToken'])['fva']).toEqual([0, 0])
    expect(retry.body['refreshToken']).toBe(first.body['refreshToken'])
    expect(await app.refresh()).toMatchObject({
      status: 200,
      body: { refreshToken: first.body['refreshToken'] },
    })
    expect((await new TokenApp(url, first.body).refresh()).status).toBe(200)
  })

  test('gives an opaque client another token once it is complete', async () => {
    const { secret } = await protect(await signedIn())
    const bearer = String((await login(url, EMAIL, { transport: 'opaque' })).body['sessionToken'])
    expect(await send(url, '/api/auth/session/token', { body: {}, bearer })).toMatchObject(PENDING)
    const proved = await send(url, '/api/auth/second-factor', { body: { code: nextCode(secret) }, bearer })
    expect(proved.status).toBe(200)
    expect((await send(url, '/api/auth/session', { bearer })).status).toBe(401)
    const next = String(proved.body['sessionToken'])
    expect((await send(url, '/api/auth/session/token', { body: {}, bearer: next })).status).toBe(200)
    const stepUp = await send(url, '/api/auth/second-factor', {
      body: { code: nextCode(secret) },
      bearer: next,
    })
    expect(stepUp).toMatchObject({ status: 403, body: { code: 'credential_not_accepted' } })
  })

  test('ends no other session before it is complete, whatever the policy', async () => {
    const { browser, secret } = await protect(await signedIn())
    await adminClient(coatcheck).patch('/policy', { devices: 'one' })
    const other = await pendingBrowser()
    expect((await browser.send('/api/auth/session')).status).toBe(200)
    expect((await other.send('/api/auth/second-factor', { body: { code: nextCode(secret) } })).status).toBe(
      200,
    )
    expect(await browser.send('/api/auth/session')).toMatchObject({
      status: 401,
      body: { code: 'session_ended', reason: 'single_session' },
    })
  })

  test('can be given up', async () => {
    await protect(await signedIn())
    const browser = await pendingBrowser()
    expect((await browser.send('/api/auth/logout', { body: { scope: 'global' } })).status).toBe(403)
    expect((await browser.send('/api/auth/logout', { body: {} })).status).toBe(204)
    expect(browser.cookies.size).toBe(0)
  })

  test('is shown among the devices, from which it can be ended', async () => {
    const { browser, secret } = await protect(await signedIn())
    const other = await pendingBrowser()
    const { data } = (await browser.send('/api/auth/sessions')).body as { readonly data: Json[] }
    const id = String(data.find(({ status }) => status === 'pending')?.['id'])
    expect((await browser.send(`/api/auth/sessions/${id}`, { method: 'DELETE', body: {} })).status).toBe(204)
    expect(await other.send('/api/auth/second-factor', { body: { code: nextCode(secret) } })).toMatchObject({
      status: 401,
      body: { code: 'session_ended', reason: 'revoked_by_user' },
    })
  })
})

describe('a code', () => {
  const prove = (browser: Browser, body: Json): Promise<Answer> =>
    browser.send('/api/auth/second-factor', { body })

  test('works once, for one of many who send it at the same moment', async () => {
    const { secret } = await protect(await signedIn())
    const browsers = [await pendingBrowser(), await pendingBrowser(), await pendingBrowser()]
    const code = nextCode(secret)
    const answers = await Promise.all(browsers.map((browser) => prove(browser, { code })))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401, 401])
    const events = await adminClient(coatcheck).list('/events?type=factor.failed')
    expect(events).toHaveLength(2)
  })

  test('can be guessed ten times', async () => {
    const { secret, recoveryCodes } = await protect(await signedIn())
    coatcheck.clock.advance(10 * 60_000)
    const browser = await pendingBrowser()
    const statuses: number[] = []
    for (let guess = 0; guess < 11; guess++)
      statuses.push((await prove(browser, { code: String(guess).padStart(6, 'x') })).status)
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429])
    expect((await prove(browser, { recoveryCode: recoveryCodes[0] })).status).toBe(429)
    coatcheck.clock.advance(60_000)
    expect((await prove(browser, { code: nextCode(secret) })).status).toBe(200)
  })

  test('of the recovery codes works once, however it is typed, and a new set replaces all', async () => {
    const { browser, recoveryCodes } = await protect(await signedIn())
    const [first = '', second = ''] = recoveryCodes
    const proved = await prove(await pendingBrowser(), {
      recoveryCode: first.toUpperCase().replace('-', ' '),
    })
    expect(proved.status).toBe(200)
    expect((await prove(await pendingBrowser(), { recoveryCode: first })).status).toBe(401)
    const renewed = await browser.send('/api/auth/factors/recovery-codes', { body: {} })
    expect(renewed).toMatchObject({ status: 201, body: { factor: { codesLeft: 10 } } })
    expect((await prove(await pendingBrowser(), { recoveryCode: second })).status).toBe(401)
  })

  test('comes alone', async () => {
    const { browser: active, secret, recoveryCodes } = await protect(await signedIn())
    const browser = await pendingBrowser()
    for (const body of [{}, { code: nextCode(secret), recoveryCode: recoveryCodes[0] }])
      expect(await prove(browser, body)).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
    const both = { code: nextCode(secret), password: PASSWORD }
    expect((await active.send('/api/auth/reverify', { body: both })).status).toBe(400)
  })

  test('is told of, and stands nowhere in the export', async () => {
    const { browser, secret, recoveryCodes } = await protect(await signedIn())
    await prove(await pendingBrowser(), { recoveryCode: recoveryCodes[0] })
    const types = ((await adminClient(coatcheck).list('/events')) as Json[]).map(({ type }) => type)
    for (const type of ['factor.enrolled', 'factor.activated', 'factor.used', 'session.reverified'])
      expect(types).toContain(type)
    const { body } = await browser.send('/api/auth/user/export')
    expect(body['factors']).toHaveLength(2)
    expect(JSON.stringify(body)).not.toContain(secret)
  })
})

describe('a step-up', () => {
  test('by a second factor renews it alone', async () => {
    const { browser, secret } = await protect(await signedIn())
    coatcheck.clock.advance(5 * 60_000)
    const before = claimsOf((await browser.send('/api/auth/session/token', { body: {} })).body['token'])
    expect(before['fva']).toEqual([5, -1])
    const proved = await browser.send('/api/auth/reverify', { body: { code: nextCode(secret) } })
    expect(proved.status).toBe(200)
    const after = claimsOf((await browser.send('/api/auth/session/token', { body: {} })).body['token'])
    expect(after['fva']).toEqual([6, 0])
  })

  test('by a refresh token is a step of its chain', async () => {
    const { secret } = await protect(await signedIn())
    const app = new TokenApp(url, (await login(url, EMAIL)).body)
    const ask = async (path: string, body: Json) => {
      const headers = { 'idempotency-key': app.key }
      const answer = await send(url, path, { body: { ...body, refreshToken: app.refreshToken }, headers })
      app.refreshToken = String(answer.body['refreshToken'])
      app.key = randomUUID()
      return answer
    }
    expect((await ask('/api/auth/second-factor', { code: nextCode(secret) })).status).toBe(200)
    coatcheck.clock.advance(3 * 60_000)
    const stepped = await ask('/api/auth/reverify', { code: nextCode(secret) })
    expect(claimsOf(stepped.body['accessToken'])['fva']).toEqual([4, 0])
  })
})
