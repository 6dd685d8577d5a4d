/** The authorization endpoint: whom it answers, where, and with what. */

import { BY_SYSTEM } from '@coatcheck/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Browser } from '../support/api-client.ts'
import {
  allow,
  answerOf,
  type Asked,
  authorizationQuery,
  authorize,
  codeOf,
  keptCode,
  newPerson,
  submitOn,
  userIdOf,
  visit,
} from '../support/authorize.ts'
import { makeClient, REDIRECT_URI, type TestClient } from '../support/oauth.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let client: TestClient
let own: TestClient
let ada: Browser

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  client = await makeClient(coatcheck, {
    type: 'confidential',
    scopes: ['openid', 'profile', 'organization', 'offline_access'],
  })
  own = await makeClient(coatcheck, { firstParty: true, scopes: ['openid', 'profile', 'offline_access'] })
  ada = await newPerson(coatcheck, 'ada@example.com')
})
afterAll(() => coatcheck.close())

describe('where an answer may go', () => {
  const registered = REDIRECT_URI
  const refused: readonly (readonly [what: string, uri: Asked[string]])[] = [
    ['a suffix', `${registered}/evil`],
    ['a prefix', registered.slice(0, -1)],
    ['another host in front', 'https://app.example.evil.example/callback'],
    ['a second slash', 'https://app.example//callback'],
    ['`//evil`', '//evil.example/callback'],
    ['a backslash', 'https://app.example\\@evil.example/callback'],
    ['a name before the host', 'https://app.example@evil.example/callback'],
    ['userinfo', 'https://user:pw@app.example/callback'],
    ['an encoded path', 'https://app.example/%2e%2e/callback'],
    ['dots', 'https://app.example/x/../callback'],
    ['another case', 'https://APP.example/callback'],
    ['a trailing slash', `${registered}/`],
    ['an extra query', `${registered}?x=1`],
    ['a fragment', `${registered}#x`],
    ['an IDN look-alike', 'https://аpp.example/callback'],
    ['a port', 'https://app.example:443/callback'],
    ['http', 'http://app.example/callback'],
    ['localhost for 127.0.0.1', 'http://localhost/callback'],
    ['javascript:', 'javascript:alert(1)//https://app.example/callback'],
    ['data:', 'data:text/html,https://app.example/callback'],
    ['white space', ` ${registered}`],
    ['a line break', `${registered}\n`],
    ['nothing', null],
    ['the same twice', [registered, registered]],
    ['two', [registered, 'https://evil.example/']],
  ]
  test.each(refused)('AZ-1, AZ-2: %s is answered here, without a redirect', async (_, uri) => {
    const step = await authorize(ada, own, { redirect_uri: uri })
    expect(step).toMatchObject({ status: 400, location: null })
    expect(step.headers.get('content-type')).toContain('text/html')
    expect(step.text).toContain('redirect_uri_refused')
  })

  test.each([
    ['unknown', 'app_01kq0000000000000000000000'],
    ['missing', null],
    ['no id at all', 'https://evil.example/'],
    ['given twice', ['one', 'two']],
  ] as const)('AZ-2: a client that is %s is answered here', async (_, id) => {
    const step = await authorize(ada, own, { client_id: id })
    expect(step).toMatchObject({ status: 400, location: null })
    expect(step.text).toContain('client_unknown')
  })

  test('AZ-2: a disabled client is as unknown as any', async () => {
    const { id } = await makeClient(coatcheck, { firstParty: true })
    await coatcheck.server.store.oauthClients.setState(id, 'disabled', BY_SYSTEM)
    expect((await authorize(ada, { id })).text).toContain('client_unknown')
  })

  test('AZ-1: of a loopback address any port will do, and the consent page lets its form lead there', async () => {
    const native = await makeClient(coatcheck, {
      redirectUris: ['http://127.0.0.1/cb', 'http://[::1]/cb', 'com.example.app:/cb'],
    })
    for (const [uri, source] of [
      ['http://127.0.0.1:50123/cb', 'http://127.0.0.1:50123'],
      ['http://[::1]:50123/cb', 'http:'],
      ['com.example.app:/cb', 'com.example.app:'],
    ] as const) {
      const page = await authorize(ada, native, { redirect_uri: uri })
      expect(page.headers.get('content-security-policy')).toContain(`form-action 'self' ${source};`)
      const step = await allow(ada, page)
      expect(step.status).toBe(303)
      expect(step.location!.href.startsWith(uri), `${uri}`).toBe(true)
      expect((await keptCode(coatcheck, codeOf(step)))?.redirectUri).toBe(uri)
    }
  })

  test('AZ-3: what the redirect URI has as its query stays as it is', async () => {
    const uri = 'https://app.example/callback?tenant=a%20b+c&x'
    const { id } = await makeClient(coatcheck, { redirectUris: [uri], firstParty: true })
    const step = await authorize(ada, { id }, { redirect_uri: uri })
    expect(step.headers.get('location')?.startsWith(`${uri}&code=cco_`)).toBe(true)
  })
})

