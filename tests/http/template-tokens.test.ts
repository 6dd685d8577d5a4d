/** Tokens of templates: what they say, how long they live, what signs them, and who may have those that outlive sessions. */

import { createVerifier } from '@coatcheck/sdk/backend'
import { issueAccessKey } from '@coatcheck/server'
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { Browser, type Json, PASSWORD, register, send, TokenApp } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { type Holder, holderOf, makeTemplate, mint, mintedClaims } from '../support/templates.ts'

const WEEK = 7 * 86_400

let coatcheck: RunningCoatcheck
let admin: AdminClient
let url: string
let ada: Holder

beforeEach(async () => {
  coatcheck = await startCoatcheck()
  ;({ url } = coatcheck)
  admin = adminClient(coatcheck)
  ada = holderOf(await register(url, 'ada@example.com', { transport: 'opaque' }))
})
afterEach(() => coatcheck.close())

function nowSeconds(): number {
  return Math.floor(coatcheck.clock.nowMs() / 1000)
}

async function keySet(): Promise<JSONWebKeySet> {
  return (await send(url, '/.well-known/jwks.json')).body as unknown as JSONWebKeySet
}

async function tokenOf(body: Json): Promise<string> {
  const minted = await mint(url, ada, body)
  expect(minted).toMatchObject({ status: 200 })
  return String(minted.body['token'])
}

