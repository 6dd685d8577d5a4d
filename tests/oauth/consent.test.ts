/** Signing in on the way to an application, and what people let it do: asked, remembered, taken back. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { Browser, type Json, PASSWORD } from '../support/api-client.ts'
import {
  allow,
  answerOf,
  authorize,
  codeOf,
  formOn,
  keptCode,
  lives,
  newPerson,
  openGrant,
  signInAt,
  submitOn,
  userIdOf,
  visit,
} from '../support/authorize.ts'
import { makeClient, REDIRECT_URI, type TestClient } from '../support/oauth.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { codeAt } from '../support/totp.ts'

let coatcheck: RunningCoatcheck
let client: TestClient
let own: TestClient
let people = 0

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  client = await newClient()
  own = await makeClient(coatcheck, { firstParty: true, scopes: ['openid', 'organization'] })
})
afterAll(() => coatcheck.close())

const newClient = () =>
  makeClient(coatcheck, { type: 'confidential', scopes: ['openid', 'profile', 'email', 'organization'] })

/** Somebody nobody has met, signed in; time goes on, so that what they did is in the past. */
async function somebody(): Promise<{ readonly browser: Browser; readonly email: string }> {
  people += 1
  const email = `person-${people}@example.com`
  const browser = await newPerson(coatcheck, email)
  coatcheck.clock.advance(60_000)
  return { browser, email }
}

describe('a person who is not signed in', () => {
  test('signs in or up on the way, and nothing of the request is lost', async () => {
    const { email } = await somebody()
    const browser = new Browser(coatcheck.url)
    const asked = { state: 'a&b=✓', nonce: 'n', resource: ['https://notes.example', 'https://files.example'] }
    const step = await authorize(browser, own, { ...asked, scope: 'openid', login_hint: email })
    expect(step.location!.pathname).toBe('/sign-in')
    const page = await visit(browser, step.location)
    expect(page.text).toContain(`value="${email}"`)
    // Browsers hold the redirects behind a form against its form-action.
    expect(page.headers.get('content-security-policy')).toMatch(/form-action [^;]*https:\/\/app\.example/)
    const back = await signInAt(browser, step, email)
    expect(back.status).toBe(303)
    const done = await visit(browser, back.location)
    expect(answerOf(done)).toMatchObject({ state: 'a&b=✓' })
    expect(await keptCode(coatcheck, codeOf(done))).toMatchObject({ nonce: 'n', resources: asked.resource })

    const newcomer = new Browser(coatcheck.url)
    const { location } = await authorize(newcomer, own, { scope: 'openid' })
    const signUp = await visit(newcomer, `/sign-up?${location!.searchParams}`)
    const fields = { email: 'new@example.com', password: PASSWORD }
    const signedUp = await submitOn(newcomer, signUp, '/sign-up', fields)
    expect(codeOf(await visit(newcomer, signedUp.location))).toMatch(/^cco_/)
  })

  test('is told of by prompt=none, and never asked', async () => {
    const nobody = await authorize(new Browser(coatcheck.url), own, { prompt: 'none', scope: 'openid' })
    expect(answerOf(nobody)).toMatchObject({ error: 'login_required', iss: coatcheck.url, state: 'state-1' })
    const { browser } = await somebody()
    expect(answerOf(await authorize(browser, client, { prompt: 'none' }))['error']).toBe('consent_required')
    expect(codeOf(await authorize(browser, own, { prompt: 'none', scope: 'openid' }))).toMatch(/^cco_/)
  })

  test('finishes the second factor first', async () => {
    const { browser, email } = await somebody()
    const secret = await enroll(browser)
    const elsewhere = new Browser(coatcheck.url)
    const step = await authorize(elsewhere, own, { scope: 'openid' })
    const pending = await signInAt(elsewhere, step, email)
    expect(pending.location!.pathname).toBe('/second-factor')
    const again = await authorize(elsewhere, own, { scope: 'openid' })
    expect(again.location!.pathname).toBe('/second-factor')
    const silent = await authorize(elsewhere, own, { scope: 'openid', prompt: 'none' })
    expect(answerOf(silent)['error']).toBe('login_required')
    coatcheck.clock.advance(30_000)
    const code = codeAt(secret, coatcheck.clock.nowMs())
    const proved = await submitOn(elsewhere, await visit(elsewhere, again.location), '/second-factor', {
      code,
    })
    const kept = await keptCode(coatcheck, codeOf(await visit(elsewhere, proved.location)))
    expect(kept!.factors.secondAtMs).toBe(coatcheck.clock.nowMs())
  })
})

