/** With Next, set up by the environment alone: `auth()`, route handlers, the API of `pages/`, and the proxy. */

import { createServer, type Server, type ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sessionCookieName } from '@coatcheck/sdk/backend'
import { type Answer, Browser, PASSWORD, register, send } from '../support/api-client.ts'
import { clerkClaims, CLERK_HEADER, trust } from '../support/exchange.ts'
import { signToken, startFakeUpstream } from '../support/fake-upstream.ts'
import { type Backend, type Person, type RunningApp, sendRaw, startBackend } from './backend.ts'
import { expectEventsToFlow, expectCookiesToWork, expectTokensToWork } from './mount-visit.ts'
import { buildNextApp, startNextApp } from '../support/next-server.ts'
import { freePort } from '../support/start-coatcheck.ts'

const APP = fileURLToPath(new URL('next-app', import.meta.url))
const ORIGIN = 'https://app.example'

let backend: Backend
let app: RunningApp
let listed: RunningApp
let buildId: string
let ada: Person
let bob: Person
/** Ada's from before: it has expired. */
let former: string
/** Somebody in a browser, whose session cookie has expired. */
let eva: Browser
let evasId: string

beforeAll(async () => {
  buildId = await buildNextApp(APP)
  // Next's processes go by the time of the day: people sign up in the past, as one after the other they need minutes.
  let behindMs = 600_000
  const clock = {
    nowMs: () => Date.now() - behindMs,
    advance: (ms: number) => {
      behindMs -= ms
    },
  }
  backend = await startBackend({
    clock,
    environment: { COATCHECK_TRUST_PROXY: 'none', COATCHECK_ALLOWED_ORIGINS: ORIGIN },
  })
  ada = await backend.signUp()
  bob = await backend.signUp()
  former = String(ada.app.accessToken)
  eva = new Browser(backend.coatcheck.url)
  const signedUp = await eva.send('/api/auth/register', {
    body: { email: 'eva@example.com', password: PASSWORD },
  })
  evasId = (signedUp.body['user'] as { readonly id: string }).id
  clock.advance(behindMs)
  const environment = {
    COATCHECK_URL: backend.coatcheck.url,
    COATCHECK_VERIFIER_KEY: backend.verifierKey,
    COATCHECK_BACKEND_KEY: backend.backendKey,
    COATCHECK_ALLOWED_ORIGINS: ORIGIN,
    COATCHECK_TRUSTED_PROXIES: '1',
  }
  ;[app, listed] = await Promise.all([
    startNextApp(APP, await freePort(), environment),
    startNextApp(APP, await freePort(), { ...environment, PROTECTED_ROUTES: 'listed' }),
  ])
  await Promise.all([ada.app.refresh(), bob.app.refresh()])
}, 600_000)
afterAll(async () => {
  await Promise.all([app.close(), listed.close()])
  await backend.close()
})

/** A token that is good for a while yet. */
async function tokenOf({ app: phone }: Person): Promise<string> {
  await phone.refresh()
  return String(phone.accessToken)
}

const cookieOf = (token: string): { readonly cookie: string } => ({
  cookie: `${sessionCookieName(backend.coatcheck.url)}=${token}`,
})

const postThing = (bearer: string): Promise<Answer> =>
  send(app.url, '/api/things/7', { method: 'POST', bearer })

