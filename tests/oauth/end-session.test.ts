/** RP-initiated logout: whose sign-out an application may ask for, and where the browser goes then. */

import type { SessionId } from '@coatcheck/core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { Browser, type Json } from '../support/api-client.ts'
import {
  authorize,
  codeOf,
  formOn,
  lives,
  newPerson,
  openGrant,
  submitOn,
  userIdOf,
  visit,
} from '../support/authorize.ts'
import { makeClient, type TestClient } from '../support/oauth.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const BACK = 'https://app.example/bye?x=1'

let coatcheck: RunningCoatcheck
let client: TestClient
let browser: Browser
let grantId: SessionId
let people = 0

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  client = await makeClient(coatcheck, { firstParty: true, postLogoutRedirectUris: [BACK] })
})
afterAll(() => coatcheck.close())
beforeEach(async () => {
  people += 1
  coatcheck.clock.advance(60_000) // so that one address may register them all
  browser = await newPerson(coatcheck, `person-${people}@example.com`)
  grantId = await openGrant(coatcheck, codeOf(await authorize(browser, client, { scope: 'openid' })))
})

/** An id_token of the grant, unless something is said otherwise. */
async function idToken(more: Json = {}, type = 'JWT'): Promise<string> {
  const now = Math.floor(coatcheck.clock.nowMs() / 1000)
  const signer = await coatcheck.server.keyRing.signerFor('ES256', 600_000)
  return signer.sign(type, {
    iss: coatcheck.url,
    sub: await userIdOf(browser),
    aud: client.id,
    azp: client.id,
    sid: grantId,
    iat: now - 7_200,
    exp: now - 3_600,
    at_hash: 'x',
    ...more,
  })
}

const ask = (asked: Readonly<Record<string, string>>, by: Browser = browser) =>
  visit(by, `/oauth/logout?${new URLSearchParams(asked)}`)
const isSignedIn = async () => (await browser.send('/api/auth/user')).status === 200

test('an id_token of this browser, long expired, signs it out with the grant, and leads back', async () => {
  const state = 'a&b=✓'
  const step = await ask({ id_token_hint: await idToken(), post_logout_redirect_uri: BACK, state })
  expect(step.status).toBe(303)
  expect(step.headers.get('location')).toBe(`${BACK}&state=${encodeURIComponent(state)}`)
  expect(step.headers.get('referrer-policy')).toBe('no-referrer')
  expect(await isSignedIn()).toBe(false)
  expect(await lives(coatcheck, grantId)).toBe(false)
})

test('without one, the person is asked first, and may stay', async () => {
  const page = await ask({ client_id: client.id, post_logout_redirect_uri: BACK, state: '1' })
  expect(page.status).toBe(200)
  expect(page.text).toContain('An application')
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect(page.headers.get('content-security-policy')).toContain("form-action 'self' https://app.example;")
  expect(await isSignedIn()).toBe(true)
  const foreign = new Browser(coatcheck.url, 'https://evil.example')
  for (const [name, value] of browser.cookies) foreign.cookies.set(name, value)
  expect((await foreign.submit('/oauth/logout/confirm', formOn(page, '/oauth/logout/confirm'))).status).toBe(
    403,
  )
  expect(await isSignedIn()).toBe(true)
  const step = await submitOn(browser, page, '/oauth/logout/confirm')
  expect(step.headers.get('location')).toBe(`${BACK}&state=1`)
  expect(await isSignedIn()).toBe(false)
})