/** Sets up an authenticator app. @returns Its seed. */
async function enroll(browser: Browser): Promise<string> {
  const { body } = await browser.send('/api/auth/reverify', { body: { password: PASSWORD } })
  expect(body['code']).toBeUndefined()
  const enrolled = await browser.send('/api/auth/factors/totp', { body: {} })
  const secret = String(enrolled.body['secret'])
  const code = codeAt(secret, coatcheck.clock.nowMs())
  const verified = await browser.send('/api/auth/factors/totp/verify', {
    body: { factorId: enrolled.body['factorId'], code },
  })
  expect(verified.status).toBe(201)
  return secret
}

describe('a person who is signed in', () => {
  test.each([
    ['prompt=login', { prompt: 'login' }],
    ['max_age', { max_age: '59' }],
    ['max_age=0', { max_age: '0' }],
  ])('signs in once more for %s, once', async (_, more) => {
    const { browser, email } = await somebody()
    const asked = { ...more, scope: 'openid' }
    const step = await authorize(browser, own, asked)
    expect(step.location!.pathname).toBe('/sign-in')
    expect(step.location!.searchParams.get('email')).toBe(email)
    // Coming back without having signed in leads to the sign-in again.
    const back = step.location!.searchParams.get('redirect_url')
    expect((await visit(browser, back)).location!.pathname).toBe('/sign-in')
    coatcheck.clock.advance(1_000)
    const done = await visit(browser, (await signInAt(browser, step, email)).location)
    const kept = await keptCode(coatcheck, codeOf(done))
    expect(kept!.factors.firstAtMs).toBe(coatcheck.clock.nowMs())
    const silent = await authorize(browser, own, { scope: 'openid', max_age: '0' })
    expect(silent.location!.pathname === '/sign-in' || silent.location!.searchParams.has('code')).toBe(true)
  })

  test('cannot bring a mark of their own, nor that of another request', async () => {
    const { browser, email } = await somebody()
    const step = await authorize(browser, own, { prompt: 'login', scope: 'openid' })
    coatcheck.clock.advance(1_000)
    const back = (await signInAt(browser, step, email)).location!
    const mark = back.searchParams.get('coatcheck_asked')!
    for (const forged of [mark, `1${mark.slice(mark.indexOf('.'))}`, '1.x', ''])
      expect(
        (await authorize(browser, own, { prompt: 'login', scope: 'openid', coatcheck_asked: forged }))
          .location!.pathname,
      ).toBe('/sign-in')
    coatcheck.clock.advance(60 * 60 * 1000)
    expect((await visit(browser, back)).location!.pathname).toBe('/sign-in')
  })

  test('is asked for the second factor that a client would like, and not for one they do not have', async () => {
    const plain = await somebody()
    const asked = { acr_values: 'aal2', scope: 'openid' }
    expect(codeOf(await authorize(plain.browser, own, asked))).toMatch(/^cco_/)
    expect(
      (await keptCode(coatcheck, codeOf(await authorize(plain.browser, own, asked))))!.factors.secondAtMs,
    ).toBeNull()
  })

  test('chooses among the accounts of the browser', async () => {
    const { browser } = await somebody()
    const first = await userIdOf(browser)
    const second = (await somebody()).email
    const step = await authorize(browser, own, { prompt: 'select_account', scope: 'openid' })
    expect(step.location!.pathname).toBe('/sign-in')
    const both = await signInAt(browser, step, second)
    const code = codeOf(await visit(browser, both.location))
    expect((await keptCode(coatcheck, code))!.userId).not.toBe(first)
    const again = await authorize(browser, own, { prompt: 'select_account', scope: 'openid' })
    const choice = await visit(browser, again.location)
    expect(choice.text).toContain('Continue as')
    const others = choice.text.split('<form').filter((form) => form.includes('action="/account/activate"'))
    const chosen = await submitOn(browser, { text: `<form${others.at(-1)}` }, '/account/activate')
    const kept = await keptCode(coatcheck, codeOf(await visit(browser, chosen.location)))
    expect(kept!.userId).toBe(first)
  })
})

