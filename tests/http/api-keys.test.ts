/** API keys over HTTP: who makes them, what an application's server learns of them, and what ends them. */

import { randomUUID } from 'node:crypto'
import { formatOpaque, newId, parseOpaque } from '@coatcheck/core'
import { seededRandom } from '@coatcheck/core/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { type Answer, Browser, type Json, login, PASSWORD, register, send } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const DAY_SECONDS = 86_400
const NIGHTLY = {
  name: 'Nightly build',
  scopes: ['builds:read', 'builds:write'],
  expiresInSeconds: DAY_SECONDS,
}

let coatcheck: RunningCoatcheck
let admin: AdminClient
let url: string
let backendKey: string
beforeAll(async () => {
  coatcheck = await startCoatcheck({ environment: { COATCHECK_TRUST_PROXY: '1' } })
  admin = adminClient(coatcheck)
  ;({ url } = coatcheck)
  backendKey = String((await admin.post('/backend-keys', { name: 'api' })).body['key'])
})
afterAll(() => coatcheck.close())

type Person = { readonly browser: Browser; readonly userId: string; readonly email: string }

async function signUp(): Promise<Person> {
  coatcheck.clock.advance(60_000) // so that no limit on registrations is met
  const browser = new Browser(url)
  const email = `${randomUUID()}@example.com`
  const { body } = await browser.send('/api/auth/register', { body: { email, password: PASSWORD } })
  return { browser, email, userId: (body['user'] as { readonly id: string }).id }
}

const make = ({ browser }: Person, body: Json = NIGHTLY): Promise<Answer> =>
  browser.send('/api/auth/api-keys', { body })

const revoke = ({ browser }: Person, id: string, body: Json = {}): Promise<Answer> =>
  browser.send(`/api/auth/api-keys/${id}`, { method: 'DELETE', body })

const verify = async (key: string): Promise<Json> =>
  (await send(url, '/api/auth/api-keys/verify', { bearer: backendKey, body: { key } })).body

const namesOf = ({ body }: Answer): readonly unknown[] =>
  (body['data'] as readonly Json[]).map(({ name }) => name)

/** Somebody with a key. */
async function holder(body: Json = NIGHTLY): Promise<Person & { readonly id: string; readonly key: string }> {
  const person = await signUp()
  const { apiKey, key } = (await make(person, body)).body as { readonly apiKey: Json; readonly key: string }
  return { ...person, id: String(apiKey['id']), key }
}