describe('a token of a template', () => {
  test('says what the template says, around what every token has', async () => {
    await makeTemplate(admin, { name: 'api', text: '{ "aud": "api", "user": "{{user.id}}", "none": null }' })
    const minted = await mint(url, ada, { template: 'api' })
    expect(minted.body).toMatchObject({ clamped: false })
    const token = String(minted.body['token'])
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'RS256', typ: 'JWT', kid: expect.any(String) })
    expect(decodeJwt(token)).toEqual({
      iss: url,
      sub: ada.userId,
      sid: ada.sessionId,
      iat: nowSeconds() - 5,
      nbf: nowSeconds() - 5,
      exp: nowSeconds() + 60,
      jti: expect.stringMatching(/^[\w-]{22}$/),
      azp: url,
      aud: 'api',
      gen: expect.any(Number),
      user: ada.userId,
      none: null,
    })
  })

  test('is no session token, here or in a backend, unless that asks for it', async () => {
    await makeTemplate(admin, { name: 'api', text: '{}' })
    const token = await tokenOf({ template: 'api' })
    expect(await send(url, '/api/auth/session', { bearer: token })).toMatchObject({
      status: 401,
      body: { code: 'token_invalid', reason: 'token-type-invalid' },
    })
    const options = { issuer: url, now: coatcheck.clock.nowMs }
    expect(await createVerifier(options).verify(token)).toMatchObject({ reason: 'token-type-invalid' })
    const verifier = createVerifier({ ...options, tokenTypes: ['template'] })
    expect(await verifier.verify(token)).toMatchObject({ ok: true, tokenType: 'template' })
  })

  test('that nobody made is not found, and a refresh that asks for it loses nothing', async () => {
    expect(await mint(url, ada, { template: 'none' })).toMatchObject({
      status: 404,
      body: { code: 'template_not_found', field: 'body.template' },
    })
    const app = new TokenApp(url, (await register(url, 'grace@example.com')).body)
    expect(await app.refreshOnce({ template: 'none' }, 'k'.repeat(43))).toMatchObject({ status: 404 })
    expect(await app.refresh()).toMatchObject({ status: 200 })
    const forged = `${app.refreshToken.slice(0, -8)}AAAAAAAA`
    const asked = { body: { refreshToken: forged, template: 'none' } }
    expect(await send(url, '/api/auth/refresh', asked)).toMatchObject({ body: { code: 'refresh_invalid' } })
  })

  test('comes with a refresh, whose session token it takes the place of', async () => {
    await makeTemplate(admin, { name: 'api', text: '{ "a": 1 }', lifetimeSeconds: 90 })
    const app = new TokenApp(url, (await register(url, 'grace@example.com')).body)
    const refreshed = await app.refresh({ template: 'api' })
    expect(refreshed.body).toMatchObject({ expiresIn: 90, clamped: false })
    expect(decodeJwt(String(app.accessToken))).toMatchObject({ a: 1 })
  })

  test('is never put into the session cookie', async () => {
    await makeTemplate(admin, { name: 'api', text: '{}' })
    const browser = new Browser(url)
    await browser.send('/api/auth/login', { body: { email: 'ada@example.com', password: PASSWORD } })
    const before = new Map(browser.cookies)
    const minted = await browser.send('/api/auth/session/token', { body: { template: 'api' } })
    expect([minted.status, minted.headers.getSetCookie()]).toEqual([200, []])
    expect(browser.cookies).toEqual(before)
  })

  test('lives as long as the template says, less if asked, and never longer than its session', async () => {
    await makeTemplate(admin, { name: 'day', text: '{}', lifetimeSeconds: 86_400, clockSkewSeconds: 0 })
    await makeTemplate(admin, { name: 'years', text: '{}', lifetimeSeconds: 315_360_000 })
    const life = async (body: Json) => {
      const { body: minted } = await mint(url, ada, body)
      const expiresAt = Date.parse(String(minted['expiresAt'])) / 1000
      return [expiresAt - nowSeconds(), minted['clampedBy']]
    }
    expect(await life({ template: 'day' })).toEqual([86_400, undefined])
    expect(await life({ template: 'day', expiresInSeconds: 600 })).toEqual([600, undefined])
    expect(await life({ template: 'day', expiresInSeconds: 100_000 })).toEqual([86_400, 'policy'])
    expect(await life({ template: 'years' })).toEqual([WEEK, 'session'])
  })

  test('that lives long is refused by verifiers once its session is revoked', async () => {
    await makeTemplate(admin, { name: 'day', text: '{}', lifetimeSeconds: 86_400 })
    const key = await issueAccessKey(coatcheck.server, { kind: 'verifier', name: 'backend' })
    if (key === 'too-many') throw new Error('a new name has no keys yet')
    const verifier = createVerifier({
      issuer: url,
      tokenTypes: ['template'],
      feed: { key: key.key.reveal() },
      now: coatcheck.clock.nowMs,
    })
    await verifier.ready()
    const token = await tokenOf({ template: 'day' })
    expect(await verifier.verify(token)).toMatchObject({ ok: true })
    await admin.delete(`/sessions/${ada.sessionId}`)
    await expect
      .poll(async () => await verifier.verify(token))
      .toMatchObject({ ok: false, reason: 'token-revoked' })
    const [entry] = (await coatcheck.server.store.log.after(0, 100)).filter(({ kind }) => kind === 'session')
    expect(entry?.untilMs).toBe((nowSeconds() + 86_400) * 1000)
    verifier.close()
  })

  test('is not larger than a token may be', async () => {
    await makeTemplate(admin, { name: 'api', text: `{ "a": "${'a'.repeat(3000)}", "b": "{{user.id}}" }` })
    const refused = await mint(url, ada, { template: 'api' })
    expect(refused).toMatchObject({ status: 500, body: { code: 'token_too_large' } })
    expect(refused.body['detail']).toMatch(/largest claims: a \(3002 bytes\), /)
  })

  test('follows a change of its template at once, and a deletion', async () => {
    const id = await makeTemplate(admin, { name: 'api', text: '{ "n": 1 }' })
    expect(await mintedClaims(url, ada, { template: 'api' })).toMatchObject({ n: 1 })
    await admin.patch(`/templates/${id}`, { text: '{ "n": 2 }' })
    expect(await mintedClaims(url, ada, { template: 'api' })).toMatchObject({ n: 2 })
    await admin.delete(`/templates/${id}`)
    expect((await mint(url, ada, { template: 'api' })).status).toBe(404)
  })
})

describe('the keys', () => {
  test.each(['RS256', 'ES256', 'EdDSA'])(
    'of %s are published beside those of sessions',
    async (algorithm) => {
      await makeTemplate(admin, { name: 'api', text: '{}', algorithm })
      const keys = await keySet()
      expect(new Set(keys.keys.map(({ alg }) => alg))).toEqual(new Set(['ES256', algorithm]))
      expect(keys.keys).toHaveLength(algorithm === 'ES256' ? 1 : 2)
      const token = await tokenOf({ template: 'api' })
      const options = { issuer: url, algorithms: [algorithm], currentDate: new Date(coatcheck.clock.nowMs()) }
      expect((await jwtVerify(token, createLocalJWKSet(keys), options)).payload.sub).toBe(ada.userId)
      expect(decodeProtectedHeader(await tokenOf({})).alg).toBe('ES256')
    },
  )

  test('of an algorithm that nothing asks for any more go with the next that are made', async () => {
    const id = await makeTemplate(admin, { name: 'api', text: '{}' })
    await admin.delete(`/templates/${id}`)
    expect((await keySet()).keys.map(({ alg }) => alg)).toEqual(['ES256', 'RS256'])
    const { keyRing } = coatcheck.server
    coatcheck.clock.advance(91 * 86_400_000)
    await keyRing.rotateIfDue()
    coatcheck.clock.advance(2 * 86_400_000)
    expect((await keySet()).keys.map(({ alg }) => alg)).toEqual(['ES256'])
    await makeTemplate(admin, { name: 'api', text: '{}' })
    expect((await keySet()).keys.map(({ alg }) => alg)).toEqual(['ES256', 'RS256'])
  })

  test('stay published as long as the tokens live that they signed', async () => {
    await makeTemplate(admin, { name: 'half-week', text: '{}', lifetimeSeconds: WEEK / 2 })
    const { kid } = decodeProtectedHeader(await tokenOf({ template: 'half-week' }))
    const isPublished = async () => (await keySet()).keys.some((key) => key.kid === kid)
    coatcheck.clock.advance(90 * 86_400_000)
    await coatcheck.server.keyRing.rotateIfDue()
    coatcheck.clock.advance(86_400_000 * 3)
    expect(await isPublished()).toBe(true)
    coatcheck.clock.advance(86_400_000)
    expect(await isPublished()).toBe(false)
  })
})