describe('what is wrong is told to the application', () => {
  const wrong: readonly (readonly [what: string, more: Asked, error: string])[] = [
    ['AZ-4: no code_challenge', { code_challenge: null }, 'invalid_request'],
    ['AZ-4: plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['AZ-4: no method', { code_challenge_method: null }, 'invalid_request'],
    ['AZ-4: a challenge that is no hash', { code_challenge: 'short' }, 'invalid_request'],
    ['AZ-10: response_type=token', { response_type: 'token' }, 'unsupported_response_type'],
    ['AZ-10: id_token token', { response_type: 'id_token token' }, 'unsupported_response_type'],
    ['AZ-10: code id_token', { response_type: 'code id_token' }, 'unsupported_response_type'],
    ['no response_type', { response_type: null }, 'invalid_request'],
    ['AZ-11: scope twice', { scope: ['openid', 'profile'] }, 'invalid_request'],
    ['AZ-11: nonce twice', { nonce: ['1', '1'] }, 'invalid_request'],
    ['AZ-11: a name with brackets', { 'scope[]': 'openid' }, 'invalid_request'],
    ['response mode fragment', { response_mode: 'fragment' }, 'invalid_request'],
    ['response mode form_post', { response_mode: 'form_post' }, 'invalid_request'],
    ['response mode web_message', { response_mode: 'web_message' }, 'invalid_request'],
    ['response mode query.jwt', { response_mode: 'query.jwt' }, 'invalid_request'],
    ['a request object', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
    ['somebody else’s request_uri', { request_uri: 'https://evil.example/r' }, 'request_uri_not_supported'],
    ['a scope that it may not ask for', { scope: 'openid email' }, 'invalid_scope'],
    ['a scope that nobody has', { scope: 'root' }, 'invalid_scope'],
    ['a resource that it may not ask for', { resource: 'https://evil.example' }, 'invalid_target'],
    ['an organization that is none', { organization: 'acme' }, 'invalid_request'],
    ['prompt=none with another', { prompt: 'none login' }, 'invalid_request'],
    ['an unknown prompt', { prompt: 'create' }, 'invalid_request'],
    ['max_age that is no number', { max_age: '-1' }, 'invalid_request'],
    ['dpop_jkt that is no thumbprint', { dpop_jkt: 'x' }, 'invalid_request'],
  ]
  test.each(wrong)('%s', async (_, more, error) => {
    const step = await authorize(ada, own, more)
    expect(step.status).toBe(303)
    expect(`${step.location!.origin}${step.location!.pathname}`).toBe(REDIRECT_URI)
    // AZ-9: who it is from stands on errors too.
    expect(answerOf(step)).toMatchObject({ error, state: 'state-1', iss: coatcheck.url })
    expect(step.location!.searchParams.has('code')).toBe(false)
    expect(step.location!.hash).toBe('')
    expect(step.headers.get('cache-control')).toBe('no-store')
    expect(step.headers.get('referrer-policy')).toBe('no-referrer')
  })

  test('a client without that grant gets nothing by it', async () => {
    const machine = await makeClient(coatcheck, { type: 'confidential', grants: ['client_credentials'] })
    expect(answerOf(await authorize(ada, machine))).toMatchObject({ error: 'unauthorized_client' })
  })

  test('AZ-14: a state comes back byte for byte, or not at all', async () => {
    for (const state of ['a&b=c#d', '%00%0a', '✓ 🎟️ "<script>', ' +', 'x'.repeat(2_048)])
      expect(answerOf(await authorize(ada, own, { state }))['state'], `${state}`).toBe(state)
    const long = answerOf(await authorize(ada, own, { state: 'x'.repeat(2_049) }))
    expect(long).toMatchObject({ error: 'invalid_request' })
    expect(long).not.toHaveProperty('state')
    const query = authorizationQuery(own, { state: null }).toString()
    expect(answerOf(await visit(ada, `/oauth/authorize?${query}&state=%FF`))).not.toHaveProperty('state')
    expect(answerOf(await authorize(ada, own, { state: null }))).not.toHaveProperty('state')
  })

  test('AZ-16: for a client that nobody has looked at, nobody is redirected unless they wish it', async () => {
    const known = await coatcheck.server.store.oauthClients.find(client.id)
    const stranger = await makeStranger(known!.client.name)
    const page = await authorize(ada, stranger, { scope: 'root' })
    expect(page).toMatchObject({ status: 400, location: null })
    expect(page.text).toContain('That cannot be granted')
    const silent = await authorize(new Browser(coatcheck.url), stranger, { prompt: 'none' })
    expect(silent).toMatchObject({ status: 400, location: null })
    const consent = await authorize(ada, stranger)
    expect(consent.text).toContain('Nobody here has looked at this application')
    const cancelled = await submitOn(ada, consent, '/oauth/consent', { decision: 'cancel' })
    expect(answerOf(cancelled)).toMatchObject({ error: 'access_denied' })
  })
})

/** A client that registered itself. */
async function makeStranger(name: string): Promise<TestClient> {
  const { oauthClients } = coatcheck.server.store
  const template = await makeClient(coatcheck, { name })
  const known = await oauthClients.find(template.id)
  const id = template.id.replace(/.$/, (last) => (last === '0' ? '1' : '0')) as TestClient['id']
  const made = { ...known!.client, id, clientId: id, registration: 'dynamic' } as const
  await oauthClients.create({ ...made, secretHash: null, registrationHash: null }, BY_SYSTEM)
  return { id, secret: null }
}

describe('a code', () => {
  test('AZ-7, AZ-9: carries what was asked, bound to who asked, and says who it is from', async () => {
    const resources = ['https://notes.example', 'https://files.example']
    const step = await authorize(ada, own, {
      scope: 'openid offline_access',
      resource: resources,
      nonce: 'n-1',
      dpop_jkt: 'A'.repeat(43),
    })
    expect(step.status).toBe(303)
    expect(answerOf(step)).toMatchObject({ state: 'state-1', iss: coatcheck.url })
    expect(step.headers.get('cache-control')).toBe('no-store')
    expect(step.headers.get('referrer-policy')).toBe('no-referrer')
    const kept = await keptCode(coatcheck, codeOf(step))
    expect(kept).toMatchObject({
      clientId: own.id,
      userId: await userIdOf(ada),
      redirectUri: REDIRECT_URI,
      scopes: ['openid', 'offline_access'],
      resources,
      nonce: 'n-1',
      dpopThumbprint: 'A'.repeat(43),
      endsWithSession: false,
      method: 'password',
    })
    expect(kept!.expiresAtMs - coatcheck.clock.nowMs()).toBe(60_000)
  })

  test('without scope and resource is for all scopes of the client and its first resource', async () => {
    const kept = await keptCode(coatcheck, codeOf(await authorize(ada, own, { scope: null })))
    expect(kept).toMatchObject({
      scopes: ['openid', 'profile', 'offline_access'],
      resources: ['https://notes.example'],
    })
  })

  test('is asked for by POST too, which comes again as a GET', async () => {
    const body = authorizationQuery(own)
    const response = await fetch(`${coatcheck.url}/oauth/authorize`, {
      method: 'POST',
      headers: { origin: 'https://app.example' },
      body,
      redirect: 'manual',
    })
    expect(response.status).toBe(303)
    expect(answerOf(await visit(ada, response.headers.get('location')))).toHaveProperty('code')
    const json = await fetch(`${coatcheck.url}/oauth/authorize`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect(json.status).toBe(400)
  })

  test('does not follow the Host header', async () => {
    const step = await authorize(ada, own)
    const headers = { ...ada.cookieHeader(), 'x-forwarded-host': 'evil.example' }
    const path = `${coatcheck.url}/oauth/authorize?${authorizationQuery(own)}`
    const forwarded = await fetch(path, { headers, redirect: 'manual' })
    expect(new URL(forwarded.headers.get('location')!).searchParams.get('iss')).toBe(answerOf(step)['iss'])
  })
})