describe('a person', () => {
  test('makes a key, which is shown once, listed without its text, and dead once it is revoked', async () => {
    const ada = await signUp()
    const made = await make(ada, { ...NIGHTLY, description: 'On the build machine' })
    const { apiKey, key } = made.body as { readonly apiKey: Json; readonly key: string }
    expect(made.status).toBe(201)
    expect(key).toMatch(/^cck_[\w-]{70}$/)
    expect(apiKey).toMatchObject({
      hint: key.slice(0, 16),
      name: 'Nightly build',
      description: 'On the build machine',
      subject: ada.userId,
      createdBy: ada.userId,
      scopes: NIGHTLY.scopes,
      lastUsedAt: null,
      expiresAt: new Date(coatcheck.clock.nowMs() + DAY_SECONDS * 1000).toISOString(),
    })
    const listed = await ada.browser.send('/api/auth/api-keys')
    expect(listed.body).toEqual({ data: [apiKey], nextCursor: null })
    expect(JSON.stringify(listed.body)).not.toContain(key.slice(0, 30))
    const { id, name, scopes, createdAt, expiresAt } = apiKey
    expect(await verify(key)).toEqual({
      active: true,
      id,
      name,
      subject: ada.userId,
      scopes,
      claims: {},
      rateLimit: null,
      createdAt,
      expiresAt,
      position: expect.any(Number),
    })
    expect((await revoke(ada, String(id))).status).toBe(204)
    expect(await verify(key)).toEqual({ active: false })
    expect((await revoke(ada, String(id))).body).toMatchObject({ code: 'not_found' })
    expect((await ada.browser.send('/api/auth/api-keys')).body['data']).toEqual([])
  })

  test('neither sees nor revokes the keys of others', async () => {
    const [ada, grace] = [await holder(), await signUp()]
    expect((await grace.browser.send('/api/auth/api-keys')).body['data']).toEqual([])
    expect((await revoke(grace, ada.id)).body).toMatchObject({ status: 404, code: 'not_found' })
    expect(await verify(ada.key)).toMatchObject({ active: true })
  })

  test('needs a recent proof to make a key, and none to revoke one', async () => {
    const ada = await holder()
    coatcheck.clock.advance(11 * 60_000)
    expect((await make(ada)).body).toMatchObject({ status: 403, code: 'reverification_required' })
    expect((await revoke(ada, ada.id)).status).toBe(204)
  })

  test('makes one by the refresh token of an app, and by no credential that lives a minute or cannot be renewed', async () => {
    const email = `${randomUUID()}@example.com`
    coatcheck.clock.advance(60_000)
    const { body } = await register(url, email)
    const { sessionToken } = (await login(url, email, { transport: 'opaque' })).body
    for (const bearer of [body['accessToken'], sessionToken].map(String)) {
      const answer = await send(url, '/api/auth/api-keys', { bearer, body: NIGHTLY })
      expect(answer.body).toMatchObject({ status: 403, code: 'credential_not_accepted' })
      expect((await send(url, '/api/auth/api-keys', { bearer })).status).toBe(200)
    }
    const withToken = { ...NIGHTLY, refreshToken: body['refreshToken'] }
    const headers = { 'idempotency-key': randomUUID() }
    expect((await send(url, '/api/auth/api-keys', { body: withToken, headers })).status).toBe(201)
  })

  test('is nobody who acts as the person', async () => {
    const { userId, id } = await holder()
    const acting = await admin.post(`/users/${userId}/impersonate`, { transport: 'token' })
    const proof = { refreshToken: acting.body['refreshToken'] }
    const headers = { 'idempotency-key': randomUUID() }
    const made = await send(url, '/api/auth/api-keys', { body: { ...NIGHTLY, ...proof }, headers })
    expect(made.body).toMatchObject({ status: 403, code: 'actor_not_allowed' })
    const asked = { method: 'DELETE', body: proof, headers }
    expect((await send(url, `/api/auth/api-keys/${id}`, asked)).body).toMatchObject({
      code: 'actor_not_allowed',
    })
  })

  test('is told by mail, and by an event that holds nothing of the key', async () => {
    const ada = await holder()
    await coatcheck.server.background.drain()
    const mails = coatcheck.server.mailer.outbox?.() ?? []
    const mail = mails.find(({ to, subject }) => to === ada.email && subject === 'An API key was made')
    expect(mail?.text).toContain('revoke the key')
    const events = await admin.get(`/events?userId=${ada.userId}`)
    expect((events.body['data'] as readonly Json[])[0]).toMatchObject({
      type: 'api_key.created',
      actor: { kind: 'user', id: ada.userId },
      details: { id: ada.id, name: 'Nightly build', subject: ada.userId, scopes: NIGHTLY.scopes },
    })
    expect(JSON.stringify([events.body, mail])).not.toContain(ada.key.slice(4, 40))
    const exported = (await ada.browser.send('/api/auth/user/export')).body
    expect(exported['apiKeys']).toMatchObject([{ id: ada.id }])
    expect(JSON.stringify(exported)).not.toContain(ada.key.slice(4, 40))
  })

  test.each([
    { expiresInSeconds: null },
    { name: '', expiresInSeconds: null },
    { name: 'x' },
    { name: 'x', expiresInSeconds: 59 },
    { name: 'x', expiresInSeconds: 315_360_001 },
    { name: 'x', expiresInSeconds: null, scopes: ['with space'] },
    { name: 'x', expiresInSeconds: null, scopes: ['"quoted"'] },
    { name: 'x', expiresInSeconds: null, scopes: ['back\\slash'] },
    { name: 'x', expiresInSeconds: null, scopes: [''] },
    { name: 'x', expiresInSeconds: null, scopes: ['ß'] },
    { name: 'x', expiresInSeconds: null, scopes: ['a'.repeat(101)] },
    { name: 'x', expiresInSeconds: null, rateLimit: { requests: 2_000, perSeconds: 1 } },
    { name: 'x', expiresInSeconds: null, rateLimit: { requests: 0, perSeconds: 1 } },
    { name: 'x', expiresInSeconds: null, organizationId: 'user_1' },
  ])('makes none of %j', async (body) => {
    const { headers } = await cookieOfSomebody()
    expect((await send(url, '/api/auth/api-keys', { body, headers })).body).toMatchObject({
      status: 400,
      code: 'invalid_request',
    })
  })

  let somebody: Person | undefined
  async function cookieOfSomebody(): Promise<{ readonly headers: { readonly [name: string]: string } }> {
    somebody ??= await signUp()
    return { headers: { origin: url, ...somebody.browser.cookieHeader() } }
  }

  test('adds no claims: what an application believes of a key is up to administrators', async () => {
    const ada = await signUp()
    const made = await make(ada, { ...NIGHTLY, claims: { role: 'admin' }, subject: 'user_other' })
    expect(made.body['apiKey']).toMatchObject({ claims: {}, subject: ada.userId })
  })

  test('has as many keys as there may be and no more', async () => {
    const ada = await signUp()
    const keyOf = (name: string): Promise<Answer> =>
      admin.post('/api-keys', { subject: ada.userId, name, expiresInSeconds: null })
    for (let n = 0; n < 100; n++) expect((await keyOf(`key ${n}`)).status).toBe(201)
    expect((await make(ada)).body).toMatchObject({ status: 409, code: 'too_many_api_keys' })
    expect((await keyOf('one more')).body).toMatchObject({ code: 'too_many_api_keys' })
  })
})

