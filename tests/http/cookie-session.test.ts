/** A browser's session over HTTP: cookies, several accounts, idle time to the second, and who may send what from where. */

import { formatOpaque, newId, parseOpaque } from '@coatcheck/core'
import { seededRandom } from '@coatcheck/core/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Answer, Browser, PASSWORD, register, send } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const MINUTE = 60_000
let coatcheck: RunningCoatcheck
let url: string

beforeEach(async () => {
  coatcheck = await startCoatcheck()
  url = coatcheck.url
})
afterEach(() => coatcheck.close())

async function signIn(
  email: string,
  browser = new Browser(url),
): Promise<{ browser: Browser; session: string }> {
  await register(url, email)
  const answer = await browser.send('/api/auth/login', { body: { email, password: PASSWORD } })
  expect(answer.status).toBe(200)
  return { browser, session: (answer.body['session'] as { id: string }).id }
}

function mint(browser: Browser, body: object = {}, headers: Record<string, string> = {}): Promise<Answer> {
  return browser.send('/api/auth/session/token', { body, headers })
}

describe('a sign-in in a browser', () => {
  test('sets an HttpOnly client cookie and a session cookie, and says nothing secret in the body', async () => {
    await register(url, 'ada@example.com')
    const browser = new Browser(url)
    const answer = await browser.send('/api/auth/login', {
      body: { email: 'ada@example.com', password: PASSWORD },
    })
    expect([...browser.cookies.keys()].toSorted()).toEqual(['__session', 'coatcheck'])
    for (const line of answer.headers.getSetCookie())
      expect(line).toMatch(/; Path=\/; HttpOnly; SameSite=Lax/)
    expect(JSON.stringify(answer.body)).not.toContain(browser.cookies.get('coatcheck'))
  })

  test('renews the session cookie at every mint, whose token is for the origin that asked', async () => {
    const { browser } = await signIn('ada@example.com')
    const answer = await mint(browser)
    expect(answer.status).toBe(200)
    expect(browser.cookies.get('__session')).toBe(answer.body['token'])
    const claims = JSON.parse(
      Buffer.from(String(answer.body['token']).split('.')[1]!, 'base64url').toString(),
    )
    expect(claims).toMatchObject({ iss: url, azp: url, v: 1, sts: 'active', fva: [0, -1] })
    expect(claims.exp - claims.iat).toBe(60)
  })

  test('never adopts a client secret that the server did not issue', async () => {
    await register(url, 'ada@example.com')
    const browser = new Browser(url)
    const planted = formatOpaque(
      'client',
      newId('client', coatcheck.clock.nowMs(), seededRandom(1)),
      new Uint8Array(32),
    )
    browser.cookies.set('coatcheck', planted)
    const answer = await browser.send('/api/auth/login', {
      body: { email: 'ada@example.com', password: PASSWORD },
    })
    expect(answer.status).toBe(200)
    const issued = browser.cookies.get('coatcheck') ?? ''
    expect(parseOpaque('client', issued)?.id).not.toBe(parseOpaque('client', planted)?.id)
  })

  test('replaces the secret: the old one mints for ten seconds, changes nothing, and is dead afterwards', async () => {
    const { browser } = await signIn('ada@example.com')
    const old = new Browser(url)
    old.cookies.set('coatcheck', browser.cookies.get('coatcheck')!)
    coatcheck.clock.advance(1)
    const second = await signIn('grace@example.com', browser)
    expect(await mint(old, {}, { 'coatcheck-session': second.session })).toMatchObject({ status: 404 })
    expect((await mint(old)).status).toBe(200)
    expect(
      await old.send('/api/auth/password', {
        body: { currentPassword: PASSWORD, newPassword: 'another-long-one-7' },
      }),
    ).toMatchObject({ status: 409, body: { code: 'client_superseded' } })
    coatcheck.clock.advance(10_000)
    expect(await mint(old)).toMatchObject({ status: 401, body: { code: 'session_ended' } })
  })
})

describe('idle time', () => {
  test('ends a session after thirty minutes without an act of the person, and the slack, to the millisecond', async () => {
    const { browser } = await signIn('ada@example.com')
    coatcheck.clock.advance(31.5 * MINUTE - 1)
    expect((await mint(browser)).status).toBe(200)
    coatcheck.clock.advance(1)
    expect(await mint(browser)).toMatchObject({
      status: 401,
      body: { code: 'session_ended', reason: 'idle_limit' },
    })
  })

  test('is not moved by background mints, and is moved by an act', async () => {
    const { browser } = await signIn('ada@example.com')
    for (let minute = 0; minute < 31; minute++) {
      coatcheck.clock.advance(MINUTE)
      expect((await mint(browser, { active: false })).status).toBe(200)
    }
    expect((await browser.send('/api/auth/session/touch', { body: {} })).status).toBe(200)
    coatcheck.clock.advance(31 * MINUTE)
    expect((await mint(browser, { active: true })).status).toBe(200)
    coatcheck.clock.advance(31.5 * MINUTE)
    expect((await mint(browser)).body['reason']).toBe('idle_limit')
  })

  test('does not hold for opaque sessions: six days unused, one still mints', async () => {
    const { body } = await register(url, 'ada@example.com', { transport: 'opaque' })
    const bearer = String(body['sessionToken'])
    coatcheck.clock.advance(6 * 24 * 60 * MINUTE)
    expect((await send(url, '/api/auth/session/token', { body: {}, bearer })).status).toBe(200)
    coatcheck.clock.advance(24 * 60 * MINUTE)
    expect(await send(url, '/api/auth/session/token', { body: {}, bearer })).toMatchObject({
      status: 401,
      body: { code: 'session_ended', reason: 'absolute_limit' },
    })
  })
})

