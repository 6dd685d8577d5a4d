/** Clients that register themselves (RFC 7591, RFC 7592): what they may be, and what nobody gets by it. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { type Answer, type Json, type RequestOptions, send } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const METADATA = { client_name: 'Notes', redirect_uris: ['https://notes.example/callback'] }

let coatcheck: RunningCoatcheck
let admin: AdminClient
let visitors = 0

beforeAll(async () => {
  coatcheck = await startCoatcheck({
    environment: {
      COATCHECK_OAUTH_REGISTRATION: 'open',
      COATCHECK_OAUTH_RESOURCES: 'https://mcp.example',
      COATCHECK_TRUST_PROXY: '1',
    },
  })
  admin = adminClient(coatcheck)
})
afterAll(() => coatcheck.close())

/** Asks from an address of its own. */
function ask(path: string, options: RequestOptions): Promise<Answer> {
  const headers = { 'x-forwarded-for': `203.0.113.${visitors++ % 250}`, ...options.headers }
  return send(coatcheck.url, path, { ...options, headers })
}

function register(metadata: unknown): Promise<Answer> {
  return ask('/oauth/register', { body: metadata })
}

function manage(registered: Json, options: RequestOptions = {}): Promise<Answer> {
  const path = new URL(String(registered['registration_client_uri'])).pathname
  return ask(path, { bearer: String(registered['registration_access_token']), ...options })
}