describe('AZ-15: consent', () => {
  test('names the application, what it may do, who answers and for how long', async () => {
    const { browser, email } = await somebody()
    const page = await authorize(browser, client, { scope: 'openid email' })
    expect(page.status).toBe(200)
    for (const text of ['An application', email, 'know that it is you', 'see your e-mail address', '7 days'])
      expect(page.text).toContain(text)
    expect(page.text).toContain('app.example')
    // AZ-13: in no frame, in no cache, nothing inline.
    const policy = page.headers.get('content-security-policy')
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("form-action 'self' https://app.example;")
    expect(page.headers.get('x-frame-options')).toBe('DENY')
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.headers.get('referrer-policy')).toBe('same-origin')
    const step = await allow(browser, page)
    // AZ-12: never 307, which would send the form along.
    expect(step.status).toBe(303)
    expect(step.headers.get('referrer-policy')).toBe('no-referrer')
    expect(answerOf(step)).toMatchObject({ state: 'state-1', iss: coatcheck.url })
    expect(await keptCode(coatcheck, codeOf(step))).toMatchObject({ scopes: ['openid', 'email'] })
  })

  test('is remembered, until more is asked for, which stands out', async () => {
    const { browser } = await somebody()
    await allow(browser, await authorize(browser, client, { scope: 'openid' }))
    expect(codeOf(await authorize(browser, client, { scope: 'openid' }))).toMatch(/^cco_/)
    expect((await authorize(browser, client, { scope: 'openid', prompt: 'consent' })).status).toBe(200)
    const more = await authorize(browser, client, { scope: 'openid email' })
    expect(more.text.match(/>New</g)).toHaveLength(1)
    await allow(browser, more)
    expect(codeOf(await authorize(browser, client, { scope: 'openid email' }))).toMatch(/^cco_/)
    const resource = await authorize(browser, client, { scope: 'openid', resource: 'https://files.example' })
    expect(resource.text).toContain('https://files.example')
  })

  test('for one resource is none for another', async () => {
    const { browser } = await somebody()
    const notes = { scope: 'openid', resource: 'https://notes.example' }
    const files = { scope: 'openid email', resource: 'https://files.example' }
    for (const asked of [notes, files]) await allow(browser, await authorize(browser, client, asked))
    for (const asked of [notes, { ...files, resource: notes.resource }]) {
      const silent = await authorize(browser, client, { ...asked, prompt: 'none' })
      expect(answerOf(silent)['error']).toBe('consent_required')
    }
    expect(codeOf(await authorize(browser, client, { ...files, prompt: 'none' }))).toMatch(/^cco_/)
  })

  test('can be refused, which the application is told', async () => {
    const { browser } = await somebody()
    const page = await authorize(browser, client)
    const step = await submitOn(browser, page, '/oauth/consent', { decision: 'cancel' })
    expect(step.status).toBe(303)
    expect(answerOf(step)).toEqual({ error: 'access_denied', state: 'state-1', iss: coatcheck.url })
    expect((await authorize(browser, client)).status).toBe(200)
  })

  test('is shown for a logo only what an administrator set, from nowhere else', async () => {
    const { browser } = await somebody()
    const logo = await makeClient(coatcheck, { logoUri: 'https://cdn.example/a;b.png?x=1' })
    const page = await authorize(browser, logo)
    expect(page.headers.get('content-security-policy')).toContain(
      "img-src 'self' data: https://cdn.example/a%3Bb.png;",
    )
    const odd = await makeClient(coatcheck, { logoUri: 'javascript:alert(1)' })
    expect((await authorize(browser, odd)).text).not.toContain('<img')
  })

  test('comes from the form of this browser, and from our own pages', async () => {
    const { browser } = await somebody()
    const mallory = await somebody()
    const page = await authorize(browser, client)
    const form = formOn(page, '/oauth/consent')
    form.set('decision', 'allow')
    const foreign = new Browser(coatcheck.url, 'https://evil.example')
    for (const [name, value] of browser.cookies) foreign.cookies.set(name, value)
    expect((await foreign.submit('/oauth/consent', form)).status).toBe(403)
    const withoutToken = new URLSearchParams([...form].filter(([name]) => name !== 'csrf_token'))
    expect((await browser.submit('/oauth/consent', withoutToken)).status).toBe(403)
    // What somebody else was shown, sent from this browser: their seal and session are worth nothing here.
    const theirs = formOn(await authorize(mallory.browser, client), '/oauth/consent')
    theirs.set('csrf_token', form.get('csrf_token')!)
    theirs.set('decision', 'allow')
    const stolen = await browser.submit('/oauth/consent', theirs)
    expect(new URL(stolen.headers.get('location')!, coatcheck.url).pathname).toBe('/sign-in')
    theirs.set('acting_session_id', form.get('acting_session_id')!)
    const mixed = await browser.submit('/oauth/consent', theirs)
    expect(new URL(mixed.headers.get('location')!, coatcheck.url).pathname).toBe('/oauth/authorize')
    const nobody = await browser.send('/api/auth/applications')
    expect(nobody.body['data']).toEqual([])
  })

  test('is given once by a form, for what it showed', async () => {
    const { browser } = await somebody()
    const asked = { redirect_uri: 'http://127.0.0.1:1/cb' }
    const native = await makeClient(coatcheck, { redirectUris: ['http://127.0.0.1/cb'] })
    const page = await authorize(browser, native, asked)
    expect(codeOf(await allow(browser, page))).toMatch(/^cco_/)
    expect((await allow(browser, page)).location!.pathname).toBe('/oauth/authorize')
    const late = await authorize(browser, native, asked)
    coatcheck.clock.advance(30 * 60 * 1000)
    expect((await allow(browser, late)).location!.pathname).not.toBe('/cb')
    const other = await authorize(browser, native, asked)
    const request = formOn(other, '/oauth/consent').get('request')!.replace('openid+profile', 'openid+email')
    const changed = await allow(browser, other, { request })
    expect(changed.location!.pathname).toBe('/oauth/authorize')
  })

  test('in two tabs is given in both', async () => {
    const { browser } = await somebody()
    const [one, other] = [await authorize(browser, client), await authorize(browser, client)]
    expect(answerOf(await allow(browser, one))).toHaveProperty('code')
    expect(answerOf(await allow(browser, other))).toHaveProperty('code')
  })

  test('is asked each time of whoever could be anybody: a public client on a device', async () => {
    const { browser } = await somebody()
    const native = await makeClient(coatcheck, { redirectUris: ['com.example.app:/cb'] })
    const asked = { redirect_uri: 'com.example.app:/cb' }
    await allow(browser, await authorize(browser, native, asked))
    const again = await authorize(browser, native, asked)
    expect(again.status).toBe(200)
    expect(again.text).toContain('an application on this device')
  })

  test('does not outlive the sign-in: who signs out before they press has to sign in', async () => {
    const { browser } = await somebody()
    const page = await authorize(browser, client)
    await browser.send('/api/auth/logout', { body: {} })
    expect((await allow(browser, page)).location!.pathname).toBe('/sign-in')
  })
})