test('a hint that names nobody here signs nobody out', async () => {
  const other = await newPerson(coatcheck, `other-${people}@example.com`)
  const theirs = await openGrant(coatcheck, codeOf(await authorize(other, client, { scope: 'openid' })))
  const [header, payload, signature = ''] = (await idToken()).split('.')
  const hints = [
    await idToken({ sid: theirs, sub: await userIdOf(other) }),
    await idToken({ iss: 'https://evil.example' }),
    await idToken({ at_hash: undefined }),
    await idToken({}, 'at+jwt'),
    await idToken({ aud: [client.id] }),
    `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
    `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${payload}.`,
    'x',
  ]
  for (const hint of hints)
    expect((await ask({ id_token_hint: hint, post_logout_redirect_uri: BACK })).status, `${hint}`).toBe(200)
  expect(await isSignedIn()).toBe(true)
  expect(await lives(coatcheck, theirs)).toBe(true)
})

test('a hint of another client than the one that asks tells nothing', async () => {
  const stranger = await makeClient(coatcheck, { postLogoutRedirectUris: ['https://evil.example/'] })
  const asked = { client_id: stranger.id, post_logout_redirect_uri: 'https://evil.example/' }
  expect((await ask({ ...asked, id_token_hint: await idToken() })).status).toBe(200)
  expect(await isSignedIn()).toBe(true)
})

test.each([
  '//evil.example',
  '/\\evil.example',
  'https:evil.example',
  'https://evil.example/',
  `${BACK}&`,
  'https://app.example/bye',
  'https://app.example/bye?x=1#',
  'https://APP.example/bye?x=1',
  'https://app.example@evil.example/bye?x=1',
  ' https://app.example/bye?x=1',
  'https://app.example\t/bye?x=1',
  'javascript:alert(1)',
])('%j is no way back: nobody is sent there', async (uri) => {
  const step = await ask({ id_token_hint: await idToken(), post_logout_redirect_uri: uri })
  expect(step.location!.href).toBe(`${coatcheck.url}/sign-in?notice=signed_out`)
  expect(await isSignedIn()).toBe(false)
})

test('given twice, or for no client, it is none either', async () => {
  const twice = `post_logout_redirect_uri=${encodeURIComponent(BACK)}`
  const hint = await idToken()
  const step = await visit(browser, `/oauth/logout?${twice}&${twice}&id_token_hint=${hint}`)
  expect(step.location!.pathname).toBe('/sign-in')
  const nobody = await ask({ post_logout_redirect_uri: BACK }, new Browser(coatcheck.url))
  expect(nobody.location!.pathname).toBe('/sign-in')
})

test('a POST comes again as a GET, with the cookies that it could not bring', async () => {
  const body = new URLSearchParams({ id_token_hint: await idToken(), post_logout_redirect_uri: BACK })
  const headers = { origin: 'https://app.example' }
  const response = await fetch(`${coatcheck.url}/oauth/logout`, {
    method: 'POST',
    headers,
    body,
    redirect: 'manual',
  })
  expect(response.status).toBe(303)
  expect(await isSignedIn()).toBe(true)
  expect((await visit(browser, response.headers.get('location'))).headers.get('location')).toBe(BACK)
  expect(await isSignedIn()).toBe(false)
})

test('what lives on without the browser is no reason to ask for a sign-out: the person is asked', async () => {
  const asked = { scope: 'openid offline_access' }
  grantId = await openGrant(coatcheck, codeOf(await authorize(browser, client, asked)))
  const page = await ask({ id_token_hint: await idToken(), post_logout_redirect_uri: BACK })
  await submitOn(browser, page, '/oauth/logout/confirm')
  expect(await isSignedIn()).toBe(false)
  expect(await lives(coatcheck, grantId)).toBe(true)
})

test('a hint of an application that registered itself leads back only where it signed somebody out', async () => {
  const evil = 'https://evil.example/'
  const { id } = await makeClient(coatcheck, { registration: 'dynamic', postLogoutRedirectUris: [evil] })
  const hint = await idToken({ aud: id, azp: id })
  const asked = { id_token_hint: hint, post_logout_redirect_uri: evil }
  expect((await ask(asked, new Browser(coatcheck.url))).location!.pathname).toBe('/sign-in')
  expect((await ask(asked)).location!.href).toBe(evil)
  expect(await isSignedIn()).toBe(false)
  expect((await ask(asked)).location!.pathname).toBe('/sign-in')
})

test('RT-8: where the browser’s session has gone idle, what it granted ends all the same', async () => {
  const policy = adminClient(coatcheck)
  await policy.patch('/policy', { idleSeconds: { cookie: 600, token: null } })
  browser = await newPerson(coatcheck, `idle-${people}@example.com`)
  const grants: SessionId[] = []
  for (const _ of [1, 2])
    grants.push(await openGrant(coatcheck, codeOf(await authorize(browser, client, { scope: 'openid' }))))
  const hint = await idToken({ sid: grants[0] })
  coatcheck.clock.advance(700_000)
  expect(await isSignedIn()).toBe(false)
  const living = () => Promise.all(grants.map((id) => lives(coatcheck, id)))
  expect(await living()).toEqual([true, true])
  const step = await ask({ id_token_hint: hint, post_logout_redirect_uri: BACK })
  expect(step.headers.get('location')).toBe(BACK)
  expect(await living()).toEqual([false, false])
  await policy.patch('/policy', { idleSeconds: { cookie: null } })
})
