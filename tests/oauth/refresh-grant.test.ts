/** Grants are refreshed as RFC 6749 says, on the refresh chain that every session has. */

import { randomUUID } from 'node:crypto'
import { BY_SYSTEM, type OAuthClientSettings, type OrganizationId } from '@coatcheck/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { type Answer, type Json, send } from '../support/api-client.ts'
import {
  claimsOf,
  type Form,
  type Granter,
  makeClient,
  makeCode,
  makeGranter,
  postForm,
  redeem,
  refreshGrant,
  type TestClient,
} from '../support/oauth.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let url: string
let granter: Granter
let app: TestClient

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  url = coatcheck.url
  granter = await makeGranter(coatcheck, 'ada@example.com')
  app = await makeClient(coatcheck)
})
afterAll(() => coatcheck.close())

const INVALID_GRANT = { status: 400, body: { error: 'invalid_grant' } }

/** A fresh grant's first answer; keyed where the redemption has a key. */
async function grantTo(client: TestClient, key: string | null = null): Promise<Json> {
  const headers: Record<string, string> = key === null ? {} : { 'idempotency-key': key }
  return (await redeem(coatcheck, client, await makeCode(coatcheck, client, granter), {}, headers)).body
}

function refresh(token: unknown, key: string | null = null, more: Form = {}): Promise<Answer> {
  const headers: Record<string, string> = key === null ? {} : { 'idempotency-key': key }
  return refreshGrant(coatcheck, app, token, more, headers)
}

async function endReasonOf({ access_token: token }: Json): Promise<string | undefined> {
  const reading = await coatcheck.server.store.sessions.find(claimsOf(token)['sid'] as never)
  return reading?.session.end?.reason
}

async function changeClient({ id }: TestClient, change: Partial<OAuthClientSettings>): Promise<void> {
  const { oauthClients } = coatcheck.server.store
  const known = await oauthClients.find(id)
  if (known === null) throw new Error('the client is gone')
  await oauthClients.update(id, known.client.version, { ...known.client, ...change }, BY_SYSTEM)
}