describe('a client that registers itself', () => {
  test('is told what it is, with a secret that it alone knows', async () => {
    const { status, body, headers } = await register({
      ...METADATA,
      software_id: 'x',
      contacts: ['a@b.example'],
    })
    expect(status).toBe(201)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body).toEqual({
      client_id: expect.stringMatching(/^app_/),
      client_id_issued_at: Math.floor(coatcheck.clock.nowMs() / 1000),
      client_secret: expect.stringMatching(/^cca_/),
      client_secret_expires_at: 0,
      registration_access_token: expect.stringMatching(/^ccreg_/),
      registration_client_uri: `${coatcheck.url}/oauth/register/${String(body['client_id'])}`,
      client_name: 'Notes',
      redirect_uris: ['https://notes.example/callback'],
      post_logout_redirect_uris: [],
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      scope: 'openid profile email organization offline_access',
      id_token_signed_response_alg: 'ES256',
      require_pushed_authorization_requests: false,
      dpop_bound_access_tokens: false,
    })
    const kept = (await admin.get(`/oauth-clients/${String(body['client_id'])}`)).body
    expect(kept).toMatchObject({
      registration: 'dynamic',
      firstParty: false,
      resources: ['https://mcp.example'],
      serves: [],
    })
    const known = await coatcheck.server.store.oauthClients.find(String(body['client_id']) as never)
    expect(known?.secrets.registrationHash).toHaveLength(32)
  })

  test('gets no more than what nobody has to look at', async () => {
    const { body } = await register({
      ...METADATA,
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials', 'implicit', 'password'],
      scope: 'openid everything',
      firstParty: true,
      first_party: true,
      serves: ['https://mcp.example'],
      client_id: 'app_of_mine',
      client_secret: 'of mine',
      id: 'x',
    })
    expect(body).toMatchObject({ grant_types: ['authorization_code', 'refresh_token'], scope: 'openid' })
    expect(body['client_id']).not.toBe('app_of_mine')
    expect(body['client_secret']).not.toBe('of mine')
    const id = String(body['client_id'])
    expect((await admin.get(`/oauth-clients/${id}`)).body).toMatchObject({ firstParty: false, serves: [] })
    expect(await admin.patch(`/oauth-clients/${id}`, { firstParty: true })).toMatchObject({ status: 400 })
  })

  test('that is public gets no secret', async () => {
    const { body } = await register({
      redirect_uris: ['com.example.notes:/callback', 'http://127.0.0.1/callback'],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
    })
    expect(body).toMatchObject({ token_endpoint_auth_method: 'none', grant_types: { length: 3 } })
    expect(body).not.toHaveProperty('client_secret')
  })

  test.each<[string, unknown, string]>([
    ['no address', { client_name: 'Notes' }, 'invalid_redirect_uri'],
    ['an address of http', { redirect_uris: ['http://notes.example/'] }, 'invalid_redirect_uri'],
    ['a program', { redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri'],
    ['AZ-3: a fragment', { redirect_uris: ['https://notes.example/#x'] }, 'invalid_redirect_uri'],
    ['a wildcard', { redirect_uris: ['https://notes.example/*'] }, 'invalid_redirect_uri'],
    ['addresses that are no list', { redirect_uris: 'https://notes.example/' }, 'invalid_redirect_uri'],
    ['addresses that are no texts', { redirect_uris: [{}] }, 'invalid_redirect_uri'],
    [
      'only grants that it cannot have',
      { ...METADATA, grant_types: ['client_credentials'] },
      'invalid_client_metadata',
    ],
    ['tokens in the redirect', { ...METADATA, response_types: ['token'] }, 'invalid_client_metadata'],
    [
      'a method that we do not have',
      { ...METADATA, token_endpoint_auth_method: 'tls_client_auth' },
      'invalid_client_metadata',
    ],
    ['no keys', { ...METADATA, token_endpoint_auth_method: 'private_key_jwt' }, 'invalid_client_metadata'],
    [
      'a private key',
      {
        ...METADATA,
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43), d: 'x' }] },
      },
      'invalid_client_metadata',
    ],
    ['a logo that is a program', { ...METADATA, logo_uri: 'javascript:alert(1)' }, 'invalid_client_metadata'],
    ['a logo in itself', { ...METADATA, logo_uri: 'data:text/html,x' }, 'invalid_client_metadata'],
    [
      'a name that turns its direction',
      { ...METADATA, client_name: '\u202eeton' },
      'invalid_client_metadata',
    ],
    [
      'an algorithm of its own',
      { ...METADATA, id_token_signed_response_alg: 'none' },
      'invalid_client_metadata',
    ],
    ['a list', [METADATA], 'invalid_client_metadata'],
  ])('is refused with %s', async (_, metadata, error) => {
    expect(await register(metadata)).toMatchObject({ status: 400, body: { error } })
  })

  test('is refused with a member said twice, with what is no JSON, and with too much of it', async () => {
    const raw = (text: string, type = 'application/json') =>
      fetch(`${coatcheck.url}/oauth/register`, {
        method: 'POST',
        headers: { 'content-type': type, 'x-forwarded-for': '198.51.100.7' },
        body: text,
      })
    const twice = '{"redirect_uris":["https://a.example/"],"redirect_uris":["https://b.example/"]}'
    expect((await raw(twice)).status).toBe(400)
    expect((await raw('{')).status).toBe(400)
    expect((await raw('a=b', 'application/x-www-form-urlencoded')).status).toBe(400)
    expect((await raw(JSON.stringify({ x: 'x'.repeat(70_000) }))).status).toBe(413)
  })

  test('has so many others from its address, and no more', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.99' }
    const answers = []
    for (let count = 0; count < 21; count++)
      answers.push(await send(coatcheck.url, '/oauth/register', { body: METADATA, headers }))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20)
    expect(answers.at(-1)).toMatchObject({ status: 429, body: { error: 'too_many_requests' } })
    expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('a registration', () => {
  test('is read, replaced and forgotten by its own token', async () => {
    const { body: made } = await register({ ...METADATA, logo_uri: 'https://notes.example/logo.png' })
    const { client_secret: _, client_secret_expires_at: __, ...shown } = made
    expect((await manage(made)).body).toEqual(shown)
    const change = { client_id: made['client_id'], redirect_uris: ['https://notes.example/other'] }
    const replaced = await manage(made, { method: 'PUT', body: change })
    expect(replaced).toMatchObject({ status: 200, body: { redirect_uris: ['https://notes.example/other'] } })
    expect(replaced.body).not.toHaveProperty('logo_uri')
    expect((await manage(made, { method: 'DELETE' })).status).toBe(204)
    expect((await manage(made)).status).toBe(401)
    expect((await admin.get(`/oauth-clients/${String(made['client_id'])}`)).status).toBe(404)
  })

  test('keeps what an administrator set', async () => {
    const { body: made } = await register(METADATA)
    await admin.patch(`/oauth-clients/${String(made['client_id'])}`, { grantSeconds: 3600 })
    await manage(made, { method: 'PUT', body: { ...METADATA, client_id: made['client_id'] } })
    const kept = await admin.get(`/oauth-clients/${String(made['client_id'])}`)
    expect(kept.body).toMatchObject({ grantSeconds: 3600 })
  })

  test('does not bring back what an administrator took away', async () => {
    const grants = ['authorization_code', 'refresh_token']
    const { body: made } = await register({ ...METADATA, scope: 'openid email', grant_types: grants })
    const id = String(made['client_id'])
    const less = { scopes: ['openid'], grants: ['authorization_code'] }
    const stricter = { dpop: 'required', requirePushedRequests: true }
    await admin.patch(`/oauth-clients/${id}`, { ...less, ...stricter })
    const asked = { ...METADATA, client_id: id, scope: 'openid email', grant_types: grants }
    const replaced = await manage(made, { method: 'PUT', body: asked })
    expect(replaced).toMatchObject({ status: 200, body: { scope: 'openid', grant_types: less.grants } })
    expect((await admin.get(`/oauth-clients/${id}`)).body).toMatchObject({ ...less, ...stricter })
    const device = ['urn:ietf:params:oauth:grant-type:device_code']
    const other = await manage(made, { method: 'PUT', body: { ...asked, grant_types: device } })
    expect(other).toMatchObject({ status: 400, body: { error: 'invalid_client_metadata' } })
  })

  test.each<[string, Json]>([
    ['of another client', { client_id: `app_${'0'.repeat(26)}` }],
    ['of no client', { client_id: undefined }],
    ['with a token of its own choice', { registration_access_token: 'ccreg_mine' }],
    ['with an address of its own choice', { registration_client_uri: 'https://evil.example' }],
    ['that is public all at once', { token_endpoint_auth_method: 'none' }],
    ['with a program', { redirect_uris: ['javascript:1'] }],
  ])('is not replaced by one %s', async (_, more) => {
    const { body: made } = await register(METADATA)
    const body = { ...METADATA, client_id: made['client_id'], ...more }
    expect((await manage(made, { method: 'PUT', body })).status).toBe(400)
    expect((await manage(made)).body).toMatchObject({ redirect_uris: METADATA.redirect_uris })
  })

  test('is closed to every other token, and to its own when the client is disabled', async () => {
    const [{ body: made }, { body: other }] = [await register(METADATA), await register(METADATA)]
    const tokens = [
      String(other['registration_access_token']),
      String(made['client_secret']),
      coatcheck.adminKey,
      'ccreg_x',
      'x',
    ]
    for (const bearer of tokens)
      for (const method of ['GET', 'PUT', 'DELETE'])
        expect(await manage(made, { bearer, method })).toMatchObject({
          status: 401,
          body: { error: 'invalid_token' },
        })
    await admin.post(`/oauth-clients/${String(made['client_id'])}/disable`)
    expect((await manage(made)).status).toBe(401)
    const strange = { ...other, registration_client_uri: `${coatcheck.url}/oauth/register/nobody` }
    expect((await manage(strange)).status).toBe(401)
  })

  test('is not guessed at for long', async () => {
    const { body: made } = await register(METADATA)
    const headers = { 'x-forwarded-for': '198.51.100.50' }
    const statuses = []
    for (let count = 0; count < 21; count++)
      statuses.push((await manage(made, { bearer: 'ccreg_x', headers })).status)
    expect(statuses.at(-1)).toBe(429)
    expect((await manage(made)).status).toBe(200)
  })
})

test('where registration is off, there is none', async () => {
  const off = await startCoatcheck()
  expect((await send(off.url, '/oauth/register', { body: METADATA })).status).toBe(404)
  await off.close()
})

test('where registration takes a token, it takes an admin key with that scope, which does nothing else', async () => {
  const closed = await startCoatcheck({ environment: { COATCHECK_OAUTH_REGISTRATION: 'token' } })
  const key = async (scope: string): Promise<string> => {
    const { body } = await adminClient(closed).post('/admin-keys', { name: scope, scopes: [scope] })
    return String(body['key'])
  }
  const by = (bearer?: string) =>
    send(closed.url, '/oauth/register', { body: METADATA, ...(bearer !== undefined && { bearer }) })
  const refused = await by()
  expect(refused).toMatchObject({ status: 401, body: { error: 'invalid_token' } })
  expect(refused.headers.get('www-authenticate')).toContain('Bearer')
  for (const bearer of ['x', await key('keys'), await key('clients')])
    expect((await by(bearer)).status).toBe(401)
  const registrar = await key('registration')
  expect((await by(registrar)).status).toBe(201)
  expect((await send(closed.url, '/api/admin/users', { bearer: registrar })).status).toBe(403)
  await closed.close()
})