describe('auth()', () => {
  test('tells a page who looks at it', async () => {
    const pageOf = async (headers: Record<string, string>): Promise<string> =>
      await (await fetch(app.url, { headers })).text()
    expect(await pageOf({})).toContain('front page of nobody')
    expect(await pageOf(cookieOf(await tokenOf(ada)))).toContain(`front page of ${ada.userId}`)
    expect(await pageOf(cookieOf(former))).toContain('front page of nobody')
  })

  test('tells a route handler who calls it', async () => {
    const { status, body } = await send(app.url, '/api/me', { bearer: await tokenOf(ada) })
    expect([status, body]).toEqual([
      200,
      { userId: ada.userId, sessionId: ada.sessionId, issuer: backend.coatcheck.url },
    ])
    expect((await send(app.url, '/api/me')).status).toBe(401)
    expect((await send(app.url, '/api/me', { bearer: former })).status).toBe(401)
  })

  test('takes a cookie for a write from own pages only', async () => {
    const cookie = cookieOf(await tokenOf(ada))
    const statusFrom = async (origin: string): Promise<number> =>
      (await send(app.url, '/api/me', { method: 'POST', headers: { ...cookie, origin } })).status
    expect([
      await statusFrom(ORIGIN),
      await statusFrom('https://evil.example'),
      await statusFrom('null'),
    ]).toEqual([200, 401, 401])
  })

  test('believes no header that a proxy could have set', async () => {
    for (const name of [
      'x-user-id',
      'x-coatcheck-user-id',
      'x-coatcheck-auth-status',
      'x-middleware-request-authorization',
    ])
      expect((await send(app.url, '/api/me', { headers: { [name]: ada.userId } })).status).toBe(401)
  })

  test('protects a page: visitors are sent to sign in', async () => {
    const visit = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${app.url}/account`, { headers, redirect: 'manual' })
    const turnedAway = await visit({})
    expect([turnedAway.status, turnedAway.headers.get('location')]).toEqual([
      307,
      `${backend.coatcheck.url}/sign-in`,
    ])
    expect(await (await visit(cookieOf(await tokenOf(ada)))).text()).toContain(`account of ${ada.userId}`)
  })
})

describe('a guarded route handler', () => {
  test('runs with what Next passes', async () => {
    expect((await postThing(await tokenOf(ada))).body).toEqual({ userId: ada.userId, id: '7' })
  })

  test('refuses a token that is expired, or was tampered with', async () => {
    expect((await postThing(former)).body).toMatchObject({ status: 401, reason: 'token-expired' })
    const [header, , signature] = former.split('.')
    const [, payload] = (await tokenOf(ada)).split('.')
    expect((await postThing(`${header}.${payload}.${signature}`)).body).toMatchObject({
      status: 401,
      reason: 'token-signature-invalid',
    })
  })

  test('refuses a wrong role', async () => {
    const { status, body, headers } = await send(app.url, '/api/owner', { bearer: await tokenOf(ada) })
    expect([status, body['code']]).toEqual([403, 'permission_missing'])
    expect(headers.get('www-authenticate')).toContain('error="insufficient_scope"')
  })

  test('refuses a token of a revoked session at once', async () => {
    const token = await tokenOf(bob)
    expect((await postThing(token)).status).toBe(200)
    await backend.admin.delete(`/sessions/${bob.sessionId}`)
    await expect
      .poll(async () => (await postThing(token)).body)
      .toMatchObject({ status: 401, code: 'token_invalid', reason: 'token-revoked' })
  })
})

test('getAuth tells the API of pages/ who calls it', async () => {
  const { status, body } = await send(app.url, '/api/legacy', { headers: cookieOf(await tokenOf(ada)) })
  expect([status, body]).toEqual([200, { userId: ada.userId }])
  expect((await send(app.url, '/api/legacy', { bearer: former })).status).toBe(401)
})

describe('the proxy', () => {
  test('sends visitors of protected pages to sign in, and answers 401 to code', async () => {
    const url = `${app.url}/panel/secret`
    const visit = await fetch(url, { headers: { accept: 'text/html' }, redirect: 'manual' })
    const location = new URL(visit.headers.get('location') ?? '')
    expect([visit.status, location.origin + location.pathname]).toEqual([
      307,
      `${backend.coatcheck.url}/sign-in`,
    ])
    expect(new URL(location.searchParams.get('redirect_url') ?? '').pathname).toBe('/panel/secret')
    const { status, body } = await send(app.url, '/panel/secret')
    expect([status, body['code']]).toEqual([401, 'unauthenticated'])
    const page = await fetch(url, { headers: cookieOf(await tokenOf(ada)) })
    expect(await page.text()).toContain('the secret of the panel')
  })

  test('is passed by no other way to a page: its data, its segments, another spelling', async () => {
    const paths = ['panel/secret', 'panel/report'].flatMap((page) => [
      `/${page}`,
      `/${page}/`,
      `/${page}?a=/`,
      `/${page}.rsc`,
      `/${page}.txt`,
      `/${page}.html`,
      `/${page}.json`,
      `/${page}.segments/_tree.segment.rsc`,
      `/${page}.segments/_full.segment.rsc`,
      `/${page}.segments/panel/secret/__PAGE__.segment.rsc`,
      `/_next/data/${buildId}/${page}.json`,
      `/_next/data/${buildId}//${page}.json`,
      `/_next/data/x/${page}.json`,
      `/_next/data/${buildId}/api/..%2f${page}.json`,
      `/en/${page}`,
      `//${page}`,
      `/./${page}`,
      `/api/../${page}`,
      `/api/..%2f${page}`,
      `/${page.replace('/', '//')}`,
      `/${page.replace('/', '%2f')}`,
      `/${page.replace('/', '\\')}`,
      `/${page.replace('p', '%70')}`,
      `/${page.replace('e', '%65')}`,
      `/${page.toUpperCase()}`,
      `http://other.example/${page}`,
    ])
    const token = await tokenOf(ada)
    const reached = new Set<string>()
    for (const path of paths) {
      for (const { url } of [app, listed]) {
        for (const header of [
          '',
          'rsc: 1',
          'x-nextjs-data: 1',
          'x-middleware-subrequest: proxy:proxy:proxy:proxy:proxy',
          'next-router-prefetch: 1\r\nrsc: 1\r\nnext-router-segment-prefetch: /_full',
        ]) {
          const { text } = await sendRaw(url, path, undefined, header)
          expect([path, header, text]).not.toEqual([path, header, expect.stringContaining('the secret of')])
        }
        if ((await sendRaw(url, path, token)).text.includes('the secret of')) reached.add(path)
      }
    }
    // Some of them do lead to the pages: it is the proxy that stops who has no token.
    expect(reached).toContain('/panel/secret')
    expect(reached).toContain(`/_next/data/${buildId}/panel/report.json`)
    expect(reached.size).toBeGreaterThan(4)
  })
})

