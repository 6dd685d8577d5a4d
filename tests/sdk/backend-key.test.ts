/** What a backend with a backend key takes and gets: opaque session tokens, tickets, and other tokens of a session. */

import { createServer, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { createAuth, createVerifier, sessionCookieName } from '@coatcheck/sdk/backend'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, Browser, PASSWORD, register, send } from '../support/api-client.ts'
import { startCoatcheck } from '../support/start-coatcheck.ts'
import { makeTemplate } from '../support/templates.ts'
import { APP_ORIGIN, type Backend, type RunningApp, runningApp, sendRaw, startBackend } from './backend.ts'
import { APPS } from './example-apps.ts'

let backend: Backend
let url: string
beforeAll(async () => {
  backend = await startBackend()
  ;({ url } = backend.coatcheck)
  await makeTemplate(backend.admin, { name: 'hasura', text: '{"x": "{{user.id}}"}', lifetimeSeconds: 3600 })
  await makeTemplate(backend.admin, {
    name: 'cron',
    text: '{"job": true}',
    detached: true,
    lifetimeSeconds: 86_400,
  })
})
afterAll(() => backend.close())

let people = 0

/** Somebody with an opaque session token. */
async function holder(): Promise<{
  readonly token: string
  readonly userId: string
  readonly sessionId: string
}> {
  backend.coatcheck.clock.advance(60_000) // so that no limit on registrations is met
  const { body } = await register(url, `holder-${people++}@example.com`, { transport: 'opaque' })
  const { user, session } = body as Record<string, { readonly id: string }>
  return { token: String(body['sessionToken']), userId: String(user?.id), sessionId: String(session?.id) }
}

async function ticketOf(token: string): Promise<string> {
  const { body } = await send(url, '/api/auth/ticket', { body: {}, bearer: token })
  return String(body['ticket'])
}

/** A request that opens a stream, as an EventSource does. */
const stream = (app: RunningApp, path: string): Promise<Answer> =>
  send(app.url, path, { headers: { accept: 'text/event-stream' } })

describe.each(APPS)('with %s', (_, startApp) => {
  let app: RunningApp
  let unkeyed: RunningApp
  beforeAll(async () => {
    app = await startApp(backend.keyed)
    unkeyed = await startApp(backend.auth)
  })
  afterAll(() => Promise.all([app.close(), unkeyed.close()]))

  test('an opaque session token is of its person, until its session is revoked', async () => {
    const { token, userId, sessionId } = await holder()
    const ask = (): Promise<Answer> => send(app.url, '/me', { bearer: token })
    expect((await ask()).body).toEqual({ userId, sessionId })
    backend.coatcheck.clock.advance(66_000)
    expect((await ask()).body).toEqual({ userId, sessionId })
    await backend.admin.delete(`/sessions/${sessionId}`)
    await expect.poll(async () => (await ask()).body).toMatchObject({ status: 401, reason: 'token-revoked' })
  })

  test('an opaque token counts nowhere but in Authorization', async () => {
    const { token } = await holder()
    const cookie = `${sessionCookieName(url)}=${token}`
    for (const [path, headers] of [
      [`/me?token=${token}`, {}],
      [`/me?access_token=${token}`, {}],
      [`/me?ticket=${token}`, { accept: 'text/event-stream' }],
      ['/me', { cookie }],
      ['/me', { 'coatcheck-session-token': token }],
      ['/me', { 'coatcheck-client': token }],
    ] as const)
      expect([path, (await send(app.url, path, { headers })).status]).toEqual([path, 401])
  })

  test('an opaque token without a backend key is refused for that', async () => {
    const { token } = await holder()
    expect((await send(unkeyed.url, '/me', { bearer: token })).body).toMatchObject({
      status: 401,
      code: 'token_invalid',
      reason: 'backend-key-missing',
    })
    expect((await stream(unkeyed, `/me?ticket=${await ticketOf(token)}`)).body).toMatchObject({
      reason: 'backend-key-missing',
    })
  })

  test('a ticket opens one stream', async () => {
    const { token, userId } = await holder()
    const ticket = await ticketOf(token)
    // Elsewhere it is no credential, and not used up either.
    expect((await send(app.url, `/me?ticket=${ticket}`)).status).toBe(401)
    expect((await send(app.url, `/me?ticket=${ticket}`, { method: 'POST' })).status).toBe(401)
    expect((await send(app.url, '/me', { bearer: ticket })).status).toBe(401)
    expect((await stream(app, `/me?ticket=${ticket}&ticket=${ticket}`)).status).toBe(401)
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => stream(app, `/me?x=1&ticket=${ticket}#f`)),
    )
    expect(answers.filter(({ status }) => status === 200).map(({ body }) => body['userId'])).toEqual([userId])
    expect((await stream(app, `/me?ticket=${ticket}`)).body).toMatchObject({
      status: 401,
      reason: 'ticket-invalid',
    })
  })

  test('a ticket of another issuer, one that is over and one of a session that has ended open none', async () => {
    const other = await startCoatcheck()
    const { body } = await register(other.url, 'mallory@example.com', { transport: 'opaque' })
    const foreign = await send(other.url, '/api/auth/ticket', {
      body: {},
      bearer: String(body['sessionToken']),
    })
    await other.close()
    expect((await stream(app, `/me?ticket=${String(foreign.body['ticket'])}`)).body).toMatchObject({
      reason: 'ticket-invalid',
    })
    const { token } = await holder()
    const [late, ended] = [await ticketOf(token), await ticketOf(token)]
    backend.coatcheck.clock.advance(30_000)
    expect((await stream(app, `/me?ticket=${late}`)).body).toMatchObject({ reason: 'ticket-invalid' })
    expect(ended).not.toBe(late)
    const last = await ticketOf(token)
    await send(url, '/api/auth/logout', { body: {}, bearer: token })
    expect((await stream(app, `/me?ticket=${last}`)).body).toMatchObject({ reason: 'token-revoked' })
  })
})

