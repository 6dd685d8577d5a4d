/** The upstreams' accounts that sign a user in: one more, one less, and whoever would slip one of theirs in. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { Browser, type Json, PASSWORD, send } from '../support/api-client.ts'
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import {
  answerWith,
  comeBack,
  leaveFor,
  offerSignIn,
  readSentTo,
  sentTo,
  submitForm,
} from '../support/upstream-sign-in.ts'

const MINUTE_MS = 60_000

let coatcheck: RunningCoatcheck
let admin: AdminClient
let upstream: FakeUpstream
let id: string
let browser: Browser
let people = 0

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  admin = adminClient(coatcheck)
  upstream = await startFakeUpstream()
  id = await offerSignIn(coatcheck, upstream)
})
afterAll(async () => {
  await coatcheck.close()
  await upstream.close()
})
beforeEach(() => {
  browser = new Browser(coatcheck.url)
  coatcheck.clock.advance(5 * MINUTE_MS) // so that no limit of earlier tests is met
})

/** Somebody of whom nobody here has heard. */
function somebody(): Json {
  people += 1
  return { sub: `person-${people}`, email: `person-${people}@example.com` }
}

/** Signs in as that person. */
async function signIn(claims: Json, from: Browser = browser): Promise<string> {
  const { state, nonce } = await leaveFor(from, id)
  answerWith(coatcheck, upstream, nonce, claims)
  return await comeBack(from, id, { state, code: 'good' })
}

async function signedInAs(from: Browser = browser): Promise<unknown> {
  const { body } = await from.send('/api/auth/user')
  return (body['user'] as Json | undefined)?.['email'] ?? body['code']
}

describe('a linked account', () => {
  /** Signs up by password. */
  async function withPassword(): Promise<string> {
    const email = String(somebody()['email'])
    await browser.send('/api/auth/register', { body: { email, password: PASSWORD } })
    return email
  }
  async function connect(claims: Json): Promise<string> {
    const sent = await submitForm(browser, '/account', '/account/connect', { upstream_id: id })
    if (sent.status !== 200) return sent.headers.get('location') ?? ''
    const { state, nonce } = await sentTo(sent)
    answerWith(coatcheck, upstream, nonce, claims)
    return await comeBack(browser, id, { state, code: 'good' })
  }

  test('signs the same user in from then on, until it is taken away', async () => {
    const email = await withPassword()
    const person: Json = { ...somebody(), email: 'elsewhere@example.net' }
    expect(await connect(person)).toBe('/account?notice=identity_added')
    expect((await browser.send('/account')).body['text']).toContain(String(person['sub']))
    const visitor = new Browser(coatcheck.url)
    expect(await signIn(person, visitor)).toBe('/account')
    expect(await signedInAs(visitor)).toBe(email)
    const { data } = (await browser.send('/api/auth/identities')).body as { readonly data: readonly Json[] }
    expect(data).toMatchObject([{ upstreamId: id, subject: person['sub'], name: 'Example ID' }])
    const removed = await submitForm(browser, '/account', '/account/disconnect', {
      identity_id: data[0]?.['id'],
    })
    expect(removed.headers.get('location')).toBe('/account?notice=identity_removed')
    expect((await browser.send('/api/auth/identities')).body['data']).toEqual([])
    const types = (await admin.list('/events?limit=20')).map(({ type }) => type)
    expect(types).toEqual(expect.arrayContaining(['identity.linked', 'identity.unlinked']))
  })

  test('needs a recent proof, both ways', async () => {
    await withPassword()
    coatcheck.clock.advance(30 * MINUTE_MS - 1000)
    expect(await connect(somebody())).toContain('/sign-in?')
    expect(
      await browser.send('/api/auth/identities/start', {
        body: { upstreamId: id, redirectUri: coatcheck.url },
      }),
    ).toMatchObject({ status: 403, body: { code: 'reverification_required' } })
    expect(await browser.send('/api/auth/identities/x', { method: 'DELETE', body: {} })).toMatchObject({
      status: 403,
    })
  })

  test('of somebody else stays theirs', async () => {
    const person = somebody()
    await signIn(person, new Browser(coatcheck.url))
    await withPassword()
    expect(await connect(person)).toBe('/account?error=identity_taken')
    expect((await browser.send('/account?error=identity_taken')).body['text']).toContain('somebody else')
  })

  test('is linked neither to whoever is signed in by then, nor to whoever signed out', async () => {
    const email = await withPassword()
    const sent = await submitForm(browser, '/account', '/account/connect', { upstream_id: id })
    const { state, nonce } = await sentTo(sent)
    answerWith(coatcheck, upstream, nonce, somebody())
    await browser.send('/api/auth/logout', { body: {} })
    await withPassword()
    expect(await comeBack(browser, id, { state, code: 'good' })).toBe('/sign-in')
    expect((await browser.send('/api/auth/identities')).body['data']).toEqual([])
    const back = new Browser(coatcheck.url)
    await back.send('/api/auth/login', { body: { email, password: PASSWORD } })
    expect((await back.send('/api/auth/identities')).body['data']).toEqual([])
  })

  test('that is the last way in cannot be taken away', async () => {
    const now = Math.floor(coatcheck.clock.nowMs() / 1000)
    await signIn({ ...somebody(), auth_time: now })
    const { data } = (await browser.send('/api/auth/identities')).body as { readonly data: readonly Json[] }
    const last = `/api/auth/identities/${String(data[0]?.['id'])}`
    expect(await browser.send(last, { method: 'DELETE', body: {} })).toMatchObject({
      status: 409,
      body: { code: 'last_way_in' },
    })
    const more = somebody()
    expect(await connect(more)).toBe('/account?notice=identity_added')
    expect((await browser.send(last, { method: 'DELETE', body: {} })).status).toBe(204)
  })

  test('comes by the API too, to the session that asked for it', async () => {
    await withPassword()
    const start = { upstreamId: id, redirectUri: coatcheck.url }
    const { body: started } = await browser.send('/api/auth/identities/start', { body: start })
    const { state, binding, authorizationUrl } = started
    answerWith(coatcheck, upstream, readSentTo(String(authorizationUrl)).nonce, somebody())
    const back = { upstreamId: id, state, binding, code: 'good' }
    const signingIn = await send(coatcheck.url, `/api/auth/upstreams/${id}/finish`, { body: back })
    expect(signingIn).toMatchObject({ status: 400, body: { code: 'upstream_sign_in_invalid' } })
    const again = (await browser.send('/api/auth/identities/start', { body: start })).body
    const claims = somebody()
    answerWith(coatcheck, upstream, readSentTo(String(again['authorizationUrl'])).nonce, claims)
    const linked = await browser.send('/api/auth/identities', {
      body: { upstreamId: id, state: again['state'], binding: again['binding'], code: 'good' },
    })
    expect(linked).toMatchObject({ status: 201, body: { subject: claims['sub'], upstreamId: id } })
    const stranger = new Browser(coatcheck.url)
    await stranger.send('/api/auth/register', {
      body: { email: String(somebody()['email']), password: PASSWORD },
    })
    const third = (await stranger.send('/api/auth/identities/start', { body: start })).body
    answerWith(coatcheck, upstream, readSentTo(String(third['authorizationUrl'])).nonce, claims)
    expect(
      await stranger.send('/api/auth/identities', {
        body: { upstreamId: id, state: third['state'], binding: third['binding'], code: 'good' },
      }),
    ).toMatchObject({ status: 409, body: { code: 'identity_taken' } })
  })
})