describe('an organization', () => {
  test('is chosen by the person, or named by the application; never one of others', async () => {
    const { browser } = await somebody()
    const made = await browser.send('/api/auth/organizations', {
      body: { name: 'Acme', slug: `acme-${people}` },
    })
    const organization = String(made.body['id'])
    const scope = 'openid organization'
    const page = await authorize(browser, client, { scope })
    expect(page.text).toContain('For which organization?')
    const chosen = await allow(browser, page, { organization })
    expect((await keptCode(coatcheck, codeOf(chosen)))!.organizationId).toBe(organization)
    const remembered = await authorize(browser, client, { scope })
    expect((await keptCode(coatcheck, codeOf(remembered)))!.organizationId).toBe(organization)

    const stranger = await somebody()
    const refused = await authorize(stranger.browser, client, { organization })
    expect(answerOf(refused)['error']).toBe('access_denied')
    const theirs = await stranger.browser.send('/api/auth/organizations', {
      body: { name: 'Other', slug: `other-${people}` },
    })
    expect(theirs.status).toBe(201)
    const tricked = await allow(stranger.browser, await authorize(stranger.browser, client, { scope }), {
      organization,
    })
    expect(tricked.location!.pathname).toBe('/oauth/authorize')
    const named = await authorize(stranger.browser, client, { organization: String(theirs.body['id']) })
    expect(named.text).toContain('Other')
    const bound = await allow(stranger.browser, named)
    expect((await keptCode(coatcheck, codeOf(bound)))!.organizationId).toBe(theirs.body['id'])
  })
})

