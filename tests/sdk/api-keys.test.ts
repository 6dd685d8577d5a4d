/** API keys at a backend: taken where a route says so, gone by from memory, and refused soon after they are revoked. */

import { randomUUID } from 'node:crypto'
import { authenticateRequest, createAuth, createVerifier, type Verifier } from '@coatcheck/sdk/backend'
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import { type Answer, type Json, register, send } from '../support/api-client.ts'
import { type Backend, type RunningApp, startBackend } from './backend.ts'
import { APPS } from './example-apps.ts'

let backend: Backend
let url: string
beforeAll(async () => {
  backend = await startBackend()
  ;({ url } = backend.coatcheck)
})
afterAll(() => backend.close())

type Key = { readonly id: string; readonly text: string; readonly userId: string }

/** A key of somebody. */
async function makeKey(more: Json = {}): Promise<Key> {
  backend.coatcheck.clock.advance(60_000) // so that no limit on registrations is met
  const { id: userId } = (await register(url, `${randomUUID()}@example.com`)).body['user'] as {
    readonly id: string
  }
  const chosen = { name: 'nightly', scopes: ['builds:read'], expiresInSeconds: null, ...more }
  const { body } = await backend.admin.post('/api-keys', { subject: userId, ...chosen })
  return { id: String((body['apiKey'] as Json)['id']), text: String(body['key']), userId }
}

const requestWith = (authorization: string, path = '/'): Request =>
  new Request(`https://api.example${path}`, { headers: { authorization } })

/** A verifier that counts what it asks of the server. */
function counting(more: { readonly feed?: { readonly key: string } } = {}): {
  readonly verifier: Verifier
  readonly asked: () => number
  readonly fail: (fails: boolean) => void
} {
  let asked = 0
  let isFailing = false
  const verifier = createVerifier({
    issuer: url,
    now: backend.coatcheck.clock.nowMs,
    fetch: async (input, init) => {
      if (!new Request(input, init).url.endsWith('/api-keys/verify')) return await fetch(input, init)
      asked++
      if (isFailing) throw new Error('the server is out')
      return await fetch(input, init)
    },
    ...more,
  })
  return { verifier, asked: () => asked, fail: (fails) => void (isFailing = fails) }
}

type Judged = { readonly text: string; readonly seconds?: number }

const judge = (verifier: Verifier, { text, seconds }: Judged) =>
  authenticateRequest(verifier, requestWith(`Bearer ${text}`), {
    accepts: ['api-key'],
    backendKey: backend.backendKey,
    ...(seconds !== undefined && { apiKeyCacheSeconds: seconds }),
  })

/** Why nobody is there; `null` when a key holds. */
async function reasonOf(verifier: Verifier, judged: Judged): Promise<string | null> {
  const state = await judge(verifier, judged)
  return state.isAuthenticated ? null : state.reason
}

describe.each(APPS)('with %s', (_, startApp) => {
  let app: RunningApp
  beforeAll(async () => {
    app = await startApp(backend.keyed)
  })
  afterAll(() => app.close())

  test('a route that accepts keys takes one with the scope, and people without any', async () => {
    const { text, userId } = await makeKey()
    const ask = (bearer: string): Promise<Answer> => send(app.url, '/builds', { bearer })
    expect((await ask(text)).body).toEqual({ userId, tokenType: 'api-key' })
    const person = await backend.signUp()
    const token = String(person.app.accessToken)
    expect((await ask(token)).body).toEqual({ userId: person.userId, tokenType: 'session' })
    const narrow = await ask((await makeKey({ scopes: ['builds'] })).text)
    expect(narrow).toMatchObject({ status: 403, body: { code: 'scope_missing' } })
    expect(narrow.headers.get('www-authenticate')).toContain('error="insufficient_scope"')
  })

  test('a revoked key is refused soon, with a challenge', async () => {
    const { id, text } = await makeKey()
    const ask = (): Promise<Answer> => send(app.url, '/builds', { bearer: text })
    expect((await ask()).status).toBe(200)
    await backend.admin.delete(`/api-keys/${id}`)
    await expect.poll(async () => (await ask()).body).toMatchObject({ status: 401, code: 'api_key_invalid' })
    expect((await ask()).headers.get('www-authenticate')).toContain('error="invalid_token"')
  })

  test('a key opens no route that is for people, whatever its middleware accepts', async () => {
    const { text } = await makeKey()
    for (const path of ['/me', '/owner', '/panel/secret']) {
      const answer = await send(app.url, path, { bearer: text })
      expect([path, answer.body['reason']]).toEqual([path, 'token-type-invalid'])
    }
  })

  test('a key counts nowhere but in Authorization', async () => {
    const { text } = await makeKey()
    for (const name of ['key', 'api_key', 'token', 'access_token', 'ticket'])
      expect((await send(app.url, `/builds?${name}=${text}`)).status).toBe(401)
    const headers = { 'x-api-key': text, cookie: `__session=${text}`, 'coatcheck-session-token': text }
    expect((await send(app.url, '/builds', { headers })).status).toBe(401)
  })

  test('a key beyond its limit is answered 429, and when to come again', async () => {
    const { text } = await makeKey({ rateLimit: { requests: 2, perSeconds: 60 } })
    const ask = (): Promise<Answer> => send(app.url, '/builds', { bearer: text })
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200])
    const limited = await ask()
    expect(limited).toMatchObject({ status: 429, body: { code: 'rate_limited', reason: 'api-key-limited' } })
    expect(limited.headers.get('retry-after')).toBe('30')
    backend.coatcheck.clock.advance(30_000)
    expect((await ask()).status).toBe(200)
  })
})

