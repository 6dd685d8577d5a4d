/** Device authorization (RFC 8628) over HTTP: codes, polls, the page where a person decides, and what attackers try. */

import { randomUUID } from 'node:crypto'
import { BY_SYSTEM, openSession, type UserId } from '@coatcheck/core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Answer, Browser, type Json, register } from '../support/api-client.ts'
import { adminClient } from '../support/admin-client.ts'
import { makeClient, type TestClient } from '../support/oauth.ts'
import { decideDevice, fieldsOf, signedInBrowser } from '../support/oauth-browser.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
const MINUTE = 60_000

let coatcheck: RunningCoatcheck
let url: string
let app: TestClient

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  url = coatcheck.url
  app = await application({ name: 'Television' })
})
afterAll(() => coatcheck.close())
// Limits per address are full again for every test, and everybody is one person of one machine here.
beforeEach(() => coatcheck.clock.advance(30 * MINUTE))

/** An application for devices. */
function application(more: Parameters<typeof makeClient>[1] = {}): Promise<TestClient> {
  const grants = ['authorization_code', 'refresh_token', GRANT] as const
  return makeClient(coatcheck, { grants, scopes: ['openid', 'email', 'offline_access'], ...more })
}

/** Sends a form to an OAuth endpoint. */
async function sendForm(
  path: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(url + path, { method: 'POST', body: new URLSearchParams(form), headers })
  const { status } = response
  return { status, body: (await response.json()) as Json, headers: response.headers }
}

/** A device that has its codes. */
type Device = { readonly deviceCode: string; readonly userCode: string; readonly complete: string }

async function start(more: Readonly<Record<string, string>> = {}, from = app): Promise<Device> {
  const form = { client_id: from.id, ...more }
  const { status, body } = await sendForm('/oauth/device_authorization', form)
  expect(status).toBe(200)
  return {
    deviceCode: String(body['device_code']),
    userCode: String(body['user_code']),
    complete: String(body['verification_uri_complete']),
  }
}

function poll({ deviceCode }: Device, key?: string, from = app) {
  const form = { grant_type: GRANT, client_id: from.id, device_code: deviceCode }
  return sendForm('/oauth/token', form, key === undefined ? {} : { 'idempotency-key': key })
}

const signedIn = (): Promise<Browser> => signedInBrowser(url)

const decide = (browser: Browser, { userCode }: Device, decision: 'approve' | 'deny'): Promise<Response> =>
  decideDevice(browser, userCode, decision)

async function approve(browser: Browser, device: Device): Promise<void> {
  const response = await decide(browser, device, 'approve')
  expect(response.status).toBe(303)
  expect(response.headers.get('location')).toBe('/device?outcome=approved')
}

/** The types of the newest events. */
async function newestEvents(): Promise<readonly unknown[]> {
  return (await adminClient(coatcheck).list('/events?limit=5')).map(({ type }) => type)
}

