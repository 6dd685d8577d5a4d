/** Every page and every form: what nobody sees, from where no form is taken, and whose things none touches. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PAGE_PATHS } from '../../packages/server/src/pages/paths.ts'
import { Browser, PASSWORD } from '../support/api-client.ts'
import { allow, authorize, codeOf, formOn, newPerson, openGrant, visit } from '../support/authorize.ts'
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import { makeClient, type TestClient } from '../support/oauth.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { codeAt } from '../support/totp.ts'
import { answerWith, comeBack, offerSignIn, sentTo, submitForm } from '../support/upstream-sign-in.ts'

/** Pages that somebody who is signed in sees, and nobody else. */
const OF_SOMEBODY = ['/account', '/account/export']

/** Pages that applications and mails send everybody to, signed in or not. */
const OF_EVERYBODY = [
  '/sign-in',
  '/sign-up',
  '/second-factor',
  '/forgot-password',
  '/reset-password',
  '/verify-email',
  '/invitation',
  '/device',
  '/oauth/authorize',
  '/oauth/logout',
  '/outbox',
]

/** Forms that change something of whoever is signed in. */
const FORMS_OF_SOMEBODY = [
  '/account/activate',
  '/account/sign-out',
  '/account/revoke',
  '/account/password',
  '/account/email',
  '/account/profile',
  '/account/verify-email',
  '/account/authenticator',
  '/account/authenticator/verify',
  '/account/recovery-codes',
  '/account/factors/remove',
  '/account/api-keys',
  '/account/api-keys/revoke',
  '/account/applications/revoke',
  '/account/connect',
  '/account/disconnect',
  '/account/delete',
  '/oauth/logout/confirm',
]

/** Forms for everybody. */
const FORMS_OF_EVERYBODY = [
  '/sign-in',
  '/sign-in/with',
  '/sign-up',
  '/second-factor',
  '/forgot-password',
  '/reset-password',
  '/verify-email',
  '/invitation',
  '/device',
  '/oauth/consent',
]

const FORMS = [...FORMS_OF_EVERYBODY, ...FORMS_OF_SOMEBODY]
const ASSETS = ['/assets/pages.css', '/assets/passkeys.js']

let coatcheck: RunningCoatcheck
let upstream: FakeUpstream
let upstreamId: string
let client: TestClient
let ada: Browser
/** All that the forms of Ada's account page name, and what she would type. */
let named: Readonly<Record<string, string>>
let people = 0

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  upstream = await startFakeUpstream()
  upstreamId = await offerSignIn(coatcheck, upstream)
  client = await makeClient(coatcheck)
  ada = await somebodyWithEverything()
  named = fieldsOf(await accountOf(ada))
})
afterAll(async () => {
  await coatcheck.close()
  await upstream.close()
})

async function somebody(): Promise<Browser> {
  people += 1
  coatcheck.clock.advance(60_000) // so that no limit is met
  return await newPerson(coatcheck, `person-${people}@example.com`)
}

/** Somebody with one of each thing that can be taken away on the account page. */
async function somebodyWithEverything(): Promise<Browser> {
  const browser = await somebody()
  await browser.send('/api/auth/api-keys', { body: { name: 'Nightly', expiresInSeconds: null } })
  const { body: app } = await browser.send('/api/auth/factors/totp', { body: {} })
  const code = codeAt(String(app['secret']), coatcheck.clock.nowMs())
  await browser.send('/api/auth/factors/totp/verify', { body: { factorId: app['factorId'], code } })
  const { state, nonce } = await sentTo(
    await submitForm(browser, '/account', '/account/connect', { upstream_id: upstreamId }),
  )
  answerWith(coatcheck, upstream, nonce, { sub: `person-${people}`, email: undefined })
  await comeBack(browser, upstreamId, { state, code: 'good' })
  await openGrant(coatcheck, codeOf(await allow(browser, await authorize(browser, client))))
  return browser
}

async function accountOf(browser: Browser): Promise<string> {
  const { status, text } = await visit(browser, '/account')
  expect(status).toBe(200)
  return text
}

function fieldsOf(account: string): Readonly<Record<string, string>> {
  const hidden = account.matchAll(/<input\s+type="hidden"\s+name="([^"]*)"\s+value="([^"]*)"/g)
  const { csrf_token: _, ...things } = Object.fromEntries(
    Array.from(hidden, ([, name, value]) => [name, value]),
  )
  return {
    ...things,
    password: PASSWORD,
    current_password: PASSWORD,
    new_password: 'another-lantern-parade-43',
    email: 'elsewhere@example.com',
    new_email: 'elsewhere@example.com',
    email_password: PASSWORD,
    first_name: 'Mallory',
    key_name: 'Mine',
    key_expiry: 'none',
    decision: 'allow',
    confirm: 'on',
  }
}