describe('an opaque session token', () => {
  const askOf = (token: string): Request =>
    new Request(APP_ORIGIN, { headers: { authorization: `Bearer ${token}` } })

  test('is asked for once while the feed is heard, and each time without', async () => {
    let asked = 0
    const setup = {
      issuer: url,
      now: backend.coatcheck.clock.nowMs,
      backendKey: backend.backendKey,
      fetch: (async (...request) => {
        if (new Request(...request).url.endsWith('/token')) asked++
        return await fetch(...request)
      }) as typeof fetch,
    }
    const { token, userId } = await holder()
    const fed = createAuth({ ...setup, feed: { key: backend.verifierKey } })
    await fed.verifier.ready()
    for (let i = 0; i < 5; i++)
      expect(await fed.getAuth(askOf(token))).toMatchObject({ userId, tokenType: 'opaque' })
    expect(asked).toBe(1)
    fed.close()
    const alone = createAuth(setup)
    for (let i = 0; i < 5; i++) expect(await alone.getAuth(askOf(token))).toMatchObject({ userId })
    expect(asked).toBe(6)
    await send(url, '/api/auth/logout', { body: {}, bearer: token })
    expect(await alone.getAuth(askOf(token))).toMatchObject({ reason: 'token-revoked' })
  })

  test('is refused at once by a backend that remembers it, when its session is revoked', async () => {
    const { token, sessionId } = await holder()
    expect(await backend.keyed.getAuth(askOf(token))).toMatchObject({ isSignedIn: true })
    await backend.admin.delete(`/sessions/${sessionId}`)
    await expect
      .poll(async () => await backend.keyed.getAuth(askOf(token)))
      .toMatchObject({ isSignedIn: false, reason: 'token-revoked' })
  })

  test('tells what has changed of its person, as of now', async () => {
    const { token, userId } = await holder()
    expect(await backend.keyed.getAuth(askOf(token))).toMatchObject({ isSignedIn: true })
    await backend.admin.patch(`/users/${userId}`, { publicMetadata: { plan: 'pro' } })
    const status = async (): Promise<string> => {
      const state = await backend.keyed.getAuth(askOf(token))
      return state.isSignedIn ? 'in' : state.reason
    }
    for (let i = 0; i < 20; i++) expect(await status()).toBe('in')
  })

  test('of another party is refused where parties are named', async () => {
    const { token } = await holder()
    const { coatcheck, backendKey } = backend
    const setup = { issuer: url, now: coatcheck.clock.nowMs, backendKey }
    const strict = createAuth({ ...setup, authorizedParties: ['https://other.example'] })
    expect(await strict.getAuth(askOf(token))).toMatchObject({ reason: 'token-party-invalid' })
    const keyOfOther = await backend.admin.post('/backend-keys', {
      name: 'other',
      authorizedParty: 'https://other.example',
    })
    const other = createAuth({
      ...setup,
      backendKey: String(keyOfOther.body['key']),
      authorizedParties: ['https://other.example'],
    })
    expect(await other.getAuth(askOf(token))).toMatchObject({ reason: 'token-party-invalid' })
  })

  test.each([
    'ccs_',
    'ccs_AAAA',
    `ccs_${'A'.repeat(70)}`,
    `ccs_${'A'.repeat(9_000)}`,
    'ccs_\u00e9',
    'ccs_a b',
  ])('that is none (%s) is refused as such', async (token) => {
    expect(await backend.keyed.getAuth(askOf(token))).toMatchObject({
      isSignedIn: false,
      reason: 'token-malformed',
    })
  })
})