describe('a request by a key', () => {
  test('says whose key it is and what it may do', async () => {
    const { id, text, userId } = await makeKey({ claims: { plan: 'pro' } })
    const { verifier } = counting()
    const state = await judge(verifier, { text })
    if (!state.isAuthenticated) throw new Error(state.reason)
    expectTypeOf(state.tokenType).toEqualTypeOf<'api-key'>()
    expect(state).toMatchObject({
      isSignedIn: false,
      tokenType: 'api-key',
      apiKeyId: id,
      apiKeyName: 'nightly',
      subject: userId,
      userId,
      orgId: null,
      appId: null,
      sessionId: null,
      scopes: ['builds:read'],
      claims: { plan: 'pro' },
      expiresAt: null,
    })
    expect(state.has({ scope: 'builds:read' })).toBe(true)
    expect(state.has({ scope: 'builds:write' })).toBe(false)
    expect(state.has({})).toBe(false)
    expect(state.has({ role: 'admin' })).toBe(false)
    expect(state.has({ scope: 'builds:read', permission: 'org:builds:read' })).toBe(false)
    expect(state.has({ reverification: 'lax' })).toBe(false)
    expect(await state.getToken()).toBeNull()
    expect(() => (state.scopes as string[]).push('admin')).toThrow(TypeError)
    expect(JSON.stringify(state)).not.toContain(text.slice(4))
  })

  test('of a machine is of its OAuth client, and of nobody else', async () => {
    const client = { name: 'Nightly job', type: 'confidential', grants: ['client_credentials'] }
    const { id: subject } = (await backend.admin.post('/oauth-clients', client)).body
    const { text } = await makeKey({ subject })
    const { verifier } = counting()
    const seen = { isSignedIn: false, subject, appId: subject, userId: null, orgId: null }
    expect(await judge(verifier, { text })).toMatchObject(seen)
    await backend.admin.post(`/oauth-clients/${String(subject)}/disable`)
    expect(await reasonOf(verifier, { text, seconds: 0 })).toBe('api-key-invalid')
  })

  test('a session has no scopes, and a key is no session, where each is asked for', async () => {
    const { text } = await makeKey()
    const { app } = await backend.signUp()
    const person = await backend.keyed.getAuth(requestWith(`Bearer ${app.accessToken}`))
    expect([person.isSignedIn, person.has({ scope: 'builds:read' })]).toEqual([true, false])
    expect(await backend.keyed.getAuth(requestWith(`Bearer ${text}`))).toMatchObject({
      reason: 'token-type-invalid',
    })
    const keysOnly = { accepts: ['api-key'] } as const
    const asKey = await backend.keyed.getAuth(requestWith(`Bearer ${app.accessToken}`), keysOnly)
    expect(asKey).toMatchObject({ reason: 'token-type-invalid' })
    expect(await backend.keyed.getAuth(requestWith('Bearer'), keysOnly)).toMatchObject({
      reason: 'token-missing',
    })
    expect(await backend.auth.getAuth(requestWith(`Bearer ${text}`), keysOnly)).toMatchObject({
      reason: 'backend-key-missing',
    })
  })

  test.each([[[]], [['session']], [['api-key', 'oauth']], ['api-key']])(
    'accepts is not %j',
    async (accepts) => {
      const wrong = { accepts } as unknown as { readonly accepts: readonly 'api-key'[] }
      await expect(backend.keyed.getAuth(requestWith('Bearer x'), wrong)).rejects.toThrow('accepts')
      expect(() => backend.keyed.withAuth(() => new Response(), wrong)).toThrow('accepts')
      expect(() => createAuth({ issuer: url, apiKeyCacheSeconds: 61 })).toThrow('apiKeyCacheSeconds')
    },
  )
})