describe('a secret of HS256', () => {
  test('signs what nothing published verifies', async () => {
    const secret = 'a secret that others know too, as Supabase has it'
    const made = await admin.post('/templates', { name: 'api', text: '{}', algorithm: 'HS256', secret })
    expect(made.body).not.toHaveProperty('secret')
    const token = await tokenOf({ template: 'api' })
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'JWT' })
    const currentDate = new Date(coatcheck.clock.nowMs())
    const { payload } = await jwtVerify(token, Buffer.from(secret), { currentDate, algorithms: ['HS256'] })
    expect(payload.sub).toBe(ada.userId)
    expect((await keySet()).keys.map(({ alg }) => alg)).toEqual(['ES256'])
    const options = { issuer: url, now: coatcheck.clock.nowMs, tokenTypes: ['template'] } as const
    expect(await createVerifier(options).verify(token)).toMatchObject({ reason: 'token-header-invalid' })
  })

  test('is made and shown once where none is given, and replaced by another', async () => {
    const made = await admin.post('/templates', { name: 'api', text: '{}', algorithm: 'HS256' })
    const secret = String(made.body['secret'])
    const path = `/templates/${String(made.body['id'])}`
    expect((await admin.get(path)).body).not.toHaveProperty('secret')
    const currentDate = new Date(coatcheck.clock.nowMs())
    const holds = async (text: string) =>
      await jwtVerify(await tokenOf({ template: 'api' }), Buffer.from(text), { currentDate }).then(
        () => true,
        () => false,
      )
    expect(await holds(secret)).toBe(true)
    expect((await admin.patch(path, { text: '{ "a": 1 }' })).body).not.toHaveProperty('secret')
    expect(await holds(secret)).toBe(true)
    await admin.patch(path, { secret: 'b'.repeat(32) })
    expect([await holds(secret), await holds('b'.repeat(32))]).toEqual([false, true])
    await admin.patch(path, { algorithm: 'ES256' })
    expect(decodeProtectedHeader(await tokenOf({ template: 'api' })).alg).toBe('ES256')
  })
})