test('a WebSocket opens by a ticket, and by cookies from own pages only', async () => {
  const { token, userId } = await holder()
  backend.coatcheck.clock.advance(60_000)
  const browser = new Browser(url)
  const email = `socket-${people++}@example.com`
  await browser.send('/api/auth/register', { body: { email, password: PASSWORD } })
  const answerUpgrade = async (request: IncomingMessage, socket: Duplex): Promise<void> => {
    const state = await backend.keyed.getAuth(request)
    const said = state.isSignedIn ? `${state.tokenType} ${state.userId}` : state.reason
    socket.end(`HTTP/1.1 ${state.isSignedIn ? 101 : 401} -\r\n\r\n${said}`)
  }
  const server = createServer().on('upgrade', (request, socket) => void answerUpgrade(request, socket))
  const app = await runningApp(server.listen(0, '127.0.0.1'))
  const open = async (path: string, ...headers: readonly string[]): Promise<string> => {
    const upgrade = ['connection: Upgrade', 'upgrade: websocket', ...headers].join('\r\n')
    const { text } = await sendRaw(app.url, path, undefined, upgrade)
    return text.slice(text.indexOf('\r\n\r\n') + 4)
  }
  const cookie = `cookie: ${String(browser.cookieHeader().cookie)}`
  try {
    const path = `/socket?ticket=${await ticketOf(token)}`
    expect(await open(path)).toBe(`ticket ${userId}`)
    expect(await open(path)).toBe('ticket-invalid')
    expect(await open('/socket', cookie, `origin: ${APP_ORIGIN}`)).toContain('session user_')
    expect(await open('/socket', cookie, 'origin: https://evil.example')).toBe('token-cross-site')
    expect(await open('/socket', cookie)).toBe('token-cross-site')
    backend.coatcheck.clock.advance(66_000)
    expect(await open('/socket', cookie, `origin: ${APP_ORIGIN}`)).toContain('session user_')
    expect(await open('/socket', cookie, 'origin: https://evil.example')).toBe('token-cross-site')
  } finally {
    await app.close()
  }
})

test('a ticket is redeemed once for a request, whoever asks about it', async () => {
  const { token, userId } = await holder()
  const request = new Request(`${APP_ORIGIN}/?ticket=${await ticketOf(token)}`, {
    headers: { accept: 'text/event-stream' },
  })
  expect(await backend.keyed.getAuth(request)).toMatchObject({ userId })
  expect(await backend.keyed.getAuth(request)).toMatchObject({ userId })
})