describe('an organization', () => {
  test('has keys that its administrators make, see and revoke, and nobody else', async () => {
    const [ada, member, stranger] = [await signUp(), await signUp(), await signUp()]
    const made = await ada.browser.send('/api/auth/organizations', { body: { name: 'Acme' } })
    const organizationId = String(made.body['id'])
    await admin.post(`/organizations/${organizationId}/memberships`, {
      userId: member.userId,
      role: 'org:member',
    })
    const body = { ...NIGHTLY, organizationId }
    expect((await make(member, body)).body).toMatchObject({ status: 403, code: 'permission_missing' })
    expect((await make(stranger, body)).body).toMatchObject({ status: 404, code: 'not_found' })
    const { apiKey, key } = (await make(ada, body)).body as { readonly apiKey: Json; readonly key: string }
    expect(apiKey).toMatchObject({ subject: organizationId, createdBy: ada.userId })
    const list = (person: Person): Promise<Answer> =>
      person.browser.send(`/api/auth/api-keys?organizationId=${organizationId}`)
    expect(namesOf(await list(ada))).toEqual(['Nightly build'])
    expect((await list(member)).body).toMatchObject({ code: 'permission_missing' })
    expect((await list(stranger)).body).toMatchObject({ code: 'not_found' })
    expect(await verify(key)).toMatchObject({ active: true, subject: organizationId })

    const id = String(apiKey['id'])
    expect((await revoke(ada, id)).body).toMatchObject({ code: 'not_found' }) // it is not her own
    expect((await revoke(member, id, { organizationId })).body).toMatchObject({ code: 'permission_missing' })
    // Whoever made it has gone: the organization's programs go on.
    await admin.post(`/organizations/${organizationId}/memberships`, {
      userId: stranger.userId,
      role: 'org:admin',
    })
    await admin.delete(`/organizations/${organizationId}/memberships/${ada.userId}`)
    expect(await verify(key)).toMatchObject({ active: true })
    expect((await revoke(ada, id, { organizationId })).body).toMatchObject({ code: 'not_found' })
    expect((await revoke(stranger, id, { organizationId })).status).toBe(204)
    expect(await verify(key)).toEqual({ active: false })
  })

  test('takes its keys along when it is deleted', async () => {
    const ada = await signUp()
    const made = await ada.browser.send('/api/auth/organizations', { body: { name: 'Short-lived' } })
    const organizationId = String(made.body['id'])
    const { key } = (await make(ada, { ...NIGHTLY, organizationId })).body
    await admin.delete(`/organizations/${organizationId}`)
    expect(await verify(String(key))).toEqual({ active: false })
  })
})