describe('a refresh', () => {
  test('RT-1, RT-9: rotates the token, and tells of the sign-in what it told before', async () => {
    const first = await grantTo(app)
    coatcheck.clock.advance(60_000)
    const second = await refresh(first['refresh_token'])
    expect(second).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 600 } })
    expect(second.body['refresh_token']).not.toBe(first['refresh_token'])
    const [before, now] = [first, second.body].map((body) => claimsOf(body['access_token']))
    for (const claim of ['sub', 'sid', 'aud', 'auth_time', 'acr', 'amr', 'client_id', 'scope'])
      expect(now?.[claim]).toEqual(before?.[claim])
    expect(now?.['jti']).not.toBe(before?.['jti'])
    expect(claimsOf(second.body['id_token'])['nonce']).toBeUndefined()
  })

  test('TK-7: asks for less where it likes, and keeps the grant as it is', async () => {
    const first = await grantTo(app)
    const less = await refresh(first['refresh_token'], null, { scope: 'notes:read' })
    expect(less).toMatchObject({ status: 200, body: { scope: 'notes:read' } })
    expect(less.body['id_token']).toBeUndefined()
    const all = await refresh(less.body['refresh_token'])
    expect(all.body['scope']).toBe(first['scope'])
  })

  test.each<[string, Form, string]>([
    ['a scope that was not granted', { scope: 'notes:read email' }, 'invalid_scope'],
    ['a scope of no known form', { scope: 'notes:read  ' }, 'invalid_scope'],
    ['a resource that was not granted', { resource: 'https://files.example' }, 'invalid_target'],
  ])('TK-7: with %s is refused, and leaves the token as it is', async (_name, more, error) => {
    const { refresh_token: token } = await grantTo(app)
    expect(await refresh(token, null, more)).toMatchObject({ status: 400, body: { error } })
    expect((await refresh(token)).status).toBe(200)
  })

  test('gives less once the client may have less', async () => {
    const client = await makeClient(coatcheck)
    const { refresh_token: token } = await grantTo(client)
    await changeClient(client, { scopes: ['notes:read'] })
    expect(await refreshGrant(coatcheck, client, token)).toMatchObject({ body: { scope: 'notes:read' } })
  })

  test('of a client that lost the resource of its grant is refused, and leaves the token as it is', async () => {
    const client = await makeClient(coatcheck)
    const { refresh_token: token } = await grantTo(client)
    await changeClient(client, { resources: ['https://files.example'] })
    for (let attempt = 0; attempt < 2; attempt++) {
      expect(await refreshGrant(coatcheck, client, token)).toMatchObject({
        body: { error: 'invalid_target' },
      })
      coatcheck.clock.advance(11_000)
    }
    await changeClient(client, { resources: ['https://notes.example'] })
    const { body } = await refreshGrant(coatcheck, client, token)
    expect(claimsOf(body['access_token'])['aud']).toBe('https://notes.example')
  })

  test('gives no scope that was deleted, and neither does any other grant', async () => {
    const name = 'fleeting:read'
    const grants = ['authorization_code', 'refresh_token', 'client_credentials'] as const
    const client = await makeClient(coatcheck, {
      type: 'confidential',
      grants,
      scopes: ['offline_access', 'notes:read', name],
    })
    const code = await makeCode(coatcheck, client, granter, {
      scopes: ['offline_access', 'notes:read', name],
    })
    const { body } = await redeem(coatcheck, client, code)
    expect(body['scope']).toContain(name)
    await adminClient(coatcheck).delete(`/oauth-scopes/${encodeURIComponent(name)}`)
    const next = await refreshGrant(coatcheck, client, body['refresh_token'])
    expect(next.body['scope']).toBe('offline_access notes:read')
    const itself = await postForm(url, '/oauth/token', { grant_type: 'client_credentials' }, { client })
    expect(itself.body['scope']).toBe('notes:read')
  })

  test('that would make an access token too large for any leaves the token as it is', async () => {
    const admin = adminClient(coatcheck)
    const person = await makeGranter(coatcheck, 'roles@example.com')
    const made = await admin.post('/organizations', { name: 'Acme', createdBy: person.userId })
    const organizationId = String(made.body['id']) as OrganizationId
    await admin.post('/roles', { key: 'org:clerk', name: 'Clerk', permissions: [] })
    const member = await makeGranter(coatcheck, 'clerk@example.com')
    await admin.post(`/organizations/${organizationId}/memberships`, {
      userId: member.userId,
      role: 'org:clerk',
    })
    const scopes = ['organization', 'offline_access']
    const client = await makeClient(coatcheck, { scopes })
    const code = await makeCode(coatcheck, client, member, { scopes, organizationId })
    const { refresh_token: token } = (await redeem(coatcheck, client, code)).body
    const permit = (permissions: readonly string[]) => admin.patch('/roles/org:clerk', { permissions })
    const many = Array.from({ length: 90 }, (_, index) => `org:${'x'.repeat(28)}${index}:${'r'.repeat(30)}`)
    expect((await permit(many)).status).toBe(200)
    for (let attempt = 0; attempt < 2; attempt++) {
      expect((await refreshGrant(coatcheck, client, token)).status).toBe(500)
      coatcheck.clock.advance(11_000)
    }
    await permit([])
    expect((await refreshGrant(coatcheck, client, token)).status).toBe(200)
  })

  test('tells less in the id_token than would make it too large for any', async () => {
    const person = await makeGranter(coatcheck, 'long@example.com')
    const profile = { firstName: '\u6c38'.repeat(100), imageUrl: `https://img.example/${'a'.repeat(2000)}` }
    const admin = { bearer: coatcheck.adminKey, method: 'PATCH', body: profile }
    const changed = await send(url, `/api/admin/users/${person.userId}`, admin)
    expect(changed.status).toBe(200)
    const code = await makeCode(coatcheck, app, person, { scopes: ['openid', 'profile', 'offline_access'] })
    const first = await redeem(coatcheck, app, code)
    const next = await refresh(first.body['refresh_token'])
    for (const { body } of [first, next]) {
      expect(claimsOf(body['id_token'])).toMatchObject({ sub: person.userId, given_name: profile.firstName })
      expect(claimsOf(body['id_token'])).not.toHaveProperty('picture')
    }
  })

  test('RT-5: of a grant that went unused for too long is refused; use keeps it', async () => {
    const client = await makeClient(coatcheck, { idleSeconds: 3600 })
    let { refresh_token: token } = await grantTo(client)
    for (let hour = 0; hour < 3; hour++) {
      coatcheck.clock.advance(3_000_000)
      const answer = await refreshGrant(coatcheck, client, token)
      expect(answer.status).toBe(200)
      token = answer.body['refresh_token']
    }
    coatcheck.clock.advance(4_000_000)
    expect(await refreshGrant(coatcheck, client, token)).toMatchObject(INVALID_GRANT)
  })

  test('RT-4: never moves the end of the grant', async () => {
    const client = await makeClient(coatcheck, { grantSeconds: 7200, idleSeconds: null })
    let { refresh_token: token } = await grantTo(client)
    coatcheck.clock.advance(7_000_000)
    const late = await refreshGrant(coatcheck, client, token)
    expect(late.body['expires_in']).toBe(200)
    token = late.body['refresh_token']
    coatcheck.clock.advance(200_000)
    expect(await refreshGrant(coatcheck, client, token)).toMatchObject(INVALID_GRANT)
  })
})

