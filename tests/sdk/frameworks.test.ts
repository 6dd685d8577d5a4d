/** In every framework, beside a running server: who is let on, and what everybody else is told. */

import { sessionCookieName } from '@coatcheck/sdk/backend'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, Browser, PASSWORD, send } from '../support/api-client.ts'
import { type Backend, type RunningApp, startBackend } from './backend.ts'
import { APPS } from './example-apps.ts'

let backend: Backend
beforeAll(async () => {
  backend = await startBackend()
})
afterAll(() => backend.close())

describe.each(APPS)('with %s', (_, startApp) => {
  let app: RunningApp
  beforeAll(async () => {
    app = await startApp(backend.auth)
  })
  afterAll(() => app.close())

  const ask = (path: string, token: string | null = null): Promise<Answer> =>
    send(app.url, path, token === null ? {} : { bearer: token })

  test('a good token is of its person', async () => {
    const { app: phone, userId, sessionId } = await backend.signUp()
    const answer = await ask('/me', phone.accessToken)
    expect([answer.status, answer.body]).toEqual([200, { userId, sessionId }])
    expect((await ask('/open', phone.accessToken)).body).toEqual({ userId })
    expect((await ask('/panel/secret', phone.accessToken)).body).toEqual({ secret: true })
  })

  test('without a token there is a bare challenge, and what is open stays open', async () => {
    for (const path of ['/me', '/owner', '/panel/secret', '/panel/nothing-here']) {
      const { status, body, headers } = await ask(path)
      expect([path, status, body['code'], body['reason']]).toEqual([
        path,
        401,
        'unauthenticated',
        'token-missing',
      ])
      expect(headers.get('www-authenticate')).toBe('Bearer realm="coatcheck"')
      expect(headers.get('content-type')).toContain('application/problem+json')
      expect(headers.get('cache-control')).toBe('no-store')
    }
    expect((await ask('/open')).body).toEqual({ userId: null })
  })

  test('an expired token is refused as such, and the next one is good', async () => {
    const { app: phone } = await backend.signUp()
    backend.coatcheck.clock.advance(66_000)
    const { status, body, headers } = await ask('/me', phone.accessToken)
    expect([status, body['code'], body['reason']]).toEqual([401, 'token_invalid', 'token-expired'])
    expect(headers.get('www-authenticate')).toContain('error="invalid_token"')
    await phone.refresh()
    expect((await ask('/me', phone.accessToken)).status).toBe(200)
  })

  test('a token that was tampered with is refused', async () => {
    const { app: phone } = await backend.signUp()
    const [header = '', payload = '', signature = ''] = String(phone.accessToken).split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
    const other = Buffer.from(JSON.stringify({ ...claims, sub: 'user_other' })).toString('base64url')
    const unsigned = Buffer.from('{"alg":"none","typ":"session+jwt"}').toString('base64url')
    for (const token of [
      `${header}.${other}.${signature}`,
      `${header}.${payload}.${signature.slice(4)}AAAA`,
      `${unsigned}.${payload}.`,
      phone.refreshToken,
    ]) {
      const { status, body } = await ask('/me', token)
      expect([status, body['code']]).toEqual([401, 'token_invalid'])
      expect((await ask('/open', token)).body).toEqual({ userId: null })
    }
  })

  test('a token of a revoked session is refused at once, though it has not expired', async () => {
    const { app: phone, sessionId } = await backend.signUp()
    expect((await ask('/me', phone.accessToken)).status).toBe(200)
    await backend.admin.delete(`/sessions/${sessionId}`)
    await expect
      .poll(async () => (await ask('/me', phone.accessToken)).body)
      .toMatchObject({ status: 401, code: 'token_invalid', reason: 'token-revoked' })
  })

  test('an outdated token is refused so that a client gets the next one, and repeats once', async () => {
    const { app: phone, userId } = await backend.signUp()
    expect((await ask('/me', phone.accessToken)).status).toBe(200)
    await backend.admin.patch(`/users/${userId}`, { publicMetadata: { plan: 'pro' } })
    await expect
      .poll(async () => (await ask('/me', phone.accessToken)).body)
      .toMatchObject({ status: 401, code: 'token_invalid', reason: 'token-outdated' })
    await phone.refresh()
    expect((await ask('/me', phone.accessToken)).status).toBe(200)
  })

  test('a wrong role is refused, and a right one let on', async () => {
    const [guest, owner] = [await backend.signUp(), await backend.signUp('owner')]
    const { status, body, headers } = await ask('/owner', guest.app.accessToken)
    expect([status, body['code']]).toEqual([403, 'permission_missing'])
    expect(headers.get('www-authenticate')).toContain('error="insufficient_scope"')
    expect((await ask('/owner', owner.app.accessToken)).body).toEqual({ userId: owner.userId })
  })

  test('a cookie counts on a read, and on a write from own pages only', async () => {
    await backend.signUp()
    const browser = new Browser(backend.coatcheck.url)
    await browser.send('/api/auth/login', { body: { email: 'person-0@example.com', password: PASSWORD } })
    expect(browser.cookies.has(sessionCookieName(backend.coatcheck.url))).toBe(true)
    const write = (headers: { readonly [name: string]: string }): Promise<Answer> =>
      send(app.url, '/me', { method: 'POST', headers: { ...browser.cookieHeader(), ...headers } })
    expect((await send(app.url, '/me', { headers: { ...browser.cookieHeader() } })).status).toBe(200)
    expect((await write({ origin: 'http://localhost:3000' })).status).toBe(200)
    const { status, body, headers } = await write({ origin: 'https://evil.example' })
    expect([status, body['code'], headers.get('www-authenticate')]).toEqual([403, 'origin_not_allowed', null])
  })
})
