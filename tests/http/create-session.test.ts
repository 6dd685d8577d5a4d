/** The exchange of an upstream's token for a session: what comes of it, once, and what repeating it does. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { Browser, type Json, register, send, TokenApp } from '../support/api-client.ts'
import {
  CLERK_HEADER,
  clerkClaims,
  exchange,
  failureReason,
  idTokenClaims,
  supabaseClaims,
  trust,
} from '../support/exchange.ts'
import { type FakeUpstream, signToken, startFakeUpstream } from '../support/fake-upstream.ts'
import { type RunningCoatcheck, startCoatcheck, type StartOptions } from '../support/start-coatcheck.ts'

const KEY = 'b1f0c2d3e4f5a6978899aabbccddeeff'
const DAY_MS = 86_400_000

let coatcheck: RunningCoatcheck
let upstream: FakeUpstream

async function restart(options: StartOptions): Promise<void> {
  await coatcheck.close()
  coatcheck = await startCoatcheck(options)
}

beforeEach(async () => {
  coatcheck = await startCoatcheck()
  upstream = await startFakeUpstream()
})
afterEach(async () => {
  await coatcheck.close()
  await upstream.close()
})

const idToken = (more: Json = {}): string => signToken(upstream.rsa, idTokenClaims(coatcheck, upstream, more))
const sessionOf = (body: Json): Json => body['session'] as Json
const read = (sessionToken: unknown) =>
  send(coatcheck.url, '/api/auth/session', { bearer: String(sessionToken) })
const mint = async (sessionToken: unknown): Promise<Json> => {
  const { body } = await send(coatcheck.url, '/api/auth/session/token', {
    method: 'POST',
    bearer: String(sessionToken),
  })
  const [, payload = ''] = String(body['token']).split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Json
}

describe('a token of each kind gives a 7-day opaque session', () => {
  test('Clerk, with the ages of the factors that it tells', async () => {
    await trust(coatcheck, upstream, 'clerk')
    const token = signToken(upstream.rsa, clerkClaims(coatcheck, upstream), CLERK_HEADER)
    const { status, body } = await exchange(coatcheck, token)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      sessionToken: expect.stringMatching(/^ccs_/),
      expiresAt: new Date(coatcheck.clock.nowMs() + 7 * DAY_MS).toISOString(),
      session: { transport: 'opaque', status: 'active' },
      user: { email: null },
    })
    expect(await mint(body['sessionToken'])).toMatchObject({ fva: [3, -1] })
    coatcheck.clock.advance(6 * DAY_MS)
    expect((await read(body['sessionToken'])).status).toBe(200)
  })

  test('Supabase, without an address that nobody says is verified', async () => {
    await trust(coatcheck, upstream, 'supabase')
    const { status, body } = await exchange(
      coatcheck,
      signToken(upstream.ec, supabaseClaims(coatcheck, upstream)),
    )
    expect(status).toBe(200)
    expect(body).toMatchObject({ user: { email: null } })
    expect(await mint(body['sessionToken'])).toMatchObject({ fva: [-1, -1] })
  })

  test('OpenID Connect, with the verified address and the name', async () => {
    await trust(coatcheck, upstream, 'oidc')
    const { status, body } = await exchange(coatcheck, idToken())
    expect(status).toBe(200)
    expect(body['user']).toMatchObject({ email: 'ada@example.com', emailVerified: true, firstName: 'Ada' })
    expect(await mint(body['sessionToken'])).toMatchObject({ fva: [-1, -1] })
  })
})

describe('the user', () => {
  test('is the same at every exchange of one (issuer, subject), and another for another issuer', async () => {
    await trust(coatcheck, upstream, 'oidc')
    const other = await startFakeUpstream()
    await trust(coatcheck, other, 'oidc')
    const first = await exchange(coatcheck, idToken())
    const again = await exchange(coatcheck, idToken({ email: 'new@example.com', jti: '2' }))
    const foreign = await exchange(coatcheck, signToken(other.rsa, idTokenClaims(coatcheck, other)))
    await other.close()
    const [a, b, c] = [first, again, foreign].map(({ body }) => sessionOf(body)['userId'])
    expect(b).toBe(a)
    expect(c).not.toBe(a)
    expect(foreign.body['user']).toMatchObject({ email: null })
  })

  test('is never somebody who has the same e-mail address here', async () => {
    await trust(coatcheck, upstream, 'oidc')
    const { body } = await register(coatcheck.url, 'ada@example.com')
    const exchanged = await exchange(coatcheck, idToken())
    expect(sessionOf(exchanged.body)['userId']).not.toBe(sessionOf(body)['userId'])
    expect(exchanged.body['user']).toMatchObject({ email: null, firstName: 'Ada' })
  })

  test('is made once by simultaneous first exchanges', async () => {
    await trust(coatcheck, upstream, 'oidc')
    const answers = await Promise.all(
      ['1', '2', '3', '4'].map((jti) => exchange(coatcheck, idToken({ jti }))),
    )
    expect(new Set(answers.map(({ body }) => sessionOf(body)['userId'])).size).toBe(1)
    expect(await adminClient(coatcheck).list('/users')).toHaveLength(1)
  })

  test('is not made when sign-up is closed, and signs in when there is one', async () => {
    await restart({ environment: { COATCHECK_SIGN_UP: 'closed' } })
    await trust(coatcheck, upstream, 'oidc')
    expect(await exchange(coatcheck, idToken())).toMatchObject({
      status: 403,
      body: { code: 'sign_up_closed' },
    })
    expect(await failureReason(coatcheck)).toBe('sign_up_closed')
    expect(await adminClient(coatcheck).list('/users')).toEqual([])
  })

  test('is not made for an address of a domain that is not allowed, nor without an address', async () => {
    await restart({ environment: { COATCHECK_ALLOWED_EMAIL_DOMAINS: 'corp.example' } })
    await trust(coatcheck, upstream, 'oidc')
    for (const more of [{}, { email: 'a@corp.example', email_verified: false }]) {
      expect(await exchange(coatcheck, idToken(more))).toMatchObject({
        status: 403,
        body: { code: 'email_domain_not_allowed' },
      })
    }
    expect((await exchange(coatcheck, idToken({ email: 'a@corp.example' }))).status).toBe(200)
  })

  test('who is disabled gets the answer of a bad token', async () => {
    await trust(coatcheck, upstream, 'oidc')
    const { body } = await exchange(coatcheck, idToken())
    await adminClient(coatcheck).post(`/users/${String(sessionOf(body)['userId'])}/disable`)
    expect((await read(body['sessionToken'])).status).toBe(401)
    expect(await exchange(coatcheck, idToken({ jti: '2' }))).toMatchObject({
      status: 401,
      body: { code: 'upstream_token_invalid' },
    })
    expect(await failureReason(coatcheck)).toBe('user-not-enabled')
  })
})

describe('the absolute limit', () => {
  test('counts from when the person signed in upstream', async () => {
    await trust(coatcheck, upstream, 'oidc')
    const signedInAtMs = coatcheck.clock.nowMs() - 2 * DAY_MS
    const { body } = await exchange(coatcheck, idToken({ auth_time: signedInAtMs / 1000 }))
    expect(body['expiresAt']).toBe(new Date(signedInAtMs + 7 * DAY_MS).toISOString())
  })

  test('that has passed by then gives no session', async () => {
    await trust(coatcheck, upstream, 'oidc')
    const auth_time = (coatcheck.clock.nowMs() - 7 * DAY_MS) / 1000
    expect((await exchange(coatcheck, idToken({ auth_time }))).status).toBe(401)
    expect(await failureReason(coatcheck)).toBe('sign-in-too-old')
    expect((await exchange(coatcheck, idToken({ auth_time: auth_time + 1 }))).status).toBe(200)
  })
})

describe('a token works once', () => {
  beforeEach(() => trust(coatcheck, upstream, 'oidc'))

  test('and of many simultaneous exchanges one gets the session', async () => {
    const token = idToken()
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => exchange(coatcheck, token)))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409, 409])
    expect(await exchange(coatcheck, token)).toMatchObject({ body: { code: 'upstream_token_used' } })
    expect(await failureReason(coatcheck)).toBe('token-used')
  })

  test('whatever is done to its signature', async () => {
    const claims = idTokenClaims(coatcheck, upstream)
    const first = signToken(upstream.ec, claims)
    const second = signToken(upstream.ec, claims) // ECDSA: another signature over the same bytes
    expect(second).not.toBe(first)
    expect((await exchange(coatcheck, first)).status).toBe(200)
    expect(await exchange(coatcheck, second)).toMatchObject({ status: 409 })
  })

  test('and is not used up by an exchange that failed', async () => {
    const token = idToken()
    upstream.serveKeys([])
    expect((await exchange(coatcheck, token)).status).toBe(401)
    upstream.serveKeys([upstream.rsa.jwk])
    coatcheck.clock.advance(30_000)
    expect((await exchange(coatcheck, token)).status).toBe(200)
  })

  test('unless the same Idempotency-Key asks again: the same session, a new credential, the old one dead', async () => {
    const token = idToken()
    const first = await exchange(coatcheck, token, {}, KEY)
    const again = await exchange(coatcheck, token, {}, KEY)
    expect(again.status).toBe(200)
    expect(sessionOf(again.body)['id']).toBe(sessionOf(first.body)['id'])
    expect((await read(first.body['sessionToken'])).status).toBe(401)
    expect((await read(again.body['sessionToken'])).status).toBe(200)
    expect((await exchange(coatcheck, token, {}, `${KEY}0`)).status).toBe(409)
    expect((await exchange(coatcheck, token)).status).toBe(409)
    expect((await exchange(coatcheck, token, { transport: 'token' }, KEY)).status).toBe(409)
    expect((await read(again.body['sessionToken'])).status).toBe(200)
  })

  test('and asking again for tokens gives another session and ends the one whose answer was lost', async () => {
    const token = idToken()
    const lost = new TokenApp(
      coatcheck.url,
      (await exchange(coatcheck, token, { transport: 'token' }, KEY)).body,
    )
    const again = await exchange(coatcheck, token, { transport: 'token' }, KEY)
    const third = await exchange(coatcheck, token, { transport: 'token' }, KEY)
    expect([again.status, third.status]).toEqual([200, 200])
    expect(await lost.refresh()).toMatchObject({
      status: 401,
      body: { code: 'session_ended', reason: 'exchanged_again' },
    })
    expect((await new TokenApp(coatcheck.url, again.body).refresh()).status).toBe(401)
    expect((await new TokenApp(coatcheck.url, third.body).refresh()).status).toBe(200)
    expect(await adminClient(coatcheck).list('/sessions?status=active')).toHaveLength(1)
  })

  test.each(['opaque', 'token'])(
    'and asking again never brings back a revoked %s session',
    async (transport) => {
      const token = idToken()
      const { body } = await exchange(coatcheck, token, { transport }, KEY)
      await adminClient(coatcheck).delete(`/sessions/${String(sessionOf(body)['id'])}`)
      expect(await exchange(coatcheck, token, { transport }, KEY)).toMatchObject({ status: 409 })
      expect(await adminClient(coatcheck).list('/sessions?status=active')).toEqual([])
    },
  )
})

describe('the transport', () => {
  beforeEach(() => trust(coatcheck, upstream, 'oidc'))

  test('token gives a refresh token', async () => {
    const { body } = await exchange(coatcheck, idToken(), { transport: 'token' }, KEY)
    expect((await new TokenApp(coatcheck.url, body).refresh()).status).toBe(200)
  })

  test('cookie sets the cookies of a browser, from an allowed origin only', async () => {
    const browser = new Browser(coatcheck.url)
    const body = { token: idToken(), transport: 'cookie' }
    const foreign = new Browser(coatcheck.url, 'https://evil.example')
    expect(await foreign.send('/api/auth/create-session', { body })).toMatchObject({
      status: 403,
      body: { code: 'origin_not_allowed' },
    })
    expect((await browser.send('/api/auth/create-session', { body })).status).toBe(200)
    expect((await browser.send('/api/auth/session')).status).toBe(200)
  })

  test('opaque in a browser that is signed in leaves its cookies and sessions alone', async () => {
    const browser = new Browser(coatcheck.url)
    await browser.send('/api/auth/create-session', { body: { token: idToken(), transport: 'cookie' } })
    const before = new Map(browser.cookies)
    const answer = await browser.send('/api/auth/create-session', { body: { token: idToken({ sub: 'b' }) } })
    expect(answer).toMatchObject({ status: 200, body: { session: { transport: 'opaque' } } })
    expect(browser.cookies).toEqual(before)
    expect((await browser.send('/api/auth/session')).status).toBe(200)
  })
})

describe('a token of somebody who acts as the person', () => {
  const act = { act: { sub: 'support-1' } }

  test('is refused unless the upstream allows it', async () => {
    await trust(coatcheck, upstream, 'oidc')
    expect((await exchange(coatcheck, idToken(act))).status).toBe(401)
    expect(await failureReason(coatcheck)).toBe('token-actor-refused')
  })

  test('gives half an hour that says who acts, proves no factor, and lives in no cookie', async () => {
    await trust(coatcheck, upstream, 'clerk', { allowActor: true })
    const token = signToken(upstream.rsa, clerkClaims(coatcheck, upstream, act), CLERK_HEADER)
    expect(await exchange(coatcheck, token, { transport: 'opaque' })).toMatchObject({
      status: 200,
      body: {
        expiresAt: new Date(coatcheck.clock.nowMs() + 30 * 60_000).toISOString(),
        session: { actor: { sub: 'support-1' } },
      },
    })
    const other = signToken(
      upstream.rsa,
      clerkClaims(coatcheck, upstream, { ...act, jti: '2' }),
      CLERK_HEADER,
    )
    const { body } = await exchange(coatcheck, other)
    expect(await mint(body['sessionToken'])).toMatchObject({ act: { sub: 'support-1' }, fva: [-1, -1] })
    const browser = new Browser(coatcheck.url)
    const third = signToken(
      upstream.rsa,
      clerkClaims(coatcheck, upstream, { ...act, jti: '3' }),
      CLERK_HEADER,
    )
    expect(
      await browser.send('/api/auth/create-session', { body: { token: third, transport: 'cookie' } }),
    ).toMatchObject({ status: 400, body: { field: 'body.transport' } })
  })

  test('signs itself out and nobody else, and changes nothing of the user', async () => {
    await trust(coatcheck, upstream, 'clerk', { allowActor: true })
    const token = signToken(upstream.rsa, clerkClaims(coatcheck, upstream, act), CLERK_HEADER)
    const { body } = await exchange(coatcheck, token, { transport: 'token' })
    const { refreshToken, session } = body
    const refusals = [
      ['POST', '/api/auth/logout', { scope: 'others' }],
      ['POST', '/api/auth/logout', { scope: 'global' }],
      ['DELETE', '/api/auth/sessions?scope=others', {}],
      ['DELETE', `/api/auth/sessions/${(session as { readonly id: string }).id}`, {}],
      ['PATCH', '/api/auth/user', { firstName: 'Mallory' }],
      ['POST', '/api/auth/email/send-verification', {}],
      ['DELETE', '/api/auth/user', {}],
    ] as const
    for (const [method, path, more] of refusals) {
      const refused = await send(coatcheck.url, path, { method, body: { refreshToken, ...more } })
      expect(refused, `${method} ${path}`).toMatchObject({ status: 403, body: { code: 'actor_not_allowed' } })
    }
    expect((await send(coatcheck.url, '/api/auth/logout', { body: { refreshToken } })).status).toBe(204)
    const { id, userId } = session as { readonly id: string; readonly userId: string }
    const told = await adminClient(coatcheck).list(`/events?sessionId=${id}`)
    const acting = { kind: 'user', id: userId, by: 'support-1' }
    expect(told.map(({ type, actor }) => [type, actor])).toEqual([
      ['session.ended', acting],
      ['session.created', acting],
    ])
  })
})

test('failures from one address are limited, successes are not', async () => {
  await trust(coatcheck, upstream, 'oidc')
  for (let i = 0; i < 70; i++) {
    expect((await exchange(coatcheck, idToken({ jti: String(i) }))).status).toBe(200)
  }
  const statuses = new Set<number>()
  for (let i = 0; i < 61; i++) statuses.add((await exchange(coatcheck, 'a.b.c')).status)
  expect([...statuses]).toEqual([401, 429])
})