describe('a token that comes again', () => {
  test('RT-6: within ten seconds gives the same successor', async () => {
    const { refresh_token: token } = await grantTo(app)
    const first = await refresh(token)
    coatcheck.clock.advance(10_000)
    const again = await refresh(token)
    expect(again).toMatchObject({ status: 200, body: { refresh_token: first.body['refresh_token'] } })
    expect((await refresh(again.body['refresh_token'])).status).toBe(200)
  })

  test('RT-2: after that ends the grant, and tells it', async () => {
    const grant = await grantTo(app)
    const first = await refresh(grant['refresh_token'])
    coatcheck.clock.advance(10_001)
    expect(await refresh(grant['refresh_token'])).toMatchObject(INVALID_GRANT)
    expect(await refresh(first.body['refresh_token'])).toMatchObject(INVALID_GRANT)
    expect(await endReasonOf(grant)).toBe('refresh_reused')
    const { body } = await send(url, '/api/admin/events?type=session.reuse_detected', {
      bearer: coatcheck.adminKey,
    })
    const sessionId = claimsOf(grant['access_token'])['sid']
    expect(body['data']).toContainEqual(expect.objectContaining({ sessionId }))
  })

  test('RT-2: two steps behind ends the grant at once', async () => {
    const grant = await grantTo(app)
    const first = await refresh(grant['refresh_token'])
    await refresh(first.body['refresh_token'])
    expect(await refresh(grant['refresh_token'])).toMatchObject(INVALID_GRANT)
    expect(await endReasonOf(grant)).toBe('refresh_reused')
  })

  test('RT-3: fifty times at once moves the grant on by one', async () => {
    const grant = await grantTo(app)
    const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(grant['refresh_token'])))
    const given = new Set(answers.map(({ body }) => body['refresh_token']))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(given.size).toBe(1)
    expect((await refresh([...given][0])).status).toBe(200)
  })

  test('RT-7: shown by another client is refused, and hurts nobody', async () => {
    const strangers = [await makeClient(coatcheck), await makeClient(coatcheck, { type: 'confidential' })]
    const { refresh_token: token } = await grantTo(app)
    const next = await refresh(token)
    coatcheck.clock.advance(60_000)
    for (const stranger of strangers)
      for (const shown of [token, next.body['refresh_token']])
        expect(await refreshGrant(coatcheck, stranger, shown)).toMatchObject(INVALID_GRANT)
    expect((await refresh(next.body['refresh_token'])).status).toBe(200)
  })

  test('of the API is none of a grant, nor the other way round', async () => {
    const grant = await grantTo(app)
    const refused = await send(url, '/api/auth/refresh', {
      body: { refreshToken: grant['refresh_token'] },
      headers: { 'idempotency-key': randomUUID() },
    })
    expect(refused).toMatchObject({ status: 401, body: { code: 'refresh_invalid' } })
    const login = await send(url, '/api/auth/login', {
      body: { email: 'ada@example.com', password: 'tidal-lantern-parade-42', transport: 'token' },
    })
    expect(await refresh(login.body['refreshToken'])).toMatchObject(INVALID_GRANT)
    expect((await refresh(grant['refresh_token'])).status).toBe(200)
  })
})