describe('what was granted', () => {
  test('is seen on the account, and taken back at once: a code on its way is worth nothing then', async () => {
    const { browser } = await somebody()
    const step = await allow(browser, await authorize(browser, client, { scope: 'openid email' }))
    const code = codeOf(step)
    const { body } = await browser.send('/api/auth/applications')
    const data = body['data'] as readonly Json[]
    expect(data).toMatchObject([
      { id: client.id, name: 'An application', scopes: ['openid', 'email'], lastUsedAt: null },
    ])
    const account = await visit(browser, '/account')
    expect(account.text).toContain('see your e-mail address')
    const removed = await submitOn(browser, account, '/account/applications/revoke')
    expect(removed.location!.search).toBe('?notice=application_removed')
    expect(await keptCode(coatcheck, code)).toBeNull()
    expect((await authorize(browser, client, { scope: 'openid' })).status).toBe(200)
    const gone = await browser.send(`/api/auth/applications/${client.id}`, { method: 'DELETE', body: {} })
    expect(gone).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })

  test('is taken back by the API, of one’s own alone', async () => {
    const [one, other] = [await somebody(), await somebody()]
    for (const { browser } of [one, other]) await allow(browser, await authorize(browser, client))
    const path = `/api/auth/applications/${client.id}`
    expect((await one.browser.send(path, { method: 'DELETE', body: {} })).status).toBe(204)
    expect((await one.browser.send('/api/auth/applications')).body['data']).toEqual([])
    expect((await other.browser.send('/api/auth/applications')).body['data']).toHaveLength(1)
  })

  test('is no device, and ends with the application', async () => {
    const { browser } = await somebody()
    const held = await openGrant(coatcheck, codeOf(await allow(browser, await authorize(browser, client))))
    const kept = await openGrant(coatcheck, codeOf(await authorize(browser, own, { scope: 'openid' })))
    expect((await browser.send('/api/auth/sessions')).body['data']).toHaveLength(1)
    const { body } = await browser.send('/api/auth/applications')
    const data = body['data'] as readonly Json[]
    expect(data.map(({ lastUsedAt }) => lastUsedAt !== null)).toEqual([true, true])
    expect(new Set(data.map(({ id }) => id))).toEqual(new Set([client.id, own.id]))
    await browser.send(`/api/auth/applications/${client.id}`, { method: 'DELETE', body: {} })
    expect([await lives(coatcheck, held), await lives(coatcheck, kept)]).toEqual([false, true])
    await browser.send(`/api/auth/applications/${own.id}`, { method: 'DELETE', body: {} })
    expect(await lives(coatcheck, kept)).toBe(false)
  })

  test('by somebody who signed out before the code was redeemed is worth nothing', async () => {
    const { browser } = await somebody()
    const code = codeOf(await authorize(browser, own, { scope: 'openid' }))
    await browser.send('/api/auth/logout', { body: {} })
    await expect(openGrant(coatcheck, code)).rejects.toThrow('user-changed')
  })

  test('by somebody who was disabled meanwhile is not redeemed: their epoch is another', async () => {
    const { browser } = await somebody()
    const userId = await userIdOf(browser)
    const code = codeOf(await authorize(browser, own, { scope: 'openid' }))
    const kept = await keptCode(coatcheck, code)
    expect(kept!.redirectUri).toBe(REDIRECT_URI)
    await adminClient(coatcheck).post(`/users/${userId}/disable`)
    const user = (await adminClient(coatcheck).get(`/users/${userId}`)).body
    expect(user['state'] ?? user['disabled']).not.toBe('enabled')
    expect((await authorize(browser, own, { scope: 'openid' })).location!.pathname).toBe('/sign-in')
  })
})