describe('getToken', () => {
  const bearer = (token: string): Request =>
    new Request(APP_ORIGIN, { headers: { authorization: `Bearer ${token}` } })
  const claimsOf = (token: string | null) => decodeJwt(String(token))
  const nowSeconds = (): number => Math.floor(backend.coatcheck.clock.nowMs() / 1000)

  test('gives the session token of the request, and templates’ tokens of an opaque one', async () => {
    const { token, userId, sessionId } = await holder()
    const { getToken } = await backend.keyed.getAuth(bearer(token))
    const verifier = createVerifier({ issuer: url, now: backend.coatcheck.clock.nowMs })
    expect(await verifier.verify(await getToken())).toMatchObject({ ok: true, claims: { sid: sessionId } })
    expect(await getToken({})).toBe(await getToken())
    expect(await getToken({ leewayInSeconds: 30 })).toBe(await getToken())
    expect(await getToken({ skipCache: true })).not.toBe(await getToken())
    expect(claimsOf(await getToken({ template: 'hasura' }))).toMatchObject({
      x: userId,
      sid: sessionId,
      exp: nowSeconds() + 3600,
    })
    expect(claimsOf(await getToken({ leewayInSeconds: 100 }))).toMatchObject({ exp: nowSeconds() + 160 })
    expect(claimsOf(await getToken({ expiresInSeconds: 600 }))).toMatchObject({ exp: nowSeconds() + 600 })
    expect(claimsOf(await getToken({ template: 'cron' }))).toMatchObject({ job: true, sub: userId })
    await expect(getToken({ template: 'none' })).rejects.toMatchObject({
      code: 'token-refused',
      retryable: false,
      message: expect.stringContaining('template_not_found'),
    })
  })

  test('gives tokens of the session that a cookie brought', async () => {
    backend.coatcheck.clock.advance(60_000)
    const browser = new Browser(url)
    const email = `cookie-${people++}@example.com`
    const { body } = await browser.send('/api/auth/register', { body: { email, password: PASSWORD } })
    const { id } = body['session'] as { readonly id: string }
    const { getToken } = await backend.keyed.getAuth(
      new Request(APP_ORIGIN, { headers: { ...browser.cookieHeader() } }),
    )
    const { sid, exp } = claimsOf(await getToken({ template: 'hasura' }))
    expect(sid).toBe(id)
    // As long as the idle limit of browsers allows.
    expect(exp).toBeGreaterThan(nowSeconds() + 1000)
    expect(claimsOf(await getToken({ organizationId: null }))).toMatchObject({ sid: id })
    const nowhere = getToken({ organizationId: 'org_01h2xcejqtf2nbrexx3vqjhp41' })
    await expect(nowhere).rejects.toMatchObject({ code: 'token-refused' })
  })

  test('gives by a signed session token what lives as long as it, and no session token', async () => {
    const { app: phone, sessionId } = await backend.signUp()
    const { getToken } = await backend.keyed.getAuth(bearer(String(phone.accessToken)))
    expect(await getToken()).toBe(phone.accessToken)
    for (const asked of [{ template: 'hasura' }, { template: 'hasura', expiresInSeconds: 3600 }])
      expect(claimsOf(await getToken(asked))).toMatchObject({ sid: sessionId, exp: nowSeconds() + 60 })
    for (const asked of [
      { skipCache: true },
      { expiresInSeconds: 3600 },
      { organizationId: null },
      { leewayInSeconds: 120 },
      { template: 'cron' },
    ])
      await expect(getToken(asked)).rejects.toMatchObject({ code: 'token-refused' })
    await backend.admin.delete(`/sessions/${sessionId}`)
    await expect(getToken({ template: 'hasura' })).rejects.toMatchObject({ code: 'session-ended' })
  })

  test('says what is missing: a key, a server, a person', async () => {
    const { app: phone } = await backend.signUp()
    const unkeyed = await backend.auth.getAuth(bearer(String(phone.accessToken)))
    await expect(unkeyed.getToken({ template: 'hasura' })).rejects.toMatchObject({
      code: 'backend-key-missing',
    })
    const out = createAuth({
      verifier: { ...backend.keyed.verifier, server: { url, fetch: () => Promise.reject(new Error('cut')) } },
      backendKey: backend.backendKey,
    })
    const { getToken } = await out.getAuth(bearer(String(phone.accessToken)))
    await expect(getToken({ template: 'hasura' })).rejects.toMatchObject({
      code: 'issuer-unavailable',
      retryable: true,
    })
    expect(await (await backend.keyed.getAuth(bearer(''))).getToken({ template: 'hasura' })).toBeNull()
  })
})