describe('a grant that was begun with an Idempotency-Key', () => {
  test('is refreshed with one each time', async () => {
    const { refresh_token: token } = await grantTo(app, randomUUID())
    expect(await refresh(token)).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
    expect((await refresh(token, randomUUID())).status).toBe(200)
  })

  test('gives the successor again to the same request, hours later without an access token', async () => {
    const { refresh_token: token } = await grantTo(app, randomUUID())
    const key = randomUUID()
    const first = await refresh(token, key)
    expect((await refresh(token, key)).body['refresh_token']).toBe(first.body['refresh_token'])
    coatcheck.clock.advance(3_600_000)
    const late = await refresh(token, key)
    const successor = first.body['refresh_token']
    expect(late).toMatchObject({
      status: 409,
      body: { error: 'refresh_superseded', refresh_token: successor },
    })
    expect(late.body['access_token']).toBeUndefined()
    expect((await refresh(successor, randomUUID())).status).toBe(200)
  })

  test('ends when another request shows the same token', async () => {
    const grant = await grantTo(app, randomUUID())
    const first = await refresh(grant['refresh_token'], randomUUID())
    expect(await refresh(grant['refresh_token'], randomUUID())).toMatchObject(INVALID_GRANT)
    expect(await refresh(first.body['refresh_token'], randomUUID())).toMatchObject(INVALID_GRANT)
  })

  test('tells a late duplicate to read storage again, and a thief by what comes then', async () => {
    const grant = await grantTo(app, randomUUID())
    const [one, two] = [randomUUID(), randomUUID()]
    const first = await refresh(grant['refresh_token'], one)
    await refresh(first.body['refresh_token'], two)
    const late = await refresh(grant['refresh_token'], one)
    expect(late).toMatchObject({ status: 409, body: { error: 'refresh_superseded' } })
    expect(late.body['refresh_token']).toBeUndefined()
    const still = await refresh(grant['refresh_token'], one, { still_current: 'true' })
    expect(still).toMatchObject(INVALID_GRANT)
    expect(await endReasonOf(grant)).toBe('refresh_reused')
  })
})

test('more refreshes than one grant can need are limited, and cost nobody the grant', async () => {
  const client = await makeClient(coatcheck)
  let { refresh_token: token } = await grantTo(client)
  let answer: Answer
  do {
    answer = await refreshGrant(coatcheck, client, token)
    token = answer.body['refresh_token'] ?? token
  } while (answer.status === 200)
  expect(answer).toMatchObject({ status: 429, body: { error: 'too_many_requests' } })
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  coatcheck.clock.advance(60_000)
  expect((await refreshGrant(coatcheck, client, token)).status).toBe(200)
})

test('a token that says nothing true is refused before any store is asked', async () => {
  for (const token of ['ccr_', 'nothing', 'ccs_AAAA', `ccr_${'A'.repeat(99)}`])
    expect(await refresh(token)).toMatchObject(INVALID_GRANT)
  const without = await postForm(url, '/oauth/token', { grant_type: 'refresh_token' }, { client: app })
  expect(without).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
})