describe('what the server said', () => {
  test('is gone by while the feed is heard, until the feed names the key', async () => {
    const { id, text } = await makeKey()
    const { verifier, asked } = counting({ feed: { key: backend.verifierKey } })
    await verifier.ready()
    const all = await Promise.all(Array.from({ length: 50 }, () => reasonOf(verifier, { text })))
    for (let n = 0; n < 100; n++) all.push(await reasonOf(verifier, { text }))
    expect([new Set(all), asked()]).toEqual([new Set([null]), 1])
    // A change is heard, asked about once, and gone by again.
    await backend.admin.patch(`/api-keys/${id}`, { scopes: ['deploy'] })
    await expect
      .poll(async () => {
        const state = await judge(verifier, { text })
        return state.isAuthenticated && state.scopes
      })
      .toEqual(['deploy'])
    const before = asked()
    await reasonOf(verifier, { text })
    expect(asked()).toBe(before)
    await backend.admin.delete(`/api-keys/${id}`)
    await expect.poll(() => reasonOf(verifier, { text })).toBe('api-key-invalid')
    verifier.close()
  })

  test('ends with the account, and comes back with it', async () => {
    const { text, userId } = await makeKey()
    const { verifier } = counting({ feed: { key: backend.verifierKey } })
    await verifier.ready()
    expect(await reasonOf(verifier, { text })).toBeNull()
    await backend.admin.post(`/users/${userId}/disable`)
    await expect.poll(() => reasonOf(verifier, { text })).toBe('api-key-invalid')
    await backend.admin.post(`/users/${userId}/enable`)
    // Nothing tells a refusal that it is outdated: it is believed for five seconds.
    await expect.poll(() => reasonOf(verifier, { text }), { timeout: 20_000 }).toBeNull()
    verifier.close()
  })

  test('is not gone by beyond the end of the key', async () => {
    const { text } = await makeKey({ expiresInSeconds: 60 })
    const { verifier, asked } = counting({ feed: { key: backend.verifierKey } })
    await verifier.ready()
    expect(await reasonOf(verifier, { text })).toBeNull()
    backend.coatcheck.clock.advance(60_000)
    expect([await reasonOf(verifier, { text }), asked()]).toEqual(['api-key-invalid', 1])
    verifier.close()
  })

  test('is asked for each time where that is wanted: one count for all processes, and no wait for the feed', async () => {
    const { id, text } = await makeKey({ rateLimit: { requests: 3, perSeconds: 60 } })
    const [one, other] = [counting(), counting()]
    const judged = { text, seconds: 0 }
    expect(await reasonOf(one.verifier, judged)).toBeNull()
    expect(await reasonOf(other.verifier, judged)).toBeNull()
    expect(await reasonOf(one.verifier, judged)).toBeNull()
    expect(await judge(other.verifier, judged)).toMatchObject({
      reason: 'api-key-limited',
      retryAfterSeconds: 20,
    })
    expect([one.asked(), other.asked()]).toEqual([2, 2])
    await backend.admin.delete(`/api-keys/${id}`)
    expect(await reasonOf(one.verifier, judged)).toBe('api-key-invalid')
  })

  test('of garbage is nothing: it is refused without a question', async () => {
    const { text } = await makeKey()
    const { verifier, asked } = counting()
    for (const bad of ['cck_', 'cck_x', `${text}A`, `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`])
      expect([bad, await reasonOf(verifier, { text: bad })]).toEqual([bad, 'api-key-invalid'])
    expect(asked()).toBe(0)
  })

  test('is nothing about the key when the server is out, or the backend key is no good', async () => {
    const { text } = await makeKey()
    const { verifier, fail } = counting()
    fail(true)
    expect(await reasonOf(verifier, { text })).toBe('issuer-unavailable')
    fail(false)
    expect(await reasonOf(verifier, { text })).toBeNull()
    const wrong = await authenticateRequest(counting().verifier, requestWith(`Bearer ${text}`), {
      accepts: ['api-key'],
      backendKey: 'ccb_AAAA',
    })
    expect(wrong).toMatchObject({ isAuthenticated: false, reason: 'issuer-unavailable' })
  })
})