describe('mounted with Next', () => {
  const mounted = () => ({ url: app.url, origin: ORIGIN, backend })

  test('a visitor signs up, in, mints and signs out, with cookies of the application', () =>
    expectCookiesToWork(mounted(), 'visitor-1@example.com'))

  test('an app signs up and refreshes', () => expectTokensToWork(mounted(), 'visitor-2@example.com'))

  test('events come as they happen, and end when the visitor goes', () =>
    expectEventsToFlow(mounted(), 'visitor-3@example.com'))

  test('a visitor has the address that the proxy saw', async () => {
    await register(app.url, 'visitor-4@example.com')
    const { body } = await send(app.url, '/api/auth/login', {
      body: { email: 'visitor-4@example.com', password: PASSWORD, transport: 'token' },
      headers: { 'x-forwarded-for': '198.51.100.1, 203.0.113.7', 'coatcheck-client-address': '198.51.100.2' },
    })
    expect(body['session']).toMatchObject({ device: { address: '203.0.113.7' } })
  })

  test.each([
    '/api/auth/..%2fadmin/users',
    '/api/auth/%2e%2e/admin/users',
    '/api/auth/%2e%2e%2fadmin/users',
    '/api/auth/../admin/users',
    '/api/auth//admin/users',
    '/api/auth/..;/admin/users',
    '/api/auth/..\\admin/users',
    '/api/auth/session/../../admin/users',
    '/api/admin/users',
  ])('%s reaches nothing, whatever the proxy says of it', async (path) => {
    for (const { url } of [app, listed]) {
      const { status, text } = await sendRaw(url, path, backend.coatcheck.adminKey)
      expect(status).toBeOneOf([307, 308, 400, 401, 404])
      expect(text).not.toContain('nextCursor')
    }
  })

  test('a page of another site may not use the cookies', async () => {
    const foreign = new Browser(app.url, 'https://evil.example')
    const { status, body } = await foreign.send('/api/auth/login', {
      body: { email: 'visitor-1@example.com', password: PASSWORD },
    })
    expect([status, body['code']]).toEqual([403, 'origin_not_allowed'])
  })

  test('a giant body is refused', async () => {
    const body = { email: 'a'.repeat(100_000), password: PASSWORD }
    expect((await send(app.url, '/api/auth/login', { body })).body).toMatchObject({ code: 'body_too_large' })
  })
})

describe('a server action', () => {
  /** Sends the page's form as a browser without JavaScript does, through the proxy of the application. */
  async function submit(
    browser: Browser,
    fields: { readonly [name: string]: string },
  ): Promise<string | null> {
    const page = await (await fetch(`${app.url}/enter`)).text()
    const action = /name="(\$ACTION_ID_[^"]+)"/.exec(page)?.[1] ?? ''
    const form = new FormData()
    for (const [name, value] of Object.entries({ [action]: '', ...fields })) form.set(name, value)
    const response = await fetch(`${app.url}/enter`, {
      method: 'POST',
      body: form,
      redirect: 'manual',
      headers: {
        origin: browser.origin,
        'x-forwarded-host': 'app.example',
        'x-forwarded-for': '203.0.113.9',
        ...browser.cookieHeader(),
      },
    })
    browser.keepCookies(response.headers)
    return response.headers.get('location')
  }
  const frontPage = async (browser: Browser): Promise<string> =>
    await (await fetch(app.url, { headers: { ...browser.cookieHeader() } })).text()
  const sessionOf = async (browser: Browser) =>
    (await browser.send('/api/auth/session')).body['session'] as { readonly userId: string }

  test('signs up, out and in, and sets and takes away the cookies', async () => {
    const browser = new Browser(app.url, ORIGIN)
    const account = { email: 'form@example.com', password: PASSWORD }
    expect(await submit(browser, { call: 'sign-up', ...account })).toBe('/')
    const { userId } = await sessionOf(browser)
    expect(await frontPage(browser)).toContain(`front page of ${userId}`)
    expect(await submit(browser, { call: 'sign-out' })).toBe('/')
    expect([...browser.cookies.keys()]).toEqual([])
    expect(await submit(browser, { call: 'sign-in', ...account })).toBe('/')
    expect(await sessionOf(browser)).toMatchObject({ userId, device: { address: '203.0.113.9' } })
  })

  test('has a result for a wrong password', async () => {
    const browser = new Browser(app.url, ORIGIN)
    const fields = { call: 'sign-in', email: 'form@example.com', password: 'wrong-password' }
    expect(await submit(browser, fields)).toBe('/enter?error=credentials_invalid')
    expect([...browser.cookies.keys()]).toEqual([])
  })

  test("exchanges an upstream's token", async () => {
    const upstream = await startFakeUpstream()
    await trust(backend.coatcheck, upstream, 'clerk')
    const browser = new Browser(app.url, ORIGIN)
    const token = signToken(upstream.rsa, clerkClaims(backend.coatcheck, upstream), CLERK_HEADER)
    expect(await submit(browser, { call: 'exchange', token })).toBe('/')
    expect(await frontPage(browser)).toContain(`front page of ${(await sessionOf(browser)).userId}`)
    expect(await submit(browser, { call: 'exchange', token })).toBe('/enter?error=upstream_token_used')
    await upstream.close()
  })
})

