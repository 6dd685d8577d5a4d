/** Signing in and out by an application's server, on behalf of a visitor. */

import { CoatcheckError, createSignIn, type SignInCalls, type Visitor } from '@coatcheck/sdk/backend'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Browser, PASSWORD, send } from '../support/api-client.ts'
import { clerkClaims, CLERK_HEADER, trust } from '../support/exchange.ts'
import { type FakeUpstream, signToken, startFakeUpstream } from '../support/fake-upstream.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const ORIGIN = 'https://app.example.com'
const EMAIL = 'ada@example.com'

let coatcheck: RunningCoatcheck
let upstream: FakeUpstream
let calls: SignInCalls
beforeAll(async () => {
  coatcheck = await startCoatcheck({
    environment: { COATCHECK_ALLOWED_ORIGINS: ORIGIN, COATCHECK_TRUST_PROXY: '1' },
  })
  upstream = await startFakeUpstream()
  await trust(coatcheck, upstream, 'clerk')
  calls = createSignIn({ url: coatcheck.url })
  await calls.signUp(visitor(), { email: EMAIL, password: PASSWORD })
})
afterAll(async () => {
  await coatcheck.close()
  await upstream.close()
})

/** A visitor's request, as it comes to a form's handler. */
function visitor(setCookies: readonly string[] = [], origin: string = ORIGIN): Request {
  const cookie = setCookies.map((line) => line.split(';', 1)[0]).join('; ')
  return new Request(`${ORIGIN}/sign-in`, {
    method: 'POST',
    body: 'email=...',
    headers: {
      origin,
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      'content-type': 'application/x-www-form-urlencoded',
      authorization: 'Basic c3RhZ2luZzpzdGFnaW5n',
      ...(cookie === '' ? {} : { cookie }),
    },
  })
}

const session = (setCookies: readonly string[]) =>
  send(coatcheck.url, '/api/auth/session', {
    headers: { cookie: visitor(setCookies).headers.get('cookie') ?? '' },
  })

describe('signing in', () => {
  test('gives the cookies for the answer to the visitor', async () => {
    const signedIn = await calls.signIn(visitor(), { email: EMAIL, password: PASSWORD })
    expect(signedIn).toMatchObject({
      ok: true,
      session: { id: expect.stringMatching(/^sess_/), status: 'active', tasks: [] },
      user: { id: expect.stringMatching(/^user_/), email: EMAIL },
      setCookies: [expect.stringMatching(/^coatcheck=ccc_/), expect.stringMatching(/^__session=/)],
    })
    const { status, body } = await session(signedIn.setCookies)
    expect([status, body['session']]).toMatchObject([200, { device: { browser: 'Firefox 140' } }])
  })

  test('with a wrong password is a result', async () => {
    expect(await calls.signIn(visitor(), { email: EMAIL, password: 'wrong-password' })).toEqual({
      ok: false,
      code: 'credentials_invalid',
      title: 'The e-mail address or the password is wrong.',
      detail: null,
      field: null,
      retryAfterSeconds: null,
      setCookies: [],
    })
  })

  test('from a page of another site is refused, as the visitor may know nothing of it', async () => {
    const input = { email: EMAIL, password: PASSWORD }
    for (const origin of ['https://evil.example', 'null'])
      expect(await calls.signIn(visitor([], origin), input)).toMatchObject({ code: 'origin_not_allowed' })
    const nameless = visitor()
    nameless.headers.delete('origin')
    expect(await calls.signIn(nameless, input)).toMatchObject({ code: 'origin_not_allowed', setCookies: [] })
  })

  test('tells the address of the connection, or the one before trusted proxies', async () => {
    const input = { email: EMAIL, password: PASSWORD }
    const headers = { origin: ORIGIN, 'x-forwarded-for': '198.51.100.9, 203.0.113.9' }
    const node: Visitor = { method: 'POST', headers, socket: { remoteAddress: '192.0.2.44' } }
    const addressSeen = async (by: SignInCalls): Promise<unknown> => {
      const { setCookies } = await by.signIn(node, input)
      const { body } = await session(setCookies)
      return (body['session'] as { readonly device: { readonly address: unknown } }).device.address
    }
    const { url } = coatcheck
    expect(await addressSeen(calls)).toBe('192.0.2.44')
    expect(await addressSeen(createSignIn({ url, trustedProxies: 1 }))).toBe('203.0.113.9')
    expect(await addressSeen(createSignIn({ url, clientAddress: () => '192.0.2.45' }))).toBe('192.0.2.45')
  })

  test('while the server is out says so', async () => {
    const failures: unknown[] = []
    const lost = createSignIn({ url: 'http://127.0.0.1:9', onFailure: (cause) => failures.push(cause) })
    expect(await lost.signIn(visitor(), { email: EMAIL, password: PASSWORD })).toMatchObject({
      ok: false,
      code: 'server_unavailable',
      retryAfterSeconds: expect.any(Number),
    })
    expect(failures).toHaveLength(1)
  })
})