describe('whatever is wrong with a key, the answer is the same', () => {
  test('made up, misspelt, with another secret, or of another kind', async () => {
    const { key } = await holder()
    const credential = parseOpaque('apiKey', key)!
    const other = new Uint8Array(32).fill(7)
    const unknown = newId('key', coatcheck.clock.nowMs(), seededRandom(5))
    for (const bad of [
      '',
      'cck_',
      `${key}A`,
      key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A'),
      key.toUpperCase(),
      ` ${key}`,
      formatOpaque('apiKey', credential.id, other),
      formatOpaque('apiKey', unknown, credential.secret),
      formatOpaque('backendKey', credential.id, credential.secret),
      backendKey,
    ])
      expect([bad, await verify(bad)]).toEqual([bad, { active: false }])
    expect(await verify(key)).toMatchObject({ active: true })
  })

  test('expired', async () => {
    const { key } = await holder({ ...NIGHTLY, expiresInSeconds: 60 })
    coatcheck.clock.advance(59_999)
    expect(await verify(key)).toMatchObject({ active: true })
    coatcheck.clock.advance(1)
    expect(await verify(key)).toEqual({ active: false })
  })

  test('of a person who is disabled, as long as that lasts', async () => {
    const { key, userId } = await holder()
    await admin.post(`/users/${userId}/disable`)
    expect(await verify(key)).toEqual({ active: false })
    await admin.post(`/users/${userId}/enable`)
    expect(await verify(key)).toMatchObject({ active: true })
  })

  test('of a person who asked to be deleted, unless that is taken back', async () => {
    const { key, browser, email } = await holder()
    await browser.send('/api/auth/user', { method: 'DELETE', body: {} })
    expect(await verify(key)).toEqual({ active: false })
    await login(url, email)
    expect(await verify(key)).toMatchObject({ active: true })
  })

  test('of a person who is deleted', async () => {
    const { key, id, userId } = await holder()
    await admin.delete(`/users/${userId}`)
    expect(await verify(key)).toEqual({ active: false })
    expect((await admin.delete(`/api-keys/${id}`)).body).toMatchObject({ code: 'not_found' })
  })
})

describe('a key goes on', () => {
  test('when the password changes, and when every device is signed out', async () => {
    const ada = await holder()
    const body = { currentPassword: PASSWORD, newPassword: `${PASSWORD}!` }
    expect((await ada.browser.send('/api/auth/password', { body })).status).toBe(200)
    expect(await verify(ada.key)).toMatchObject({ active: true })
    expect((await ada.browser.send('/api/auth/logout', { body: { scope: 'global' } })).status).toBe(204)
    expect(await verify(ada.key)).toMatchObject({ active: true })
  })
})

describe('a limit', () => {
  test('lets so many through, then says how long to wait', async () => {
    const rateLimit = { requests: 3, perSeconds: 60 }
    const { key } = await holder({ ...NIGHTLY, rateLimit })
    for (let n = 0; n < 3; n++) expect(await verify(key)).toMatchObject({ active: true, rateLimit })
    const limited = await send(url, '/api/auth/api-keys/verify', { bearer: backendKey, body: { key } })
    expect(limited).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
    expect(limited.headers.get('retry-after')).toBe('20')
    coatcheck.clock.advance(20_000)
    expect(await verify(key)).toMatchObject({ active: true })
  })
})

test('a key of an OAuth client is made by administrators alone, rests with the client and goes with it', async () => {
  const client = { name: 'Nightly job', type: 'confidential', grants: ['client_credentials'] }
  const id = String((await admin.post('/oauth-clients', client)).body['id'])
  const key = String((await admin.post('/api-keys', { subject: id, ...NIGHTLY })).body['key'])
  expect(await verify(key)).toMatchObject({ active: true, subject: id, scopes: NIGHTLY.scopes })
  expect(namesOf(await admin.get(`/api-keys?subject=${id}`))).toEqual([NIGHTLY.name])
  await admin.post(`/oauth-clients/${id}/disable`)
  expect(await verify(key)).toEqual({ active: false })
  await admin.post(`/oauth-clients/${id}/enable`)
  expect(await verify(key)).toMatchObject({ active: true })
  await admin.delete(`/oauth-clients/${id}`)
  expect(await verify(key)).toEqual({ active: false })
  const ada = await signUp()
  expect((await make(ada, { ...NIGHTLY, organizationId: id })).status).toBe(400)
  expect((await make(ada, { ...NIGHTLY, subject: id })).body).not.toMatchObject({ apiKey: { subject: id } })
})

test('a use is noted, to the minute', async () => {
  const ada = await holder()
  const used = async (): Promise<unknown> => {
    await coatcheck.server.background.drain()
    return ((await ada.browser.send('/api/auth/api-keys')).body['data'] as readonly Json[])[0]?.['lastUsedAt']
  }
  const first = new Date(coatcheck.clock.nowMs()).toISOString()
  await verify(ada.key)
  expect(await used()).toBe(first)
  coatcheck.clock.advance(59_999)
  await verify(ada.key)
  expect(await used()).toBe(first)
  coatcheck.clock.advance(1)
  await verify(ada.key)
  expect(await used()).toBe(new Date(coatcheck.clock.nowMs()).toISOString())
})