describe('a visitor whose session cookie has run out', () => {
  const visit = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
    fetch(app.url + path, { method, headers: { ...eva.cookieHeader(), ...headers }, redirect: 'manual' })
  const renewed = ({ headers }: Response): boolean =>
    headers.getSetCookie().some((cookie) => cookie.startsWith(sessionCookieName(backend.coatcheck.url)))

  test.each([
    ['/', 'front page of '],
    ['/account', 'account of '],
    ['/api/me', ''],
    ['/api/legacy', ''],
  ])('is signed in on %s, by the proxy and what is behind it', async (path, before) => {
    const answer = await visit(path)
    expect(await answer.text()).toContain(before + evasId)
    // How the proxy tells the page of the new cookie stays between the two.
    expect([...answer.headers].toString()).not.toContain(String(eva.cookies.get('coatcheck')))
    expect([answer.status, renewed(answer), answer.headers.get('cache-control')]).toEqual([
      200,
      true,
      'private, no-store',
    ])
  })

  test.each(['/panel/secret', '/panel/report'])(
    'gets %s, which no cache keeps then, though it is the same for all',
    async (path) => {
      const answer = await visit(path)
      expect(await answer.text()).toContain('the secret of')
      expect([renewed(answer), answer.headers.get('cache-control')]).toEqual([true, 'private, no-store'])
    },
  )

  test('writes from own pages only', async () => {
    const write = (headers: Record<string, string>): Promise<Response> =>
      visit('/api/things/7', headers, 'POST')
    const own = await write({ origin: ORIGIN })
    expect([await own.json(), renewed(own)]).toEqual([{ userId: evasId, id: '7' }, true])
    for (const origin of ['https://evil.example', 'null']) {
      const foreign = await write({ origin })
      expect([foreign.status, renewed(foreign)]).toEqual([403, false])
    }
    const unsaid = await write({})
    expect([unsaid.status, renewed(unsaid)]).toEqual([403, false])
  })
})

describe('a page that begins with who is signed in', () => {
  let inPlace: Server
  let elsewhere: RunningApp
  let answer: (response: ServerResponse) => void
  beforeAll(async () => {
    const port = await freePort()
    inPlace = createServer((_, response) => answer(response)).listen(port, '127.0.0.1')
    const environment = { COATCHECK_URL: `http://localhost:${port}`, COATCHECK_TRUSTED_PROXIES: '1' }
    elsewhere = await startNextApp(APP, await freePort(), environment)
  }, 120_000)
  afterAll(async () => {
    await elsewhere.close()
    inPlace.closeAllConnections()
    inPlace.close()
  })

  const textFor = async ({ url }: RunningApp, headers: Record<string, string>): Promise<string> =>
    (await (await fetch(`${url}/who`, { headers })).text()).replaceAll('<!-- -->', '')

  test('tells them, and asks nobody for whoever has no cookie', async () => {
    expect(await textFor(app, eva.cookieHeader() as Record<string, string>)).toContain('1 signed in')
    expect(await textFor(app, {})).toContain('0 signed in')
  })

  test.each<[string, (response: ServerResponse) => void]>([
    ['a page', (response) => response.setHeader('content-type', 'text/html').end('<h1>Back soon</h1>')],
    ['something else', (response) => response.setHeader('content-type', 'application/json').end('{}')],
    ['nothing', () => {}],
    ['half a sentence', (response) => response.setHeader('content-type', 'application/json').write('{"ses')],
  ])('is shown all the same where %s comes in the place of the server', async (_, given) => {
    answer = given
    expect(await textFor(elsewhere, { cookie: 'coatcheck=left' })).toContain('asks by itself')
  })
})