test('signing up says what is wrong with the password, and whom it has signed in', async () => {
  const email = 'grace@example.com'
  expect(await calls.signUp(visitor(), { email, password: 'short' })).toMatchObject({
    ok: false,
    code: 'password_rejected',
    field: 'body.password',
    detail: expect.any(String),
  })
  expect(await calls.signUp(visitor(), { email, password: PASSWORD, firstName: 'Grace' })).toMatchObject({
    ok: true,
    user: { email },
  })
})

test('signing up where addresses are verified first signs nobody in yet', async () => {
  const careful = await startCoatcheck({
    environment: { COATCHECK_ALLOWED_ORIGINS: ORIGIN, COATCHECK_REQUIRE_EMAIL_VERIFICATION: 'true' },
  })
  const { signUp } = createSignIn({ url: careful.url })
  expect(await signUp(visitor(), { email: EMAIL, password: PASSWORD })).toEqual({
    ok: true,
    session: null,
    user: null,
    setCookies: [],
  })
  await careful.close()
})

test("an upstream's token is exchanged for a session of the browser, once", async () => {
  const token = signToken(upstream.rsa, clerkClaims(coatcheck, upstream), CLERK_HEADER)
  const exchanged = await calls.createSession(visitor(), { token })
  expect(exchanged).toMatchObject({ ok: true, session: { status: 'active' } })
  expect((await session(exchanged.setCookies)).status).toBe(200)
  expect(await calls.createSession(visitor(), { token })).toMatchObject({
    ok: false,
    code: 'upstream_token_used',
  })
})

test('signing out ends the session and takes the cookies away, also the second time', async () => {
  const { setCookies } = await calls.signIn(visitor(), { email: EMAIL, password: PASSWORD })
  for (const _time of [1, 2]) {
    const signedOut = await calls.signOut(visitor(setCookies))
    expect(signedOut).toMatchObject({ ok: true })
    expect(signedOut.setCookies.every((line) => line.endsWith('; Max-Age=0'))).toBe(true)
    expect(signedOut.setCookies).toHaveLength(2)
  }
  expect((await session(setCookies)).status).toBe(401)
})

test('signing out of the other devices leaves this one', async () => {
  const here = await calls.signIn(visitor(), { email: EMAIL, password: PASSWORD })
  const there = await calls.signIn(visitor(), { email: EMAIL, password: PASSWORD })
  expect(await calls.signOut(visitor(here.setCookies), { scope: 'others' })).toEqual({
    ok: true,
    setCookies: [],
  })
  expect((await session(here.setCookies)).status).toBe(200)
  expect((await session(there.setCookies)).status).toBe(401)
})

test('a second account of a browser joins the first, and leaves it when it goes', async () => {
  const browser = new Browser(coatcheck.url)
  await browser.send('/api/auth/register', { body: { email: 'first@example.com', password: PASSWORD } })
  const first = [...browser.cookies].map(([name, value]) => `${name}=${value}`)
  const second = await calls.signIn(visitor(first), { email: EMAIL, password: PASSWORD })
  expect(second).toMatchObject({ ok: true, session: { id: expect.stringMatching(/^sess_/) } })
  const sessionId = second.ok ? second.session.id : ''
  const signedOut = await calls.signOut(visitor(second.setCookies), { sessionId })
  expect(signedOut.setCookies).not.toContainEqual(expect.stringMatching(/^coatcheck=;/))
  const { body } = await send(coatcheck.url, '/api/auth/client', {
    headers: { cookie: visitor(second.setCookies).headers.get('cookie') ?? '' },
  })
  expect(JSON.stringify(body)).toContain('first@example.com')
})

test('what is set wrongly is said at once', () => {
  for (const options of [
    { url: 'auth.example.com' },
    { url: 'https://auth.example.com/base' },
    { url: 'ftp://auth.example.com' },
    { url: 'https://user:secret@auth.example.com' },
    { url: 'https://auth.example.com', backendKey: 'ccadm_x' },
    { url: 'https://auth.example.com', backendKey: 'ccb_x\r\nx: y' },
    { url: 'https://auth.example.com', timeoutMs: 0 },
    { url: 'https://auth.example.com', trustedProxies: -1 },
    { url: 'https://auth.example.com', trustedProxies: 1.5 },
  ])
    expect(() => createSignIn(options)).toThrow(CoatcheckError)
})
