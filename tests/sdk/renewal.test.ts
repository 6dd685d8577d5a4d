/** In every framework: a session cookie that has run out is renewed in the same request, for who may use cookies here. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { clientCookieName, createAuth, sessionCookieName } from '@coatcheck/sdk/backend'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, Browser, PASSWORD, register, send } from '../support/api-client.ts'
import { freePort } from '../support/start-coatcheck.ts'
import { APP_ORIGIN, type Backend, listen, type RunningApp, startBackend } from './backend.ts'
import { APPS } from './example-apps.ts'

let backend: Backend
let session: string
let client: string
beforeAll(async () => {
  backend = await startBackend()
  session = sessionCookieName(backend.coatcheck.url)
  client = clientCookieName(backend.coatcheck.url)
})
afterAll(() => backend.close())

let people = 0

/** Somebody in a browser, whose session cookie has run out. */
async function visitor(): Promise<{
  readonly browser: Browser
  readonly userId: string
  readonly sessionId: string
}> {
  backend.coatcheck.clock.advance(60_000) // so that no limit on registrations is met
  const browser = new Browser(backend.coatcheck.url)
  const email = `visitor-${people++}@example.com`
  const { body } = await browser.send('/api/auth/register', { body: { email, password: PASSWORD } })
  backend.coatcheck.clock.advance(66_000)
  const { user, session: opened } = body as Record<string, { readonly id: string }>
  return { browser, userId: String(user?.id), sessionId: String(opened?.id) }
}

/** Asks an app as a browser that has those cookies. */
function visit(
  app: RunningApp,
  { cookies }: Pick<Browser, 'cookies'>,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return send(app.url, path, { method, headers: { cookie, ...headers } })
}

const renewedBy = ({ headers }: Answer): string | undefined =>
  headers.getSetCookie().find((cookie) => cookie.startsWith(`${session}=`))

/** What the browser keeps of an answer. */
function keep(browser: Browser, answer: Answer): void {
  const [pair = ''] = (renewedBy(answer) ?? '').split(';')
  browser.cookies.set(session, pair.slice(session.length + 1))
}