test('a key opens no route of the server, in a header or in a query', async () => {
  const { key } = await holder()
  for (const path of ['/api/auth/session', '/api/auth/user', '/api/auth/api-keys', '/api/admin/users']) {
    expect((await send(url, path, { bearer: key })).body).toMatchObject({ code: 'credential_not_accepted' })
    for (const name of ['key', 'api_key', 'access_token', 'token'])
      expect((await send(url, `${path}?${name}=${key}`)).status).toBe(401)
  }
  const inQuery = await send(url, `/api/auth/api-keys/verify?key=${key}`, { bearer: backendKey, body: {} })
  expect(inQuery.body).toMatchObject({ code: 'invalid_request' })
})

describe('an administrator', () => {
  test('finds keys by whose they are, by name and by what they begin with; never by more than that', async () => {
    const [ada, grace] = [await holder({ ...NIGHTLY, name: 'Zebra crossing' }), await holder()]
    const find = async (query: string): Promise<readonly unknown[]> =>
      namesOf(await admin.get(`/api-keys?${query}`))
    expect(await find(`subject=${ada.userId}`)).toEqual(['Zebra crossing'])
    expect(await find('query=zebra')).toEqual(['Zebra crossing'])
    expect(await find(`prefix=${grace.key.slice(0, 16)}`)).toEqual(['Nightly build'])
    for (const prefix of [grace.key, grace.key.slice(0, 17), 'ccb_', '%'])
      expect((await admin.get(`/api-keys?prefix=${encodeURIComponent(prefix)}`)).status).toBe(400)
    await admin.delete(`/api-keys/${ada.id}`)
    expect(await find(`subject=${ada.userId}`)).toEqual([])
    const [over] = await admin.list(`/api-keys?subject=${ada.userId}&status=all`)
    expect(over).toMatchObject({ revokeReason: 'revoked_by_admin', revokedAt: expect.any(String) })
    expect(await verify(ada.key)).toEqual({ active: false })
  })

  test('makes keys with claims and a limit, and changes them', async () => {
    const { userId } = await signUp()
    const claims = { plan: 'pro', seats: [1, null] }
    const body = { subject: userId, ...NIGHTLY, claims, rateLimit: { requests: 10, perSeconds: 1 } }
    const { apiKey, key } = (await admin.post('/api-keys', body)).body as {
      readonly apiKey: Json
      readonly key: string
    }
    expect(apiKey).toMatchObject({ claims, createdBy: expect.stringMatching(/^key_/) })
    const patch = {
      name: 'Deploys',
      description: 'x',
      scopes: ['deploy', 'deploy'],
      expiresInSeconds: null,
      rateLimit: null,
      claims: {},
    }
    const patched = await admin.patch(`/api-keys/${String(apiKey['id'])}`, patch)
    const { expiresInSeconds: _, ...rest } = { ...patch, scopes: ['deploy'] }
    expect(patched.body).toMatchObject({ ...rest, expiresAt: null })
    expect(await verify(key)).toMatchObject({ scopes: ['deploy'], claims: {}, expiresAt: null })
    expect((await admin.patch(`/api-keys/${newId('key', 0, seededRandom(6))}`, { name: 'x' })).status).toBe(
      404,
    )
    const nobody = { ...body, subject: newId('org', 0, seededRandom(7)) }
    expect((await admin.post('/api-keys', nobody)).body).toMatchObject({ status: 404, field: 'body.subject' })
  })

  test('needs the scope for it', async () => {
    const { body } = await admin.post('/admin-keys', { name: 'support', scopes: ['read', 'users'] })
    const support = adminClient(coatcheck, String(body['key']))
    const { userId, id } = await holder()
    expect((await support.get(`/api-keys?subject=${userId}`)).status).toBe(200)
    const wanted = { subject: userId, ...NIGHTLY }
    for (const refused of [
      await support.post('/api-keys', wanted),
      await support.patch(`/api-keys/${id}`, { name: 'x' }),
      await support.delete(`/api-keys/${id}`),
    ])
      expect(refused.body).toMatchObject({ status: 403, code: 'scope_missing' })
  })
})
