/**
 * The modules of the OpenID Foundation's `oidcc-basic-certification-test-plan`, by their names, as checks of our own: the
 * suite itself needs Java 21 and MongoDB. Unlike it every request has a PKCE challenge, without which there is no code
 * here. What the suite leaves to a person looking at a screenshot is looked at in `tests/e2e`.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type MadeApplication,
  type StandardServer,
  startForStandardClients,
} from '../../support/standard-clients.ts'
import { CALLBACK, type OpenIdFlow, openIdFlow } from '../../support/openid-flow.ts'
import type { Json } from '../../support/api-client.ts'
import type { FormBrowser } from '../../support/form-browser.ts'

let server: StandardServer
let application: MadeApplication
let flow: OpenIdFlow
/** Of the person, who is signed in in it from the first test on. */
let known: FormBrowser

beforeAll(async () => {
  server = await startForStandardClients()
  application = await server.application({
    name: 'Conformance',
    type: 'confidential',
    redirectUris: [CALLBACK],
    grants: ['authorization_code', 'refresh_token'],
    scopes: ['openid', 'profile', 'email', 'offline_access'],
  })
  flow = openIdFlow(server, application)
  known = server.browser()
  await flow.signIn(known)
})

afterAll(() => server.close())

const userinfoJson = async (response: Response): Promise<Json> => {
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  return (await response.json()) as Json
}