describe.each(APPS)('with %s', (_, startApp) => {
  let app: RunningApp
  beforeAll(async () => {
    app = await startApp(backend.keyed)
  })
  afterAll(() => app.close())

  test.each(['expired', 'missing'])('a visitor whose session cookie is %s is signed in', async (state) => {
    const { browser, userId, sessionId } = await visitor()
    if (state === 'missing') browser.cookies.delete(session)
    const answer = await visit(app, browser, '/me')
    expect([answer.status, answer.body]).toEqual([200, { userId, sessionId }])
    expect(renewedBy(answer)).toMatch(/; Path=\/; HttpOnly; SameSite=Lax(; Max-Age=\d+)?$/)
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    keep(browser, answer)
    const next = await visit(app, browser, '/me')
    expect([next.status, renewedBy(next)]).toEqual([200, undefined])
  })

  test('a write from own pages is renewed as a read is, and one from elsewhere never', async () => {
    const { browser, userId } = await visitor()
    const write = (headers: Record<string, string>): Promise<Answer> =>
      visit(app, browser, '/me', headers, 'POST')
    for (const state of ['expired', 'missing']) {
      if (state === 'missing') browser.cookies.delete(session)
      for (const own of [{ origin: APP_ORIGIN }, { 'sec-fetch-site': 'same-origin' }] as const)
        expect((await write({ ...own })).body).toMatchObject({ userId })
      for (const foreign of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { referer: `${APP_ORIGIN}/` },
        {},
      ] as const) {
        const answer = await write({ ...foreign })
        expect([foreign, answer.status >= 400, answer.headers.getSetCookie()]).toEqual([foreign, true, []])
      }
    }
  })

  test('an answer that carries somebody’s cookie is kept by no cache, whatever its handler says', async () => {
    const { browser, userId } = await visitor()
    const renewed = await visit(app, browser, '/cached')
    expect([renewed.body['text'], renewed.headers.get('cache-control')]).toEqual([
      userId,
      'private, no-store',
    ])
    expect(renewed.headers.getSetCookie()).toContain('theme=dark; Path=/')
    expect(renewed.headers.getSetCookie()).toHaveLength(2)
    const cached = await send(app.url, '/cached')
    expect(cached.headers.get('cache-control')).toBe('public, s-maxage=600')
    expect(cached.headers.getSetCookie()).toEqual(['theme=dark; Path=/'])
  })

  test('whoever signs out by an answer does not get back the cookie that was renewed for it', async () => {
    const { browser } = await visitor()
    const answer = await visit(app, browser, `/leave?cookie=${session}`)
    expect(answer.headers.getSetCookie()).toEqual([`${session}=; Path=/; Max-Age=0`])
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
  })

  test('whoever lacks a role is told so, with the new cookie', async () => {
    const { browser } = await visitor()
    const answer = await visit(app, browser, '/owner')
    expect([answer.status, answer.body['code']]).toEqual([403, 'permission_missing'])
    expect(renewedBy(answer)).toBeDefined()
  })

  test('a revoked session is not renewed', async () => {
    const { browser, sessionId } = await visitor()
    await backend.admin.delete(`/sessions/${sessionId}`)
    for (const state of ['expired', 'missing']) {
      if (state === 'missing') browser.cookies.delete(session)
      const answer = await visit(app, browser, '/me')
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([401, []])
    }
  })

  test('of many requests at once all are signed in, and none costs the browser its session', async () => {
    const { browser, userId } = await visitor()
    const answers = await Promise.all(Array.from({ length: 16 }, () => visit(app, browser, '/me')))
    expect(answers.map(({ status, body }) => [status, body['userId']])).toEqual(
      answers.map(() => [200, userId]),
    )
    for (const answer of answers) {
      keep(browser, answer)
      expect((await visit(app, browser, '/me')).status).toBe(200)
    }
  })

  test('a client cookie that is no secret of ours is sent nowhere, and signs nobody in', async () => {
    const { browser } = await visitor()
    const secret = String(browser.cookies.get(client))
    for (const value of [
      'A'.repeat(9_000),
      `ccc_${'A'.repeat(9_000)}`,
      `ccc_${'A'.repeat(70)}`,
      `${secret}x`,
      secret.slice(0, -1),
      `${secret.slice(0, 40)}${secret[40] === 'A' ? 'B' : 'A'}${secret.slice(41)}`,
      `${secret}, x`,
    ]) {
      const answer = await visit(app, { cookies: new Map([[client, value]]) }, '/me')
      expect([value.length, answer.status]).toEqual([value.length, 401])
    }
    const planted = await send(app.url, '/me', {
      headers: { cookie: `${client}=${secret}; ${client}=ccc_${'A'.repeat(70)}` },
    })
    expect(planted.status).toBe(401)
  })

  test('while the server is out, the answer is 503 and nobody is signed out', async () => {
    const { browser } = await visitor()
    const { body: jwks } = await send(backend.coatcheck.url, '/.well-known/jwks.json')
    const { coatcheck, backendKey } = backend
    const out = createAuth({
      issuer: coatcheck.url,
      url: `http://127.0.0.1:${await freePort()}`,
      jwks: jwks as { readonly keys: [] },
      now: coatcheck.clock.nowMs,
      backendKey,
    })
    const beside = await startApp(out)
    try {
      for (const state of ['expired', 'missing']) {
        if (state === 'missing') browser.cookies.delete(session)
        const { status, body, headers } = await visit(beside, browser, '/me')
        expect([status, body['code'], body['reason']]).toEqual([
          503,
          'verification_unavailable',
          'issuer-unavailable',
        ])
        expect([headers.get('retry-after'), headers.getSetCookie()]).toEqual(['5', []])
      }
      expect((await send(beside.url, '/me')).status).toBe(401)
    } finally {
      await beside.close()
    }
    expect((await visit(app, browser, '/me')).status).toBe(200)
  })
})