describe('a device', () => {
  test('DV-1: gets its codes, and where to type the short one', async () => {
    const { status, body, headers } = await sendForm('/oauth/device_authorization', {
      client_id: app.id,
      scope: 'openid email',
    })
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(body).toEqual({
      device_code: expect.stringMatching(/^cco_[\w-]{70}$/),
      user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
      verification_uri: `${url}/device`,
      verification_uri_complete: `${url}/device?user_code=${String(body['user_code'])}`,
      expires_in: 600,
      interval: 5,
    })
  })

  test('DV-2: waits, is told to slow down for good, and gets its tokens once its person said yes', async () => {
    const device = await start({ scope: 'openid email offline_access' })
    const first = await poll(device)
    expect([first.status, first.body['error']]).toEqual([400, 'authorization_pending'])
    expect(first.headers.get('retry-after')).toBe('5')
    const second = await poll(device)
    expect([second.body['error'], second.headers.get('retry-after')]).toEqual(['slow_down', '10'])
    coatcheck.clock.advance(10_000)
    expect((await poll(device)).body['error']).toBe('authorization_pending')
    coatcheck.clock.advance(5_000)
    const third = await poll(device)
    expect([third.body['error'], third.headers.get('retry-after')]).toEqual(['slow_down', '15'])

    await approve(await signedIn(), device)
    const { status, body } = await poll(device)
    expect([status, body['token_type'], body['scope']]).toEqual([
      200,
      'Bearer',
      'openid email offline_access',
    ])
    expect(body).toMatchObject({
      refresh_token: expect.stringMatching(/^ccr_/),
      id_token: expect.any(String),
    })
  })

  test('DV-2: hears that it was turned away, or that its code is too old', async () => {
    const [denied, late] = [await start(), await start()]
    const response = await decide(await signedIn(), denied, 'deny')
    expect(response.headers.get('location')).toBe('/device?outcome=denied')
    expect((await poll(denied)).body['error']).toBe('access_denied')
    coatcheck.clock.advance(10 * MINUTE)
    expect((await poll(late)).body['error']).toBe('expired_token')
    expect((await poll(denied)).body['error']).toBe('expired_token')
  })

  test('gets its tokens once, whoever asks at the same time', async () => {
    const device = await start()
    await approve(await signedIn(), device)
    const answers = await Promise.all(Array.from({ length: 50 }, () => poll(device)))
    expect(answers.map(({ status }) => status).toSorted((one, another) => one - another)).toEqual([
      200,
      ...Array(49).fill(400),
    ])
    const losers = answers.filter(({ status }) => status === 400)
    expect(new Set(losers.map(({ body }) => body['error']))).toEqual(new Set(['invalid_grant']))
    expect(await newestEvents()).toContain('oauth.device_refused')
  })

  test('gets the same tokens again with the same key when the answer was lost, until it has used them', async () => {
    const device = await start({ scope: 'openid offline_access' })
    await approve(await signedIn(), device)
    const key = randomUUID()
    const [lost, again] = [await poll(device, key), await poll(device, key)]
    expect([lost.status, again.status]).toEqual([200, 200])
    expect(again.body['refresh_token']).toBe(lost.body['refresh_token'])
    expect((await poll(device, randomUUID())).body['error']).toBe('invalid_grant')
    const form = { grant_type: 'refresh_token', client_id: app.id }
    const refresh = { ...form, refresh_token: String(again.body['refresh_token']) }
    const refreshed = await sendForm('/oauth/token', refresh, { 'idempotency-key': randomUUID() })
    expect(refreshed.status).toBe(200)
    expect((await poll(device, key)).body['error']).toBe('invalid_grant')
    const next = { ...form, refresh_token: String(refreshed.body['refresh_token']) }
    const after = await sendForm('/oauth/token', next, { 'idempotency-key': randomUUID() })
    expect(after.status).toBe(200) // the late duplicate has ended nothing
  })

  test('ends with the browser that let it in, unless it may stay while the person is away', async () => {
    const browser = await signedIn()
    const [short, long] = [await start({ scope: 'openid' }), await start({ scope: 'openid offline_access' })]
    for (const device of [short, long]) await approve(browser, device)
    const [one, other] = [await poll(short), await poll(long)]
    await browser.send('/api/auth/logout', { body: { scope: 'local' } })
    const refresh = (answer: typeof one) =>
      sendForm('/oauth/token', {
        grant_type: 'refresh_token',
        client_id: app.id,
        refresh_token: String(answer.body['refresh_token']),
      })
    expect((await refresh(one)).body['error']).toBe('invalid_grant')
    expect((await refresh(other)).status).toBe(200)
  })

  test('gets nothing when its person signed out everywhere, or took the consent back, before it came', async () => {
    const [first, second] = [
      await start({ scope: 'offline_access' }),
      await start({ scope: 'offline_access' }),
    ]
    const browser = await signedIn()
    await approve(browser, first)
    await browser.send('/api/auth/logout', { body: { scope: 'global' } })
    expect((await poll(first)).body['error']).toBe('invalid_grant')
    const other = await signedIn()
    await approve(other, second)
    const { body } = await other.send('/api/auth/client')
    const [held] = body['sessions'] as readonly [{ readonly user: { readonly id: UserId } }]
    await coatcheck.server.store.oauthConsents.revoke(held.user.id, app.id, BY_SYSTEM)
    expect((await poll(second)).body['error']).toBe('invalid_grant')
  })
})

