/** Pushed authorization requests: said by the client, brought by the browser, answered once. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { Browser, type Json } from '../support/api-client.ts'
import {
  allow,
  answerOf,
  type Asked,
  authorizationQuery,
  codeOf,
  keptCode,
  newPerson,
  type Step,
  submitOn,
  visit,
} from '../support/authorize.ts'
import { makeClient, type TestClient } from '../support/oauth.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let client: TestClient
let own: TestClient
let ada: Browser

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  client = await makeClient(coatcheck, { type: 'confidential', requirePushedRequests: true })
  own = await makeClient(coatcheck, { type: 'confidential', firstParty: true })
  ada = await newPerson(coatcheck, 'ada@example.com')
})
afterAll(() => coatcheck.close())

/** Pushes a request. */
async function push(
  by: TestClient,
  more: Asked = {},
  basic: string = `${by.id}:${by.secret ?? ''}`,
): Promise<{ readonly status: number; readonly body: Json; readonly headers: Headers }> {
  const headers = { authorization: `Basic ${Buffer.from(basic).toString('base64')}` }
  const body = authorizationQuery(by, more)
  const response = await fetch(`${coatcheck.url}/oauth/par`, { method: 'POST', headers, body })
  return { status: response.status, body: (await response.json()) as Json, headers: response.headers }
}

/** Brings a pushed request. */
function bring(
  browser: Browser,
  by: Pick<TestClient, 'id'>,
  requestUri: unknown,
  more: Asked = {},
): Promise<Step> {
  const asked = { client_id: by.id, request_uri: String(requestUri), ...more }
  const query = new URLSearchParams(Object.entries(asked) as [string, string][])
  return visit(browser, `/oauth/authorize?${query}`)
}

test('PAR-1: is kept for a minute, and answered as if it had been brought in full', async () => {
  const pushed = await push(client, {
    nonce: 'n-1',
    resource: ['https://notes.example', 'https://files.example'],
  })
  expect(pushed).toMatchObject({ status: 201, body: { expires_in: 60 } })
  expect(pushed.headers.get('cache-control')).toBe('no-store')
  expect(pushed.body['request_uri']).toMatch(/^urn:ietf:params:oauth:request_uri:[\w-]{43}$/)
  // What else the browser brings counts for nothing.
  const page = await bring(ada, client, pushed.body['request_uri'], { scope: 'root', state: 'forged' })
  const step = await allow(ada, page)
  expect(answerOf(step)).toMatchObject({ state: 'state-1', iss: coatcheck.url })
  expect(await keptCode(coatcheck, codeOf(step))).toMatchObject({
    nonce: 'n-1',
    resources: ['https://notes.example', 'https://files.example'],
  })
})

test('PAR-1: is answered once, by a code or by an error', async () => {
  const granted = (await push(own)).body['request_uri']
  const steps = await Promise.all(Array.from({ length: 8 }, () => bring(ada, own, granted)))
  expect(steps.filter(({ status }) => status === 303)).toHaveLength(1)
  expect(steps.filter(({ status }) => status === 400)).toHaveLength(7)
  const refused = (await push(client, { prompt: 'consent' })).body['request_uri']
  const page = await bring(ada, client, refused)
  const cancelled = await submitOn(ada, page, '/oauth/consent', { decision: 'cancel' })
  expect(answerOf(cancelled)['error']).toBe('access_denied')
  for (const step of [await bring(ada, client, refused), await allow(ada, page)]) {
    expect(step).toMatchObject({ status: 400, location: null })
    expect(step.text).toContain('request_uri_invalid')
  }
})

test('lasts through a sign-in that takes longer than it waits for its browser', async () => {
  const requestUri = (await push(own, { prompt: 'login' })).body['request_uri']
  const browser = new Browser(coatcheck.url)
  const step = await bring(browser, own, requestUri)
  expect(step.location!.pathname).toBe('/sign-in')
  coatcheck.clock.advance(10 * 60_000)
  const form = await visit(browser, step.location)
  const fields = { email: 'ada@example.com', password: 'tidal-lantern-parade-42' }
  const signedIn = await submitOn(browser, form, '/sign-in', fields)
  expect(codeOf(await visit(browser, signedIn.location))).toMatch(/^cco_/)
})