describe('asking for a longer token', () => {
  test('is granted up to the policy and clamped beyond, and says by what', async () => {
    const { body } = await register(url, 'ada@example.com', { transport: 'opaque' })
    const bearer = String(body['sessionToken'])
    const ask = (expiresInSeconds: number) =>
      send(url, '/api/auth/session/token', { body: { expiresInSeconds }, bearer })
    expect(await ask(1800)).toMatchObject({ status: 200, body: { clamped: false } })
    expect(await ask(7200)).toMatchObject({ body: { clamped: true, clampedBy: 'policy' } })
    expect(await ask(10)).toMatchObject({ status: 400, body: { field: 'body.expiresInSeconds' } })
  })

  test('is capped by the idle deadline', async () => {
    const { browser } = await signIn('ada@example.com')
    expect(await mint(browser, { expiresInSeconds: 3600 })).toMatchObject({
      body: { clamped: true, clampedBy: 'idle' },
    })
  })
})

describe('several accounts in one browser', () => {
  test('each request names its session, and navigations use the active one', async () => {
    const { browser, session: ada } = await signIn('ada@example.com')
    const { session: grace } = await signIn('grace@example.com', browser)
    expect(await mint(browser)).toMatchObject({ status: 400, body: { field: 'header.Coatcheck-Session' } })
    expect((await mint(browser, {}, { 'coatcheck-session': ada })).status).toBe(200)
    const client = await browser.send('/api/auth/client')
    expect(client.body).toMatchObject({ activeSessionId: grace })
    expect(client.body['sessions']).toHaveLength(2)
    await browser.send('/api/auth/session/activate', { body: { sessionId: ada } })
    expect((await browser.send('/api/auth/client')).body).toMatchObject({ activeSessionId: ada })
  })

  test('signing out of one leaves the other, and the last one takes the cookies along', async () => {
    const { browser, session: ada } = await signIn('ada@example.com')
    const { session: grace } = await signIn('grace@example.com', browser)
    const logout = (session: string) =>
      browser.send('/api/auth/logout', { body: {}, headers: { 'coatcheck-session': session } })
    expect((await logout(ada)).status).toBe(204)
    expect(browser.cookies.has('coatcheck')).toBe(true)
    expect((await mint(browser)).status).toBe(200)
    await logout(grace)
    expect(browser.cookies.size).toBe(0)
    expect((await browser.send('/api/auth/logout', { body: {} })).status).toBe(204)
  })

  test('one account per browser: the second sign-in removes the first', async () => {
    const strict = await startCoatcheck({ environment: { COATCHECK_ACCOUNTS_PER_BROWSER: 'one' } })
    try {
      const browser = new Browser(strict.url)
      for (const email of ['ada@example.com', 'grace@example.com']) {
        await browser.send('/api/auth/register', { body: { email, password: PASSWORD } })
      }
      expect((await browser.send('/api/auth/client')).body['sessions']).toHaveLength(1)
    } finally {
      await strict.close()
    }
  })
})

describe('where a request comes from', () => {
  test.each([
    ['another site', { origin: 'https://evil.example' }],
    ['nowhere', { origin: 'null' }],
  ])('a cookie request from %s is refused before anything happens', async (_, headers) => {
    const { browser } = await signIn('ada@example.com')
    const answer = await browser.send('/api/auth/logout', { body: { scope: 'global' }, headers })
    expect(answer).toMatchObject({ status: 403, body: { code: 'origin_not_allowed' } })
    expect((await mint(browser)).status).toBe(200)
  })

  test('without an Origin only Sec-Fetch-Site: same-origin lets a cookie request through', async () => {
    const { browser } = await signIn('ada@example.com')
    const bare = (headers: Record<string, string>) =>
      send(url, '/api/auth/session/token', {
        body: {},
        headers: { cookie: browser.cookieHeader().cookie!, ...headers },
      })
    expect((await bare({})).status).toBe(403)
    expect((await bare({ 'sec-fetch-site': 'same-site' })).status).toBe(403)
    expect((await bare({ 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  })

  test('a sign-in that would set cookies is refused from another site', async () => {
    await register(url, 'ada@example.com')
    const stranger = new Browser(url, 'https://evil.example')
    const answer = await stranger.send('/api/auth/login', {
      body: { email: 'ada@example.com', password: PASSWORD },
    })
    expect(answer).toMatchObject({ status: 403, body: { code: 'origin_not_allowed' } })
    expect(answer.body['detail']).toContain('COATCHECK_ALLOWED_ORIGINS')
  })
})