describe('answers to authorization requests', () => {
  test('oidcc-server: code, tokens, id_token and userinfo fit together', async () => {
    const { callback, tokens, claims } = await flow.signIn(known)
    expect([...callback.searchParams.keys()].toSorted()).toEqual(['code', 'iss', 'state'])
    expect(callback.searchParams.get('code')?.length).toBeGreaterThanOrEqual(43) // 256 bits
    expect(tokens['expires_in']).toBe(600)
    expect(claims).toMatchObject({ sub: server.userId, nonce: 'nonce-1', aud: application.clientId })
    expect(Math.abs((claims.iat ?? 0) - Date.now() / 1000)).toBeLessThan(60)
    expect(await userinfoJson(await flow.userinfo(tokens['access_token']))).toMatchObject({ sub: claims.sub })
  })

  test('oidcc-response-type-missing', async () => {
    const told = await flow.silently(known, { response_type: null })
    expect(told.get('error')).toMatch(/^(?:unsupported_response_type|invalid_request)$/)
    expect(told.get('state')).toBe('state-1')
  })

  test('oidcc-alternate-happy-flow: the order of scopes and parameters does not matter', async () => {
    const url = flow.address({ scope: 'email profile openid' })
    url.search = String(new URLSearchParams([...url.searchParams].toReversed()))
    const callback = await server.authorize(url, CALLBACK, known)
    expect(callback.searchParams.get('code')).not.toBeNull()
  })

  test('oidcc-ensure-request-without-nonce-succeeds-for-code-flow', async () => {
    const { claims } = await flow.signIn(known, { nonce: null })
    expect(claims).not.toHaveProperty('nonce')
  })

  test.each([
    ['oidcc-display-page', { display: 'page' }],
    ['oidcc-display-popup', { display: 'popup' }],
    ['oidcc-ensure-request-with-unknown-parameter-succeeds', { extra: 'foobar' }],
    ['oidcc-login-hint', { login_hint: 'somebody@example.com' }],
    ['oidcc-ui-locales', { ui_locales: 'se' }],
    ['oidcc-claims-locales', { claims_locales: 'se' }],
    ['oidcc-ensure-request-with-acr-values-succeeds', { acr_values: 'aal1' }],
    [
      'oidcc-claims-essential',
      { claims: '{"userinfo":{"name":{"essential":true}}}', scope: 'openid profile' },
    ],
  ] as const)('%s', async (_name, parameters) => {
    const { tokens, claims } = await flow.signIn(known, parameters)
    expect(claims['acr']).toBe('aal1')
    const person = await userinfoJson(await flow.userinfo(tokens['access_token']))
    expect(person['name']).toBe('scope' in parameters ? 'Ada Lovelace' : undefined)
  })

  test('oidcc-ensure-registered-redirect-uri: the person is told, and sent nowhere', async () => {
    const response = await fetch(flow.address({ redirect_uri: `${CALLBACK}/other` }), { redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([400, null])
  })

  test('oidcc-redirect-uri-query-added, oidcc-ensure-redirect-uri-in-authorization-request', async () => {
    for (const redirect_uri of [`${CALLBACK}?foo=bar`, null]) {
      const response = await fetch(flow.address({ redirect_uri }), { redirect: 'manual' })
      expect([response.status, response.headers.get('location')]).toEqual([400, null])
    }
  })

  test('oidcc-ensure-post-request-succeeds', async () => {
    const { origin, pathname, searchParams } = flow.address()
    const response = await fetch(origin + pathname, {
      method: 'POST',
      body: searchParams,
      redirect: 'manual',
    })
    expect(response.status).toBe(303)
    const callback = await server.authorize(
      new URL(response.headers.get('location') ?? '', origin),
      CALLBACK,
      known,
    )
    expect(callback.searchParams.get('code')).not.toBeNull()
  })

  test.each([
    ['oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported', 'request'],
    ['oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported', 'request_uri'],
  ] as const)('%s', async (_name, parameter) => {
    const value = parameter === 'request' ? 'eyJhbGciOiJub25lIn0.e30.' : 'https://app.example.com/request.jwt'
    const told = await flow.silently(known, { [parameter]: value })
    expect(told.get('error')).toBe(`${parameter}_not_supported`)
  })
})

describe('the id_token', () => {
  test('oidcc-idtoken-signature, oidcc-idtoken-unsigned: it is signed by a published key, always', async () => {
    const response = await fetch(`${server.url}/.well-known/openid-configuration`)
    const metadata = (await response.json()) as Json
    expect(metadata['id_token_signing_alg_values_supported']).not.toContain('none')
    await flow.signIn(known) // verifies it
  })
})

describe('userinfo', () => {
  test('oidcc-userinfo-get, oidcc-userinfo-post-header', async () => {
    const { tokens } = await flow.signIn(known)
    for (const method of ['GET', 'POST']) {
      const headers = { authorization: `Bearer ${tokens['access_token'] as string}` }
      const response = await flow.userinfo('', { method, headers })
      expect(await userinfoJson(response)).toEqual({ sub: server.userId })
    }
  })

  test.each([
    ['oidcc-scope-profile', 'profile', { name: 'Ada Lovelace', given_name: 'Ada', family_name: 'Lovelace' }],
    ['oidcc-scope-email', 'email', { email: 'ada@example.com', email_verified: false }],
  ] as const)('%s', async (_name, scope, told) => {
    const { tokens } = await flow.signIn(known, { scope: `openid ${scope}` })
    const person = await userinfoJson(await flow.userinfo(tokens['access_token']))
    expect(person).toMatchObject({ sub: server.userId, ...told })
  })

  test('oidcc-scope-address, oidcc-scope-phone: nothing is known of them, and nothing is said to be', async () => {
    const response = await fetch(`${server.url}/.well-known/openid-configuration`)
    const { scopes_supported: scopes } = (await response.json()) as {
      readonly scopes_supported: readonly string[]
    }
    expect(scopes).not.toContain('address')
    expect(scopes).not.toContain('phone')
  })
})

describe('a second request from the same browser', () => {
  test('oidcc-prompt-login: the person signs in anew, later than before', async () => {
    const browser = known
    const first = await flow.signIn(browser)
    server.clock.advance(2_000)
    browser.answered.length = 0
    const second = await flow.signIn(browser, { prompt: 'login' })
    expect(browser.answered).toContain('/sign-in')
    expect(second.claims.sub).toBe(first.claims.sub)
    expect(Number(second.claims['auth_time'])).toBeGreaterThan(Number(first.claims['auth_time']))
  })

  test('oidcc-prompt-none-not-logged-in', async () => {
    expect((await flow.silently(server.browser())).get('error')).toBe('login_required')
  })

  test('oidcc-prompt-none-logged-in, oidcc-id-token-hint: nobody is asked, and it is the same sign-in', async () => {
    const browser = known
    const first = await flow.signIn(browser)
    browser.answered.length = 0
    const hint = first.tokens['id_token'] as string
    const second = await flow.signIn(browser, { prompt: 'none', id_token_hint: hint })
    expect(browser.answered).toEqual([])
    expect(second.claims).toMatchObject({ sub: first.claims.sub, auth_time: first.claims['auth_time'] })
  })

  test('oidcc-max-age-1: the person signs in anew', async () => {
    const browser = known
    const first = await flow.signIn(browser)
    server.clock.advance(2_000)
    const second = await flow.signIn(browser, { max_age: '1' })
    expect(Number(second.claims['auth_time'])).toBeGreaterThan(Number(first.claims['auth_time']))
  })

  test('oidcc-max-age-10000: nobody is asked', async () => {
    const browser = known
    const first = await flow.signIn(browser, { max_age: '15000' })
    const second = await flow.signIn(browser, { max_age: '10000' })
    expect(second.claims['auth_time']).toBe(first.claims['auth_time'])
  })
})

describe('codes and refresh tokens', () => {
  test.each([
    ['oidcc-codereuse', 0],
    ['oidcc-codereuse-30seconds', 30_000],
  ] as const)('%s: refused, and what it gave is dead', async (_name, waitMs) => {
    const { tokens, redeem } = await flow.signIn(known, { scope: 'openid offline_access' })
    server.clock.advance(waitMs)
    expect(await redeem()).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect((await flow.userinfo(tokens['access_token'])).status).toBe(401)
  })

  test('oidcc-refresh-token: the new id_token is of the same sign-in, and another client cannot use the token', async () => {
    const { tokens, claims } = await flow.signIn(known, { scope: 'openid offline_access' })
    const other = await server.application({
      name: 'Other',
      type: 'confidential',
      redirectUris: [CALLBACK],
      grants: ['authorization_code', 'refresh_token'],
      scopes: ['openid'],
    })
    const refresh = async (
      by: MadeApplication,
    ): Promise<{ readonly status: number; readonly body: Json }> => {
      const response = await fetch(`${server.url}/oauth/token`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${by.clientId}:${by.clientSecret}`).toString('base64')}`,
        },
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          refresh_token: tokens['refresh_token'] as string,
        }),
      })
      return { status: response.status, body: (await response.json()) as Json }
    }
    expect(await refresh(other)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    const { status, body } = await refresh(application)
    expect(status).toBe(200)
    const payload = JSON.parse(
      Buffer.from(String(body['id_token'] as string).split('.')[1] ?? '', 'base64url').toString(),
    ) as Json
    for (const claim of ['iss', 'sub', 'aud', 'auth_time', 'azp'])
      expect(payload[claim]).toEqual(claims[claim])
  })
})
