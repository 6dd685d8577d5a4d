/** What came from an upstream ends when it ends there: by back-channel logout, and by webhooks of Clerk and Supabase. */

import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { Browser, type Json, send } from '../support/api-client.ts'
import {
  CLERK_HEADER,
  clerkClaims,
  exchange,
  idTokenClaims,
  supabaseClaims,
  trust,
} from '../support/exchange.ts'
import { type FakeUpstream, signToken, startFakeUpstream } from '../support/fake-upstream.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { answerWith, comeBack, leaveFor, offerSignIn } from '../support/upstream-sign-in.ts'

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`

let coatcheck: RunningCoatcheck
let admin: AdminClient
let upstream: FakeUpstream
let clerk: FakeUpstream
let supabase: FakeUpstream
let id: string
let clerkId: string
let supabaseId: string

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  admin = adminClient(coatcheck)
  upstream = await startFakeUpstream()
  clerk = await startFakeUpstream()
  supabase = await startFakeUpstream()
  id = await offerSignIn(coatcheck, upstream, { audiences: ['web'] })
  clerkId = await trust(coatcheck, clerk, 'clerk', { webhookSecret: SECRET })
  supabaseId = await trust(coatcheck, supabase, 'supabase', { webhookSecret: `v1,${SECRET}` })
})
afterAll(async () => {
  await coatcheck.close()
  for (const server of [upstream, clerk, supabase]) await server.close()
})
beforeEach(() => coatcheck.clock.advance(5 * 60_000))

const now = (): number => Math.floor(coatcheck.clock.nowMs() / 1000)

async function signIn(claims: Json): Promise<Browser> {
  const browser = new Browser(coatcheck.url)
  const { state, nonce } = await leaveFor(browser, id)
  answerWith(coatcheck, upstream, nonce, claims)
  expect(await comeBack(browser, id, { state, code: 'good' })).toBe('/account')
  return browser
}

async function standing(browser: Browser): Promise<unknown> {
  const { status, body } = await browser.send('/api/auth/session')
  return status === 200 ? 'lives' : body['reason']
}

/** Sends a logout token. */
async function logOut(claims: Json, header: Json = { typ: 'logout+jwt' }): Promise<Response> {
  const token = signToken(
    upstream.rsa,
    {
      iss: upstream.issuer,
      aud: 'web',
      iat: now(),
      exp: now() + 120,
      jti: randomUUID(),
      events: { [LOGOUT_EVENT]: {} },
      ...claims,
    },
    header,
  )
  return await postLogout(new URLSearchParams({ logout_token: token }))
}

function postLogout(body: URLSearchParams | string): Promise<Response> {
  return fetch(`${coatcheck.url}/api/auth/upstreams/${id}/backchannel-logout`, { method: 'POST', body })
}

async function refusal(): Promise<unknown> {
  const [newest] = await admin.list('/events?type=upstream.notice_refused&limit=1')
  return newest?.['reason']
}

describe('a back-channel logout', () => {
  test('of one session ends what came from that one', async () => {
    const [laptop, phone] = [
      await signIn({ sub: 'a', sid: 'laptop', email: undefined }),
      await signIn({ sub: 'a', sid: 'phone', email: undefined }),
    ]
    const answer = await logOut({ sid: 'laptop', sub: 'a' })
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect([await standing(laptop), await standing(phone)]).toEqual(['upstream_ended', 'lives'])
  })

  test('of a person ends all that they had by then, and what was exchanged too', async () => {
    const browser = await signIn({ sub: 'b', email: undefined })
    const token = signToken(upstream.rsa, idTokenClaims(coatcheck, upstream, { sub: 'b', email: undefined }))
    const bearer = String((await exchange(coatcheck, token)).body['sessionToken'])
    const someone = await signIn({ sub: 'c', email: undefined })
    coatcheck.clock.advance(2_000)
    const at = now()
    coatcheck.clock.advance(2_000)
    const later = await signIn({ sub: 'b', email: undefined })
    expect((await logOut({ sub: 'b', iat: at })).status).toBe(200)
    expect(await standing(browser)).toBe('upstream_ended')
    expect((await send(coatcheck.url, '/api/auth/session', { bearer })).body['reason']).toBe('upstream_ended')
    expect([await standing(someone), await standing(later)]).toEqual(['lives', 'lives'])
  })

  test('that overtakes the sign-in stops it', async () => {
    const browser = new Browser(coatcheck.url)
    const { state, nonce } = await leaveFor(browser, id)
    answerWith(coatcheck, upstream, nonce, { sub: 'd', sid: 'fast', email: undefined })
    expect((await logOut({ sid: 'fast' })).status).toBe(200)
    expect(await comeBack(browser, id, { state, code: 'good' })).toContain('error=upstream_token_invalid')
    expect(await standing(browser)).toBeUndefined()
  })

  test('works once', async () => {
    const jti = randomUUID()
    expect((await logOut({ sid: 'x', jti })).status).toBe(200)
    expect((await logOut({ sid: 'x', jti })).status).toBe(400)
    expect(await refusal()).toBe('token-used')
  })

  test.each<[string, Json, Json, string]>([
    ['is an id_token', { nonce: 'n', events: undefined }, { typ: 'JWT' }, 'token-type-invalid'],
    ['has no type', {}, { typ: undefined }, 'token-type-invalid'],
    ['has a nonce', { nonce: 'n' }, {}, 'token-not-a-logout-token'],
    ['says no event', { events: undefined }, {}, 'token-not-a-logout-token'],
    ['says another event', { events: { x: {} } }, {}, 'token-not-a-logout-token'],
    ['says the event as text', { events: { [LOGOUT_EVENT]: 'x' } }, {}, 'token-not-a-logout-token'],
    ['is for another client', { aud: 'another' }, {}, 'token-audience-invalid'],
    ['is of another issuer', { iss: 'https://evil.example' }, {}, 'token-issuer-invalid'],
    ['has no name', { jti: undefined }, {}, 'token-claims-invalid'],
    ['names neither session nor person', { sid: undefined }, {}, 'token-claims-invalid'],
    ['has a session of another form', { sid: 7 }, {}, 'token-claims-invalid'],
    ['has expired', { iat: 1_700_000_000, exp: 1_700_000_120 }, {}, 'token-expired'],
    ['lives for long', { exp: 2_000_000_000 }, {}, 'token-claims-invalid'],
    ['has no end', { exp: undefined }, {}, 'token-claims-invalid'],
    ['names its own key', {}, { jwk: {} }, 'token-header-invalid'],
    ['is signed by nobody', {}, { alg: 'none' }, 'token-algorithm-invalid'],
  ])('that %s ends nothing', async (_name, claims, header, reason) => {
    const browser = await signIn({ sub: 'e', sid: 'kept', email: undefined })
    const answer = await logOut({ sid: 'kept', ...claims }, { typ: 'logout+jwt', ...header })
    expect([answer.status, ((await answer.json()) as Json)['code']]).toEqual([400, 'upstream_notice_invalid'])
    expect(await refusal()).toBe(reason)
    expect(await standing(browser)).toBe('lives')
  })

  test('is a form with each member once', async () => {
    expect((await postLogout('{}')).status).toBe(415)
    expect((await postLogout(new URLSearchParams())).status).toBe(400)
    const twice = [
      ['logout_token', 'a'],
      ['logout_token', 'b'],
    ]
    expect((await postLogout(new URLSearchParams(twice))).status).toBe(400)
  })

  test('is not taken where sessions go on', async () => {
    await admin.patch(`/upstreams/${id}`, { endsSessions: false })
    expect((await logOut({ sid: 'x' })).status).toBe(404)
    await admin.patch(`/upstreams/${id}`, { endsSessions: true })
  })
})

/** Sends a signed message as Svix does, or under the names of Standard Webhooks. */
async function notify(
  to: string,
  message: Json,
  how: { readonly prefix?: 'svix' | 'webhook'; readonly secret?: string; readonly at?: number } = {},
): Promise<number> {
  const { prefix = 'webhook', secret = SECRET, at = now() } = how
  const body = JSON.stringify(message)
  const messageId = `msg_${randomUUID()}`
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signature = createHmac('sha256', key).update(`${messageId}.${at}.${body}`).digest('base64')
  const { status } = await fetch(`${coatcheck.url}/api/auth/upstreams/${to}/webhook`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      [`${prefix}-id`]: messageId,
      [`${prefix}-timestamp`]: String(at),
      [`${prefix}-signature`]: `v1,AAAA v1,${signature}`,
    },
    body,
  })
  return status
}

async function alive(bearer: string): Promise<unknown> {
  const { status, body } = await send(coatcheck.url, '/api/auth/session', { bearer })
  return status === 200 ? 'lives' : body['reason']
}

describe('a webhook of Clerk', () => {
  const open = async (sid: string, sub = 'user_2abc'): Promise<string> => {
    const token = signToken(clerk.rsa, clerkClaims(coatcheck, clerk, { sid, sub }), CLERK_HEADER)
    return String((await exchange(coatcheck, token)).body['sessionToken'])
  }

  test.each(['session.ended', 'session.removed', 'session.revoked'])('%s ends that session', async (type) => {
    const [one, another] = [await open(`sess_1${type}`), await open(`sess_2${type}`)]
    const message = { type, object: 'event', timestamp: now() * 1000, data: { id: `sess_1${type}` } }
    expect(await notify(clerkId, message, { prefix: 'svix' })).toBe(204)
    expect([await alive(one), await alive(another)]).toEqual(['upstream_ended', 'lives'])
    expect(await notify(clerkId, message, { prefix: 'svix' })).toBe(204) // a repetition is no error
  })

  test('user.deleted ends all sessions of the person; other events end nothing', async () => {
    const [one, another] = [await open('sess_a', 'user_a'), await open('sess_b', 'user_b')]
    const about = (type: string) => ({ type, timestamp: now() * 1000, data: { id: 'user_a' } })
    expect(await notify(clerkId, about('user.updated'))).toBe(204)
    expect(await alive(one)).toBe('lives')
    expect(await notify(clerkId, about('user.deleted'))).toBe(204)
    expect([await alive(one), await alive(another)]).toEqual(['upstream_ended', 'lives'])
  })

  test('that is not signed, signed by another, or old, ends nothing', async () => {
    const bearer = await open('sess_kept')
    const message = { type: 'session.ended', data: { id: 'sess_kept' } }
    const other = `whsec_${Buffer.alloc(24, 8).toString('base64')}`
    expect(await notify(clerkId, message, { secret: other })).toBe(400)
    expect(await refusal()).toBe('webhook-signature-invalid')
    expect(await notify(clerkId, message, { at: now() - 301 })).toBe(400)
    expect(await notify(clerkId, message, { at: now() + 301 })).toBe(400)
    expect(await refusal()).toBe('webhook-too-old')
    const unsigned = await send(coatcheck.url, `/api/auth/upstreams/${clerkId}/webhook`, { body: message })
    expect(unsigned).toMatchObject({ status: 400, body: { code: 'upstream_notice_invalid' } })
    expect(await refusal()).toBe('webhook-unsigned')
    expect(await notify(id, message)).toBe(404) // no secret, no webhooks
    expect(await alive(bearer)).toBe('lives')
  })
})

describe('a webhook of Supabase', () => {
  test('about a row that is gone ends what came from it', async () => {
    const [session, user] = [randomUUID(), randomUUID()]
    const open = async (claims: Json): Promise<string> => {
      const token = signToken(supabase.rsa, supabaseClaims(coatcheck, supabase, claims))
      return String((await exchange(coatcheck, token)).body['sessionToken'])
    }
    const [one, two] = [await open({ session_id: session, sub: user }), await open({ sub: user })]
    const gone = (table: string, row: string, schema = 'auth') => ({
      type: 'DELETE',
      schema,
      table,
      record: null,
      old_record: { id: row },
    })
    expect(await notify(supabaseId, gone('sessions', session, 'public'))).toBe(204)
    expect(await alive(one)).toBe('lives')
    expect(await notify(supabaseId, gone('sessions', session))).toBe(204)
    expect([await alive(one), await alive(two)]).toEqual(['upstream_ended', 'lives'])
    expect(await notify(supabaseId, gone('users', user))).toBe(204)
    expect(await alive(two)).toBe('upstream_ended')
  })
})