describe('of what the issuer answers', () => {
  /** A server on the way that changes the cookies of every answer. */
  async function onTheWay(change: (cookie: string) => readonly string[]): Promise<RunningApp> {
    const { url } = backend.coatcheck
    const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      let body = ''
      for await (const part of request) body += String(part)
      const { method = 'GET' } = request
      const headers = new Headers()
      for (const name of ['authorization', 'content-type', 'coatcheck-client'])
        if (request.headers[name] !== undefined) headers.set(name, String(request.headers[name]))
      const answer = await fetch(url + String(request.url), {
        method,
        headers,
        ...(method === 'POST' && { body }),
      })
      response.writeHead(answer.status, {
        'content-type': String(answer.headers.get('content-type')),
        'set-cookie': answer.headers.getSetCookie().flatMap(change),
      })
      response.end(await answer.text())
    }
    return await listen((request, response) => void pass(request, response))
  }

  test.each<[string, (cookie: string) => readonly string[]]>([
    ['cookies of other names', () => [`${clientCookieName('https://x')}=ccc_x; Path=/`, 'a=b']],
    ['a domain', (cookie) => [`${cookie}; Domain=example.com`]],
    ['no HttpOnly', (cookie) => [cookie.replace('; HttpOnly', '')]],
    ['another path', (cookie) => [cookie.replace('Path=/', 'Path=/x')]],
    ['another token', (cookie) => [cookie.replace(/=[^;]*/, '=x.y.z')]],
    ['a longer name', (cookie) => [`x${cookie}`]],
    ['SameSite=None', (cookie) => [cookie.replace('Lax', 'None')]],
    ['nothing', () => []],
  ])('a session cookie with %s is passed to no browser', async (_, change) => {
    const { browser, userId } = await visitor()
    const { coatcheck, backendKey } = backend
    const way = await onTheWay(change)
    try {
      const auth = createAuth({
        issuer: coatcheck.url,
        url: way.url,
        now: coatcheck.clock.nowMs,
        backendKey,
      })
      const request = new Request(APP_ORIGIN, { headers: { ...browser.cookieHeader() } })
      const state = await auth.getAuth(request)
      expect([state.userId, state.setCookies()]).toEqual([userId, []])
    } finally {
      await way.close()
    }
  })

  test('one cookie is passed, beside whatever else comes', async () => {
    const { browser } = await visitor()
    const { coatcheck, backendKey } = backend
    const way = await onTheWay((cookie) => ['a=b; Path=/', cookie, cookie, `${client}=ccc_x; Path=/`])
    try {
      const auth = createAuth({ issuer: coatcheck.url, url: way.url, now: coatcheck.clock.nowMs, backendKey })
      const request = new Request(APP_ORIGIN, { headers: { ...browser.cookieHeader() } })
      const cookies = (await auth.getAuth(request)).setCookies()
      expect(cookies).toHaveLength(1)
      expect(cookies[0]).toMatch(new RegExp(`^${session}=`))
    } finally {
      await way.close()
    }
  })

  test('what is no answer of a server of ours signs nobody out', async () => {
    const { browser } = await visitor()
    const { body: jwks } = await send(backend.coatcheck.url, '/.well-known/jwks.json')
    for (const [status, body] of [
      [200, '<html>'],
      [200, '{}'],
      [401, '{"error":"x"}'],
      [302, ''],
      [404, 'null'],
    ] as const) {
      const other = await listen((_request, response) => {
        response.writeHead(status, { location: backend.coatcheck.url }).end(body)
      })
      const { coatcheck, backendKey } = backend
      const auth = createAuth({
        issuer: coatcheck.url,
        url: other.url,
        jwks: jwks as { readonly keys: [] },
        now: coatcheck.clock.nowMs,
        backendKey,
      })
      const request = new Request(APP_ORIGIN, { headers: { ...browser.cookieHeader() } })
      expect(await auth.getAuth(request)).toMatchObject({ isSignedIn: false, reason: 'issuer-unavailable' })
      await other.close()
    }
  })
})