test('that is expired, another client’s, made up, or somebody’s URL is answered here', async () => {
  const expired = (await push(own)).body['request_uri']
  coatcheck.clock.advance(60_000)
  const { body } = await push(own)
  const attempts: readonly (readonly [TestClient, unknown])[] = [
    [own, expired],
    [client, body['request_uri']],
    [own, 'urn:ietf:params:oauth:request_uri:'],
    [own, `urn:ietf:params:oauth:request_uri:${'A'.repeat(43)}`],
    [own, 'https://evil.example/request'],
    [own, 'http://127.0.0.1:1/request'],
  ]
  for (const [by, requestUri] of attempts)
    expect(await bring(ada, by, requestUri), `${String(requestUri)}`).toMatchObject({
      status: 400,
      location: null,
    })
  expect(codeOf(await bring(ada, own, body['request_uri']))).toMatch(/^cco_/)
})

test('can be required of a client', async () => {
  const step = await visit(ada, `/oauth/authorize?${authorizationQuery(client)}`)
  expect(answerOf(step)).toMatchObject({ error: 'invalid_request', state: 'state-1', iss: coatcheck.url })
})

test('is refused where it is pushed, when it is wrong or whose it is not', async () => {
  const wrong: readonly (readonly [Asked, string])[] = [
    [{ redirect_uri: 'https://evil.example/' }, 'invalid_request'],
    [{ request_uri: 'urn:ietf:params:oauth:request_uri:x' }, 'invalid_request'],
    [{ request: 'e30' }, 'request_not_supported'],
    [{ code_challenge: null }, 'invalid_request'],
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
    [{ scope: 'root' }, 'invalid_scope'],
    [{ resource: 'https://evil.example' }, 'invalid_target'],
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ state: ['1', '2'] }, 'invalid_request'],
  ]
  for (const [more, error] of wrong) {
    const { status, body } = await push(own, more)
    expect({ status, error: body['error'] }, `${JSON.stringify(more)}`).toEqual({ status: 400, error })
  }
  const strange = await push(own, {}, `${own.id}:wrong`)
  expect(strange).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
  expect((await push(own, { client_id: client.id })).status).toBe(401)
  const nothing = await fetch(`${coatcheck.url}/oauth/par`, { method: 'POST', body: authorizationQuery(own) })
  expect(nothing.status).toBe(401)
})

test('keeps no secret of the client', async () => {
  const post = await makeClient(coatcheck, {
    type: 'confidential',
    authMethod: 'client_secret_post',
    firstParty: true,
  })
  const body = authorizationQuery(post, { client_secret: post.secret })
  const response = await fetch(`${coatcheck.url}/oauth/par`, { method: 'POST', body })
  const { request_uri: requestUri } = (await response.json()) as { readonly request_uri: string }
  const secret = Buffer.from(requestUri.slice(requestUri.lastIndexOf(':') + 1), 'base64url')
  const { store, crypto } = coatcheck.server
  const kept = await store.pushedRequests.open(crypto.sha256(secret), post.id)
  expect(kept).toContain('code_challenge=')
  expect(kept).not.toContain(post.secret!)
  expect(kept).not.toContain('client_secret')
})

test('is refused where it is longer than what is kept', async () => {
  const statuses: number[] = []
  for (const length of [10_000, 16_384])
    statuses.push((await push(own, { login_hint: 'x'.repeat(length) })).status)
  expect(statuses).toEqual([201, 400])
})

test('of clients that anybody can be is limited by address', async () => {
  const open = await makeClient(coatcheck, {})
  const made = await makeClient(coatcheck, { type: 'confidential', registration: 'dynamic' })
  const statuses: number[] = []
  for (let i = 0; i < 60; i += 1) statuses.push((await push(made)).status)
  expect(new Set(statuses)).toEqual(new Set([201]))
  expect((await push(made)).status).toBe(429)
  const body = authorizationQuery(open)
  expect((await fetch(`${coatcheck.url}/oauth/par`, { method: 'POST', body })).status).toBe(429)
  expect((await push(own)).status).toBe(201)
})
