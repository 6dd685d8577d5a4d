/** Signing in with an upstream on our pages and in apps, and what somebody does who would get in by it. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { Browser, type Json, register, send } from '../support/api-client.ts'
import { failureReason, idTokenClaims } from '../support/exchange.ts'
import { type FakeUpstream, fakeKey, signToken, startFakeUpstream } from '../support/fake-upstream.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import {
  answerWith,
  CLIENT_ID,
  comeBack,
  leaveFor,
  offerSignIn,
  submitForm,
} from '../support/upstream-sign-in.ts'

const MINUTE_MS = 60_000

let coatcheck: RunningCoatcheck
let admin: AdminClient
let upstream: FakeUpstream
let other: FakeUpstream
let id: string
let otherId: string
let browser: Browser
let people = 0

beforeAll(async () => {
  coatcheck = await startCoatcheck({
    environment: { COATCHECK_ALLOWED_ORIGINS: 'https://app.example.com', COATCHECK_TRUST_PROXY: '1' },
  })
  admin = adminClient(coatcheck)
  upstream = await startFakeUpstream()
  other = await startFakeUpstream()
  id = await offerSignIn(coatcheck, upstream)
  otherId = await offerSignIn(coatcheck, other, { name: 'Other ID' })
})
afterAll(async () => {
  await coatcheck.close()
  await upstream.close()
  await other.close()
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

describe('a person', () => {
  test('signs up by a button, and signs in as the same user', async () => {
    const person = somebody()
    expect(await signIn(person)).toBe('/account')
    expect(await signedInAs()).toBe(person['email'])
    const again = new Browser(coatcheck.url)
    const renamed = { ...person, email: 'renamed@example.com', client_id: CLIENT_ID }
    expect(await signIn(renamed, again)).toBe('/account')
    expect(await signedInAs(again)).toBe(person['email'])
  })

  test('is asked for by the code flow with PKCE, state, nonce and the one redirect URI', async () => {
    const { url, state, nonce } = await leaveFor(browser, id)
    expect(`${url.origin}${url.pathname}`).toBe(`${upstream.issuer}/authorize`)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: CLIENT_ID,
      redirect_uri: `${coatcheck.url}/sign-in/with/${id}/callback`,
      scope: 'openid email profile',
      state,
      nonce,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      max_age: String(7 * 24 * 60 * 60),
    })
    expect((await leaveFor(browser, id, { fresh: 'on' })).url.searchParams.get('prompt')).toBe('login')
  })

  test('goes on to where they came from, if that is allowed', async () => {
    const open = async (redirectUrl: string): Promise<string> => {
      const { state, nonce } = await leaveFor(browser, id, { redirect_url: redirectUrl })
      answerWith(coatcheck, upstream, nonce, somebody())
      return await comeBack(browser, id, { state, code: 'good' })
    }
    expect(await open('https://app.example.com/here?a=b')).toBe('https://app.example.com/here?a=b')
    for (const evil of ['https://evil.example/', '//evil.example', 'https:\\\\evil.example', 'javascript:1'])
      expect(await open(evil)).toBe('/account')
  })

  test('signs in in two tabs at once, whichever comes back first', async () => {
    const [ada, grace] = [somebody(), somebody()]
    const [first, second] = [await leaveFor(browser, id), await leaveFor(browser, id)]
    answerWith(coatcheck, upstream, second.nonce, grace)
    expect(await comeBack(browser, id, { state: second.state, code: 'good' })).toBe('/account')
    answerWith(coatcheck, upstream, first.nonce, ada)
    expect(await comeBack(browser, id, { state: first.state, code: 'good' })).toBe('/account')
    const { sessions } = (await browser.send('/api/auth/client')).body as {
      readonly sessions: readonly Json[]
    }
    expect(sessions).toHaveLength(2)
  })

  test('has the first factor proved when the upstream says so', async () => {
    await signIn({ ...somebody(), auth_time: Math.floor(coatcheck.clock.nowMs() / 1000) - 30 })
    const { body } = await browser.send('/api/auth/session/token', { body: {} })
    const payload = JSON.parse(
      Buffer.from(String(body['token']).split('.')[1] ?? '', 'base64url').toString(),
    ) as Json
    expect(payload['fva']).toEqual([0, -1])
  })

  test('is asked about where the id_token is thin, if the answer is about them', async () => {
    const thin = await startFakeUpstream()
    const endpoint = { userinfo_endpoint: `${thin.issuer}/userinfo` }
    const thinId = await offerSignIn(coatcheck, thin, { name: 'Thin ID' }, endpoint)
    for (const [sub, told] of [
      ['thin-1', 'thin@example.com'],
      ['thin-2', null],
    ] as const) {
      const { state, nonce } = await leaveFor(browser, thinId)
      const about = { sub: 'thin-1', email: 'thin@example.com', email_verified: true }
      thin.serve('/userinfo', { body: JSON.stringify(about) })
      answerWith(coatcheck, thin, nonce, { sub, email: undefined, email_verified: undefined })
      expect(await comeBack(browser, thinId, { state, code: 'good' })).toBe('/account')
      const { body } = await browser.send('/api/auth/user')
      expect(body['user']).toMatchObject({ email: told })
      browser = new Browser(coatcheck.url)
    }
    await admin.delete(`/upstreams/${thinId}`)
    await thin.close()
  })

  test('whose address is of an account here is told to sign in to that one', async () => {
    const person = somebody()
    await register(coatcheck.url, String(person['email']))
    const way = await signIn(person)
    expect(way).toBe('/sign-in?error=email_taken')
    expect((await browser.send(way)).body['text']).toContain('belongs to an account that exists here already')
    expect(await failureReason(coatcheck)).toBe('email_taken')
    // An address that the upstream has not verified is nobody's.
    expect(await signIn({ ...person, email_verified: false })).toBe('/account')
  })

  test('who is new gets no account where the upstream brings none', async () => {
    await admin.patch(`/upstreams/${id}`, { signUp: false })
    expect(await signIn(somebody())).toBe('/sign-in?error=sign_up_closed')
    expect((await browser.send('/sign-up')).body['text']).not.toContain('Continue with Example ID')
    expect((await browser.send('/sign-in')).body['text']).toContain('Continue with Example ID')
    await admin.patch(`/upstreams/${id}`, { signUp: true })
  })

  test('who goes back, or loses the answer, starts once more', async () => {
    const { state, nonce } = await leaveFor(browser, id)
    answerWith(coatcheck, upstream, nonce, somebody())
    const lost = new Browser(coatcheck.url)
    for (const [name, value] of browser.cookies) lost.cookies.set(name, value)
    expect(await comeBack(lost, id, { state, code: 'good' })).toBe('/account')
    const way = await comeBack(browser, id, { state, code: 'good' })
    expect(way).toBe('/sign-in?error=upstream_sign_in_invalid')
    expect((await browser.send(way)).body['text']).toContain('Start it once more')
    expect(await signIn(somebody())).toBe('/account')
  })

  test('who says no there comes back to the choice', async () => {
    const { state } = await leaveFor(browser, id, { redirect_url: 'https://app.example.com/' })
    expect(await comeBack(browser, id, { state, error: 'access_denied' })).toBe(
      '/sign-in?error=upstream_sign_in_refused',
    )
    expect(await failureReason(coatcheck)).toBe('access_denied')
    const odd = await leaveFor(browser, id)
    await comeBack(browser, id, { state: odd.state, error: '<script>', error_description: '<script>' })
    expect(await failureReason(coatcheck)).toBe('error-unknown')
  })
})

describe('nobody gets in', () => {
  const invalid = '/sign-in?error=upstream_sign_in_invalid'

  test('in another browser than the one that started it, which is how others are made to use an account', async () => {
    const attacker = new Browser(coatcheck.url)
    const { state, nonce } = await leaveFor(attacker, id)
    answerWith(coatcheck, upstream, nonce, somebody())
    const before = upstream.requests('/token')
    expect(await comeBack(browser, id, { state, code: 'good' })).toBe(invalid)
    expect(await failureReason(coatcheck)).toBe('another-browser')
    await leaveFor(browser, id) // now it has a mark of its own
    expect(await comeBack(browser, id, { state, code: 'good' })).toBe(invalid)
    expect(upstream.requests('/token')).toBe(before)
    expect(await signedInAs()).toBe('unauthenticated')
  })

  test('twice by one state, however many try at once', async () => {
    const { state, nonce } = await leaveFor(browser, id)
    answerWith(coatcheck, upstream, nonce, somebody())
    const cookies = new Map(browser.cookies)
    const before = upstream.requests('/token')
    const ways = await Promise.all(
      Array.from({ length: 12 }, () => {
        const copy = new Browser(coatcheck.url)
        for (const [name, value] of cookies) copy.cookies.set(name, value)
        return comeBack(copy, id, { state, code: 'good' })
      }),
    )
    expect(ways.filter((way) => way === '/account')).toHaveLength(1)
    expect(ways.filter((way) => way === invalid)).toHaveLength(11)
    expect(upstream.requests('/token') - before).toBe(1)
  })

  test('by a state that is made up, altered, too old or of another upstream', async () => {
    const { state } = await leaveFor(browser, id)
    const altered = `${state.slice(0, -2)}${state.endsWith('AA') ? 'BB' : 'AA'}`
    for (const wrong of ['', 'x', altered, 'A'.repeat(9_000)])
      expect(await comeBack(browser, id, { state: wrong, code: 'good' })).toBe(invalid)
    expect(await failureReason(coatcheck)).toBe('state-unknown')
    const before = other.requests('/token')
    expect(await comeBack(browser, otherId, { state, code: 'good' })).toBe(invalid)
    expect(other.requests('/token')).toBe(before)
    coatcheck.clock.advance(11 * MINUTE_MS)
    expect(await comeBack(browser, id, { state, code: 'good' })).toBe(invalid)
    expect(await failureReason(coatcheck)).toBe('state-used-or-expired')
  })

  test('when another issuer names itself, or none where one always does', async () => {
    const start = await leaveFor(browser, id)
    expect(await comeBack(browser, id, { state: start.state, code: 'good', iss: other.issuer })).toBe(invalid)
    expect(await failureReason(coatcheck)).toBe('another-issuer')
    answerWith(coatcheck, upstream, start.nonce, somebody())
    expect(await comeBack(browser, id, { state: start.state, code: 'good', iss: upstream.issuer })).toBe(
      '/account',
    )
    const named = await startFakeUpstream()
    const namedId = await offerSignIn(
      coatcheck,
      named,
      { signUp: true },
      { authorization_response_iss_parameter_supported: true },
    )
    const silent = await leaveFor(browser, namedId)
    expect(await comeBack(browser, namedId, { state: silent.state, code: 'good' })).toBe(invalid)
    expect(named.requests('/token')).toBe(0)
    await admin.delete(`/upstreams/${namedId}`)
    await named.close()
  })

  test('by an address that says a thing twice', async () => {
    const { state } = await leaveFor(browser, id)
    const { status } = await browser.send(`/sign-in/with/${id}/callback?state=${state}&code=a&code=b`)
    expect(status).toBe(400)
  })

  test.each<[string, Json, string]>([
    ['answers another nonce', { nonce: 'another' }, 'token-nonce-invalid'],
    ['has no nonce', { nonce: undefined }, 'token-nonce-invalid'],
    ['is for another client', { aud: 'another' }, 'token-audience-invalid'],
    ['is for several, of which none is named', { aud: [CLIENT_ID, 'another'] }, 'token-audience-invalid'],
    ['names another party', { azp: 'another' }, 'token-party-invalid'],
    ['is of another issuer', { iss: 'https://evil.example' }, 'token-issuer-invalid'],
    ['has expired', { iat: 1_700_000_000, exp: 1_700_000_300 }, 'token-expired'],
    ['is of nobody', { sub: '' }, 'token-claims-invalid'],
    ['is an access token', { scope: 'openid' }, 'token-not-an-id-token'],
    ['names another client', { client_id: 'another' }, 'token-not-an-id-token'],
    ['is of somebody who acts as the person', { act: { sub: 'x' } }, 'token-actor-refused'],
  ])('by an id_token that %s', async (_name, claims, reason) => {
    expect(await signIn({ ...somebody(), ...claims })).toBe('/sign-in?error=upstream_token_invalid')
    expect(await failureReason(coatcheck)).toBe(reason)
    expect(await signedInAs()).toBe('unauthenticated')
  })

  test('by an id_token of a stranger, or none', async () => {
    const serve = async (body: Json): Promise<unknown> => {
      const { state, nonce } = await leaveFor(browser, id)
      const claims = idTokenClaims(coatcheck, upstream, { nonce, ...somebody() })
      const forged = signToken(fakeKey('rsa-1', 'RS256'), claims)
      const text = JSON.stringify(body).replace('FORGED', forged)
      upstream.serve('/token', { body: text })
      await comeBack(browser, id, { state, code: 'good' })
      return await failureReason(coatcheck)
    }
    expect(await serve({ id_token: 'FORGED' })).toBe('token-signature-invalid')
    expect(await serve({ access_token: 'x' })).toBe('no-id-token')
    expect(await serve({ error: 'invalid_grant' })).toBe('code-refused')
  })

  test('when the upstream refuses the code, cannot be reached or sends elsewhere', async () => {
    const elsewhere = { status: 307, body: '', headers: { location: `${other.issuer}/token` } }
    for (const answer of [
      { status: 400, body: '{"error":"invalid_grant"}' },
      elsewhere,
      { body: '<html>' },
    ]) {
      const { state } = await leaveFor(browser, id)
      upstream.serve('/token', answer)
      expect(await comeBack(browser, id, { state, code: 'good' })).toBe(
        '/sign-in?error=upstream_sign_in_refused',
      )
      expect(await failureReason(coatcheck)).toBe('code-refused')
    }
  })

  test('who asks for an upstream that is not offered', async () => {
    await admin.patch(`/upstreams/${otherId}`, { signIn: false })
    const answer = await submitForm(browser, '/sign-in', '/sign-in/with', { upstream_id: otherId })
    expect(answer.status).toBe(404)
    await admin.patch(`/upstreams/${otherId}`, { signIn: true })
    expect((await submitForm(browser, '/sign-in', '/sign-in/with', { upstream_id: 'x' })).status).toBe(404)
    const foreign = await fetch(`${coatcheck.url}/sign-in/with`, {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
      body: new URLSearchParams({ upstream_id: id }),
    })
    expect(foreign.status).toBe(403)
  })

  test('who tries codes without end', async () => {
    const headers = { 'x-forwarded-for': '192.0.2.77' }
    const codes = []
    for (let tries = 0; tries < 70; tries++) {
      const { body } = await send(coatcheck.url, `/api/auth/upstreams/${id}/finish`, {
        headers,
        body: { state: 'x', code: 'x', binding: 'x' },
      })
      codes.push(body['code'])
    }
    expect(codes[0]).toBe('upstream_sign_in_invalid')
    expect(codes.at(-1)).toBe('rate_limited')
  })
})

describe('an app of its own', () => {
  const redirectUri = 'https://app.example.com/callback'

  const start = async (body: Json = { redirectUri }): Promise<Json> =>
    (await send(coatcheck.url, `/api/auth/upstreams/${id}/start`, { body })).body
  const finish = (body: Json) => send(coatcheck.url, `/api/auth/upstreams/${id}/finish`, { body })
  const nonceOf = ({ authorizationUrl }: Json): string =>
    new URL(String(authorizationUrl)).searchParams.get('nonce') ?? ''

  test('finds the upstreams, starts and finishes, with any transport', async () => {
    const { body } = await send(coatcheck.url, '/api/auth/upstreams')
    expect(body['data']).toContainEqual({ id, name: 'Example ID', kind: 'oidc' })
    for (const transport of ['token', 'opaque', 'cookie']) {
      const started = await start()
      const { state, binding } = started
      expect(new URL(String(started['authorizationUrl'])).searchParams.get('redirect_uri')).toBe(redirectUri)
      answerWith(coatcheck, upstream, nonceOf(started), somebody())
      const app = new Browser(coatcheck.url)
      const answer = await app.send(`/api/auth/upstreams/${id}/finish`, {
        body: { state, binding, code: 'good', transport },
      })
      expect(answer.status).toBe(200)
      expect(
        answer.body[{ token: 'refreshToken', opaque: 'sessionToken', cookie: 'session' }[transport]!],
      ).toBeTruthy()
    }
  })

  test('finishes nothing that it did not start, nor what was started on a page', async () => {
    const started = await start()
    const { state, binding } = started
    answerWith(coatcheck, upstream, nonceOf(started), somebody())
    const wrong = { status: 400, body: { code: 'upstream_sign_in_invalid' } }
    expect(await finish({ state, binding: (await start())['binding'], code: 'good' })).toMatchObject(wrong)
    expect(await finish({ state, binding, code: 'good', iss: other.issuer })).toMatchObject(wrong)
    const onPage = await leaveFor(browser, id)
    const mark = browser.cookies.get('coatcheck-upstream')
    expect(await finish({ state: onPage.state, binding: mark, code: 'good' })).toMatchObject(wrong)
    expect(await comeBack(browser, id, { state, code: 'good' })).toContain('upstream_sign_in_invalid')
    expect(await finish({ state, binding, code: 'good' })).toMatchObject({ status: 200 })
    expect(await finish({ state, binding, code: 'good' })).toMatchObject(wrong)
  })

  test('is sent back to its own pages only', async () => {
    for (const wrong of [
      'https://evil.example/',
      'https://app.example.com.evil.example/',
      `${redirectUri}#x`,
      '/x',
    ]) {
      expect(
        await send(coatcheck.url, `/api/auth/upstreams/${id}/start`, { body: { redirectUri: wrong } }),
      ).toMatchObject({ status: 400, body: { field: 'body.redirectUri' } })
    }
    expect(await send(coatcheck.url, '/api/auth/upstreams', {})).toMatchObject({ status: 200 })
  })

  test('hears what the upstream refused', async () => {
    const started = await start()
    upstream.serve('/token', { status: 400, body: '{"error":"invalid_grant"}' })
    const { state, binding } = started
    expect(await finish({ state, binding, code: 'bad' })).toMatchObject({
      status: 403,
      body: { code: 'upstream_sign_in_refused' },
    })
  })
})