test('a backend key that was revoked signs nobody out', async () => {
  const { browser } = await visitor()
  const { coatcheck } = backend
  const made = await backend.admin.post('/backend-keys', { name: 'short-lived' })
  const auth = createAuth({
    issuer: coatcheck.url,
    now: coatcheck.clock.nowMs,
    backendKey: String(made.body['key']),
  })
  const ask = () => auth.getAuth(new Request(APP_ORIGIN, { headers: { ...browser.cookieHeader() } }))
  expect(await ask()).toMatchObject({ isSignedIn: true })
  await backend.admin.delete(`/backend-keys/${String(made.body['id'])}`)
  expect(await ask()).toMatchObject({ isSignedIn: false, reason: 'issuer-unavailable' })
})

test('of several accounts, the one that navigations use is renewed; with none chosen, nobody is', async () => {
  const { browser, userId, sessionId } = await visitor()
  const other = await browser.send('/api/auth/register', {
    body: { email: `visitor-${people++}@example.com`, password: PASSWORD },
  })
  const { id } = other.body['user'] as { readonly id: string }
  const ask = async () => {
    backend.coatcheck.clock.advance(66_000)
    return await backend.keyed.getAuth(new Request(APP_ORIGIN, { headers: { ...browser.cookieHeader() } }))
  }
  expect((await ask()).userId).toBe(id)
  await browser.send('/api/auth/session/activate', { body: { sessionId } })
  expect((await ask()).userId).toBe(userId)
})

test('a request that two handlers ask about costs one renewal', async () => {
  const { browser } = await visitor()
  const request = new Request(APP_ORIGIN, { headers: { ...browser.cookieHeader() } })
  const [first, second] = [await backend.keyed.getAuth(request), await backend.keyed.getAuth(request)]
  expect(first.setCookies()).toHaveLength(1)
  expect(second.setCookies()).toEqual(first.setCookies())
})

test('without a backend key nothing is renewed', async () => {
  const { browser } = await visitor()
  const request = new Request(APP_ORIGIN, { headers: { ...browser.cookieHeader() } })
  expect(await backend.auth.getAuth(request)).toMatchObject({ isSignedIn: false, reason: 'token-expired' })
})

test('allowing cross-site cookies renews none', async () => {
  const { browser } = await visitor()
  const { coatcheck, backendKey } = backend
  const lax = createAuth({
    issuer: coatcheck.url,
    now: coatcheck.clock.nowMs,
    backendKey,
    dangerouslyAllowCrossSite: true,
  })
  const request = new Request(APP_ORIGIN, {
    method: 'POST',
    headers: { ...browser.cookieHeader(), origin: 'https://evil.example' },
  })
  expect(await lax.getAuth(request)).toMatchObject({ isSignedIn: false, reason: 'token-expired' })
})

test('tokens in Clerk’s layout are renewed and given for opaque ones as others are', async () => {
  const clerk = await startBackend({ environment: { COATCHECK_COMPAT: 'clerk' } })
  try {
    const { coatcheck, backendKey } = clerk
    const auth = createAuth({
      issuer: coatcheck.url,
      compat: 'clerk',
      now: coatcheck.clock.nowMs,
      backendKey,
    })
    const browser = new Browser(coatcheck.url)
    await browser.send('/api/auth/register', { body: { email: 'ada@example.com', password: PASSWORD } })
    coatcheck.clock.advance(66_000)
    const renewed = await auth.getAuth(new Request(APP_ORIGIN, { headers: { ...browser.cookieHeader() } }))
    expect(renewed).toMatchObject({ isSignedIn: true, tokenType: 'session' })
    expect(renewed.setCookies()).toEqual([expect.stringMatching(/^__session=/)])
    const { body } = await register(coatcheck.url, 'grace@example.com', { transport: 'opaque' })
    const authorization = `Bearer ${String(body['sessionToken'])}`
    expect(await auth.getAuth(new Request(APP_ORIGIN, { headers: { authorization } }))).toMatchObject({
      isSignedIn: true,
      tokenType: 'opaque',
    })
  } finally {
    await clerk.close()
  }
})