describe('a detached token', () => {
  let backendKey: string
  beforeEach(async () => {
    await makeTemplate(admin, {
      name: 'cron',
      text: '{ "job": true }',
      detached: true,
      lifetimeSeconds: 4 * WEEK,
    })
    const made = await issueAccessKey(coatcheck.server, { kind: 'backend', name: 'web' })
    if (made === 'too-many') throw new Error('a new name has no keys yet')
    backendKey = made.key.reveal()
  })

  async function verifierWithFeed() {
    const made = await issueAccessKey(coatcheck.server, { kind: 'verifier', name: 'backend' })
    if (made === 'too-many') throw new Error('a new name has no keys yet')
    const feed = { key: made.key.reveal() }
    const verifier = createVerifier({
      issuer: url,
      tokenTypes: ['template'],
      feed,
      now: coatcheck.clock.nowMs,
    })
    await verifier.ready()
    return verifier
  }

  test('is for neither the person nor the person’s browser', async () => {
    expect(await mint(url, ada, { template: 'cron' })).toMatchObject({
      status: 403,
      body: { code: 'credential_not_accepted' },
    })
    const app = new TokenApp(url, (await register(url, 'grace@example.com')).body)
    expect((await app.refreshOnce({ template: 'cron' }, 'k'.repeat(43))).status).toBe(403)
    expect((await app.refresh()).status).toBe(200)
  })

  test('is minted with a backend key, outlives the session and is written down', async () => {
    const browser = new Browser(url)
    await browser.send('/api/auth/login', { body: { email: 'ada@example.com', password: PASSWORD } })
    const headers = { 'coatcheck-client': String(browser.cookies.get('coatcheck')) }
    const minted = await send(url, '/api/auth/session/token', {
      bearer: backendKey,
      headers,
      body: { template: 'cron' },
    })
    expect(minted).toMatchObject({ status: 200, body: { clamped: false } })
    const claims = decodeJwt(String(minted.body['token']))
    expect(claims).toMatchObject({ sub: ada.userId, job: true, exp: nowSeconds() + 4 * WEEK })
    expect(claims).not.toHaveProperty('sid')
    expect(await admin.list(`/tokens?userId=${ada.userId}`)).toEqual([
      {
        jti: claims.jti,
        userId: ada.userId,
        template: 'cron',
        issuedAt: expect.any(String),
        expiresAt: minted.body['expiresAt'],
        revokedAt: null,
      },
    ])
    expect(await admin.list(`/events?type=token.issued`)).toMatchObject([
      { userId: ada.userId, details: { jti: claims.jti, template: 'cron' } },
    ])
  })

  test('is minted with an admin key of a user who need not be signed in, and revoked by its jti', async () => {
    const minted = await admin.post('/tokens', {
      template: 'cron',
      userId: ada.userId,
      expiresInSeconds: 3600,
    })
    expect(minted.status).toBe(201)
    const [token, jti] = [String(minted.body['token']), String(minted.body['jti'])]
    expect(decodeJwt(token)).toMatchObject({ azp: url, jti, exp: nowSeconds() + 3600 })
    const verifier = await verifierWithFeed()
    expect(await verifier.verify(token)).toMatchObject({ ok: true })
    const heard = verifier.feed()?.entries ?? 0
    // It outlives what changes of its user, and every session.
    await admin.patch(`/users/${ada.userId}`, { publicMetadata: { role: 'editor' } })
    await admin.delete(`/sessions/${ada.sessionId}`)
    await expect.poll(() => verifier.feed()?.entries).toBeGreaterThan(heard)
    expect(await verifier.verify(token)).toMatchObject({ ok: true })
    expect((await admin.delete(`/tokens/${jti}`)).status).toBe(204)
    expect((await admin.delete(`/tokens/${jti}`)).status).toBe(404)
    await expect
      .poll(async () => await verifier.verify(token))
      .toMatchObject({ ok: false, reason: 'token-revoked' })
    expect(await admin.list(`/tokens?userId=${ada.userId}`)).toMatchObject([
      { jti, revokedAt: expect.any(String) },
    ])
    verifier.close()
  })

  test.each([
    ['is disabled', (admin: AdminClient, id: string) => admin.post(`/users/${id}/disable`)],
    ['is deleted', (admin: AdminClient, id: string) => admin.delete(`/users/${id}`)],
    ['is signed out everywhere', (admin: AdminClient, id: string) => admin.delete(`/sessions?userId=${id}`)],
  ])('ends when its user %s', async (_what, act) => {
    const minted = await admin.post('/tokens', { template: 'cron', userId: ada.userId })
    const verifier = await verifierWithFeed()
    const token = String(minted.body['token'])
    expect(await verifier.verify(token)).toMatchObject({ ok: true })
    await act(admin, ada.userId)
    await expect
      .poll(async () => await verifier.verify(token))
      .toMatchObject({ ok: false, reason: 'token-revoked' })
    verifier.close()
  })

  test('is for a living user and of a detached template only', async () => {
    await makeTemplate(admin, { name: 'api', text: '{}' })
    const ask = (template: string) => admin.post('/tokens', { template, userId: ada.userId })
    expect(await ask('none')).toMatchObject({ status: 404, body: { code: 'template_not_found' } })
    expect(await ask('api')).toMatchObject({ status: 400, body: { field: 'body.template' } })
    await admin.post(`/users/${ada.userId}/disable`)
    expect(await ask('cron')).toMatchObject({ status: 404, body: { field: 'body.userId' } })
    expect(await admin.list(`/tokens?userId=${ada.userId}`)).toEqual([])
  })

  test('needs the scope of those who make keys', async () => {
    const made = await issueAccessKey(coatcheck.server, {
      kind: 'admin',
      name: 'editor',
      scopes: ['read', 'templates'],
    })
    if (made === 'too-many') throw new Error('a new name has no keys yet')
    const editor = adminClient(coatcheck, made.key.reveal())
    expect(await editor.post('/tokens', { template: 'cron', userId: ada.userId })).toMatchObject({
      status: 403,
      body: { code: 'scope_missing' },
    })
  })
})