/** The token that the forms of a browser carry. */
async function tokenOf(browser: Browser): Promise<string> {
  const page = await visit(browser, '/forgot-password')
  return formOn(page, '/forgot-password').get('csrf_token') ?? ''
}

test('every path of pages is here', () => {
  const here = new Set([...OF_SOMEBODY, ...OF_EVERYBODY, ...FORMS, ...ASSETS])
  expect(Object.values(PAGE_PATHS).filter((path) => !here.has(path))).toEqual([])
})

test('the account page names one of each thing', () => {
  const things = ['acting_session_id', 'session_id', 'key_id', 'factor_id', 'identity_id', 'application_id']
  expect(things.filter((name) => !(name in named))).toEqual([])
})

test.each(OF_SOMEBODY)('%s leads nobody to the sign-in', async (path) => {
  const { status, location } = await visit(new Browser(coatcheck.url), path)
  expect([status, location?.pathname]).toEqual([303, '/sign-in'])
})

describe.each([...OF_SOMEBODY, ...OF_EVERYBODY])('%s', (path) => {
  test.each(['nobody', 'somebody'])('is shown to %s in no frame and from no cache', async (who) => {
    const { status, headers } = await visit(who === 'nobody' ? new Browser(coatcheck.url) : ada, path)
    expect(status).toBeLessThan(500)
    expect(headers.get('cache-control')).toContain('no-store')
    if (headers.get('content-type')?.startsWith('text/html') !== true) return
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'.*frame-ancestors 'none'/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })
})

describe.each(FORMS)('the form of %s', (path) => {
  test('is taken from no other origin, without its token, with that of another browser, nor as JSON', async () => {
    const before = await accountOf(ada)
    const foreign = new Browser(coatcheck.url, 'https://evil.example')
    for (const [name, value] of ada.cookies) foreign.cookies.set(name, value)
    const form = (token: string) => new URLSearchParams({ ...named, csrf_token: token })
    const token = await tokenOf(ada)
    expect((await foreign.submit(path, form(token))).status).toBe(403)
    expect((await ada.submit(path, form(''))).status).toBe(403)
    expect((await ada.submit(path, form(await tokenOf(new Browser(coatcheck.url))))).status).toBe(403)
    const asJson = await ada.send(path, { body: { ...named, csrf_token: token } })
    expect(asJson.status).toBe(400)
    expect(await accountOf(ada)).toBe(before)
  })

  test.each(['nobody', 'somebody else'])('touches nothing of whom it names when %s sends it', async (who) => {
    const other = who === 'nobody' ? new Browser(coatcheck.url) : await somebody()
    const before = await accountOf(ada)
    const token = await tokenOf(other)
    const answer = await other.submit(path, new URLSearchParams({ ...named, csrf_token: token }))
    expect(answer.status).toBeLessThan(500)
    expect(answer.status).not.toBe(403) // where it would have been looked at no further
    expect(await accountOf(ada)).toBe(before)
  })
})

test.each(FORMS_OF_SOMEBODY)('the form of %s leads nobody to the sign-in', async (path) => {
  const nobody = new Browser(coatcheck.url)
  const form = new URLSearchParams({ ...named, csrf_token: await tokenOf(nobody) })
  const answer = await nobody.submit(path, form)
  const location = answer.headers.get('location') ?? ''
  expect([answer.status, new URL(location, coatcheck.url).pathname]).toEqual([303, '/sign-in'])
})

test.each([
  ['/account/api-keys/revoke', 'key_id'],
  ['/account/applications/revoke', 'application_id'],
  ['/account/disconnect', 'identity_id'],
  ['/account/factors/remove', 'factor_id'],
])('the form of %s does take away what is of whoever sends it', async (path, name) => {
  const browser = await somebodyWithEverything()
  const fields = fieldsOf(await accountOf(browser))
  const form = new URLSearchParams({ ...fields, csrf_token: await tokenOf(browser) })
  expect((await browser.submit(path, form)).status).toBe(303)
  expect(await accountOf(browser)).not.toContain(`name="${name}" value="${fields[name]}"`)
})