describe('a client', () => {
  test('asks only for what it may have, with the grant that it may use', async () => {
    const ask = async (from: TestClient, more: Readonly<Record<string, string>>) => {
      const form = { client_id: from.id, ...more }
      return (await sendForm('/oauth/device_authorization', form)).body['error']
    }
    expect(await ask(app, { scope: 'openid admin' })).toBe('invalid_scope')
    expect(await ask(app, { resource: 'https://api.example/' })).toBe('invalid_target')
    const other = await application({ grants: ['authorization_code'] })
    expect(await ask(other, {})).toBe('unauthorized_client')
    const closed = await application({
      type: 'confidential',
      authMethod: 'client_secret_post',
    })
    expect(await ask(closed, {})).toBe('invalid_client')
    expect(await ask(closed, { client_secret: closed.secret ?? '' })).toBeUndefined()
  })

  test("TK-5: hears the same of another client's code, a changed one, and none at all", async () => {
    const device = await start()
    await approve(await signedIn(), device)
    const other = await application()
    const foreign = await poll(device, undefined, other)
    const { deviceCode } = await start()
    const swapped = deviceCode.slice(0, 30) + device.deviceCode.slice(30)
    const [changed, none] = [
      await poll({ ...device, deviceCode: swapped }),
      await poll({ ...device, deviceCode: 'nonsense' }),
    ]
    expect([foreign.status, foreign.body['error']]).toEqual([400, 'invalid_grant'])
    expect([changed.body, none.body]).toEqual([foreign.body, foreign.body])
    expect((await poll(device)).status).toBe(200) // and the owner of the code has lost nothing
  })

  test('is turned away when it takes more codes than a person can need', async () => {
    const form = { client_id: app.id }
    const answers = []
    for (let index = 0; index < 31; index++) answers.push(await sendForm('/oauth/device_authorization', form))
    const last = answers.at(-1)
    expect([answers[29]?.status, last?.status, last?.body['error']]).toEqual([200, 429, 'too_many_requests'])
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('the page', () => {
  test('DV-4: a link with the code in it decides nothing: it shows who asks, and warns', async () => {
    const device = await start({ scope: 'openid email' })
    const { pathname, search } = new URL(device.complete)
    const page = await (await signedIn()).send(pathname + search)
    const text = String(page.body['text'])
    for (const shown of [
      device.userCode,
      'Television',
      '127.0.0.1',
      'see your e-mail address',
      'Go on only if',
    ])
      expect(text).toContain(shown)
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect([page.headers.get('x-frame-options'), page.headers.get('cache-control')]).toEqual([
      'DENY',
      'no-store',
    ])
    expect((await poll(device)).body['error']).toBe('authorization_pending')
  })

  test('DV-4: says so where nobody has looked at the application', async () => {
    const browser = await signedIn()
    const shown = async (registration: 'admin' | 'dynamic') => {
      const from = await application({ registration })
      const { pathname, search } = new URL((await start({}, from)).complete)
      return String((await browser.send(pathname + search)).body['text'])
    }
    const warning = 'Nobody here has looked at this application.'
    expect(await shown('dynamic')).toContain(warning)
    expect(await shown('admin')).not.toContain(warning)
  })

  test('DV-3: takes the code in lower case and without its dash, and only once', async () => {
    const browser = await signedIn()
    const device = await start()
    const form = await fieldsOf(browser, '/device', 'name="user_code"')
    form.set('user_code', ` ${device.userCode.toLowerCase().replace('-', '')} `)
    const response = await browser.submit('/device', form)
    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      `/device?user_code=${device.userCode}`,
    ])
    const fields = await fieldsOf(browser, `/device?user_code=${device.userCode}`, 'name="decision"')
    fields.set('decision', 'approve')
    const answers = await Promise.all([0, 1, 2, 3].map(() => browser.submit('/device', fields)))
    expect(answers.map(({ status }) => status).toSorted((one, another) => one - another)).toEqual([
      303, 400, 400, 400,
    ])
    expect((await decideAgain(browser, device)).status).toBe(400)
    expect((await poll(device)).status).toBe(200)
  })

  test('sends whoever is not signed in to the sign-in and back, before the code is looked at', async () => {
    const device = await start()
    const stranger = new Browser(url)
    const page = await stranger.send(`/device?user_code=${device.userCode}`)
    const wrong = await stranger.send('/device?user_code=BBBB-BBBB')
    expect([page.status, wrong.status]).toEqual([303, 303])
    const location = new URL(page.headers.get('location') ?? '', url)
    expect(location.pathname).toBe('/sign-in')
    expect(location.searchParams.get('redirect_url')).toBe(`${url}/device?user_code=${device.userCode}`)
  })

  test('DV-4: takes no decision from another site, without its token, or for another session', async () => {
    const [browser, other] = [await signedIn(), await signedIn()]
    const device = await start()
    const fields = await fieldsOf(browser, `/device?user_code=${device.userCode}`, 'name="decision"')
    fields.set('decision', 'approve')
    const elsewhere = new Browser(url, 'https://evil.example')
    for (const [name, value] of browser.cookies) elsewhere.cookies.set(name, value)
    expect((await elsewhere.submit('/device', fields)).status).toBe(403)
    const without = new URLSearchParams(fields)
    without.delete('csrf_token')
    expect((await browser.submit('/device', without)).status).toBe(403)
    const foreign = await fieldsOf(other, '/device', 'name="user_code"')
    for (const name of ['user_code', 'session_id', 'decision']) foreign.set(name, fields.get(name) ?? '')
    const refused = await other.submit('/device', foreign)
    expect(refused.headers.get('location')).toContain('/sign-in')
    expect((await poll(device)).body['error']).toBe('authorization_pending')
  })

  test('DV-3: whoever guesses is turned away, all at once or one after the other, and others are not', async () => {
    const [guesser, person] = [await signedIn(), await signedIn()]
    const guess = async (index: number) =>
      (await guesser.send(`/device?user_code=BBBBBB${'BCDFGHJKLM'[index % 10]}${'BCDF'[index >> 4]}`)).status
    const statuses = await Promise.all(Array.from({ length: 40 }, (_, index) => guess(index)))
    expect(statuses.filter((status) => status === 400)).toHaveLength(20)
    expect(statuses.filter((status) => status === 429)).toHaveLength(20)
    expect(await newestEvents()).toContain('oauth.user_code_failed')
    const device = await start()
    expect((await guesser.send(`/device?user_code=${device.userCode}`)).status).toBe(429)
    await approve(person, device)
  })

  test('never lets a device in for somebody who acts as another', async () => {
    const device = await start()
    const browser = await actingBrowser()
    const page = await browser.send(`/device?user_code=${device.userCode}`)
    expect(page.status).toBe(403)
    expect(String(page.body['text'])).toContain('Not while you act as somebody')
  })
})

/** A browser in which somebody acts as a person. */
async function actingBrowser(): Promise<Browser> {
  const { server } = coatcheck
  const { body } = await register(url, `${randomUUID()}@example.com`)
  const user = await server.store.users.find((body['user'] as { readonly id: UserId }).id)
  if (user === null) throw new Error('nobody was registered')
  const opened = await openSession(
    { ...server, sessions: server.store.sessions },
    {
      user,
      transport: 'cookie',
      rememberMe: true,
      knownClient: null,
      keyHash: null,
      dpop: null,
      factors: { firstAtMs: null, secondAtMs: null },
      asksSecondFactor: false,
      absoluteFromMs: null,
      once: null,
      actor: { sub: 'somebody else' },
      authorizedParty: url,
      method: 'impersonation',
      context: BY_SYSTEM,
    },
  )
  if (opened.outcome !== 'opened' || opened.credential.transport !== 'cookie') throw new Error('not opened')
  const browser = new Browser(url)
  browser.cookies.set('coatcheck', opened.credential.clientCookie.reveal())
  return browser
}

/** Sends a decision once more, with fields of a page that does not show the device any more. */
async function decideAgain(browser: Browser, { userCode }: Device): Promise<Response> {
  const fields = await fieldsOf(browser, '/device', 'name="user_code"')
  const { body } = await browser.send('/api/auth/client')
  fields.set('user_code', userCode)
  fields.set('session_id', String(body['activeSessionId']))
  fields.set('decision', 'approve')
  return await browser.submit('/device', fields)
}
