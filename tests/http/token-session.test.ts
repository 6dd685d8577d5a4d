/** A token session over HTTP: register, refresh, every row of the refresh decision, the limits to the second. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { login, register, send, TokenApp } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let url: string

beforeEach(async () => {
  coatcheck = await startCoatcheck()
  url = coatcheck.url
})
afterEach(() => coatcheck.close())

async function signUp(email = 'ada@example.com', key = true): Promise<TokenApp> {
  const answer = await register(url, email)
  expect(answer.status).toBe(201)
  return key ? new TokenApp(url, answer.body) : new TokenApp(url, (await login(url, email, {}, null)).body)
}

describe('a refresh', () => {
  test('gives the next refresh token and a session token that lives 60 seconds', async () => {
    const app = await signUp()
    const before = app.refreshToken
    const answer = await app.refresh()
    expect(answer).toMatchObject({ status: 200, body: { expiresIn: 60, clamped: false } })
    expect(app.refreshToken).not.toBe(before)
    const session = await send(url, '/api/auth/session', { bearer: app.accessToken! })
    expect(session).toMatchObject({
      status: 200,
      body: { session: { status: 'active', transport: 'token' } },
    })
  })

  test('repeated at once with the same key gives the same successor and a fresh access token', async () => {
    const app = await signUp()
    const first = await app.refreshOnce()
    const second = await app.refreshOnce()
    expect(second.body['refreshToken']).toBe(first.body['refreshToken'])
    expect(second.body['accessToken']).toEqual(expect.any(String))
  })

  test('repeated hours later with the same key gives the same successor and no access token', async () => {
    const app = await signUp()
    const first = await app.refreshOnce()
    coatcheck.clock.advance(5 * 3_600_000)
    const second = await app.refresh()
    expect(second).toMatchObject({ status: 200, body: { accessToken: null, expiresIn: null } })
    expect(second.body['refreshToken']).toBe(first.body['refreshToken'])
    expect(await app.refresh()).toMatchObject({ status: 200, body: { accessToken: expect.any(String) } })
  })

  test('asks for a text, and says which member is none', async () => {
    for (const refreshToken of [12, null, ['ccr_'], {}]) {
      expect(await send(url, '/api/auth/refresh', { body: { refreshToken } })).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', field: 'body.refreshToken' },
      })
    }
  })

  test('of a keyed session without a key is refused, and nothing is touched', async () => {
    const app = await signUp()
    expect(await app.refreshOnce({}, null)).toMatchObject({
      status: 400,
      body: { code: 'idempotency_key_required' },
    })
    expect((await app.refresh()).status).toBe(200)
  })

  test('with an older token and another key revokes the session, and the holder of the newest token learns why', async () => {
    const app = await signUp()
    const stolen = app.refreshToken
    await app.refresh()
    const thief = new TokenApp(url, { refreshToken: stolen })
    expect(await thief.refresh()).toMatchObject({ status: 401, body: { code: 'refresh_reused' } })
    expect(await app.refresh()).toMatchObject({
      status: 401,
      body: { code: 'session_ended', reason: 'refresh_reused' },
    })
  })

  test('of a token that was never issued touches nothing', async () => {
    const app = await signUp()
    const forged = `${app.refreshToken.slice(0, -12)}AAAAAAAAAAAA`
    expect(await new TokenApp(url, { refreshToken: forged }).refresh()).toMatchObject({
      status: 401,
      body: { code: 'refresh_invalid' },
    })
    expect((await app.refresh()).status).toBe(200)
  })

  test('arriving late behind two newer steps gives nothing and revokes nothing', async () => {
    const app = await signUp()
    const late = { token: app.refreshToken, key: app.key }
    await app.refresh()
    await app.refresh()
    const duplicate = new TokenApp(url, { refreshToken: late.token })
    duplicate.key = late.key
    expect(await duplicate.refresh()).toMatchObject({ status: 409, body: { code: 'refresh_superseded' } })
    expect((await app.refresh()).status).toBe(200)
    expect(await duplicate.refreshOnce({ stillCurrent: true })).toMatchObject({
      body: { code: 'refresh_reused' },
    })
  })

  test('without a key, on a session that never had one, is retried for ten seconds', async () => {
    const app = await signUp('grace@example.com', false)
    const first = await app.refreshOnce({}, null)
    coatcheck.clock.advance(10_000)
    const second = await app.refreshOnce({}, null)
    expect(second.body['refreshToken']).toBe(first.body['refreshToken'])
    coatcheck.clock.advance(1)
    expect(await app.refreshOnce({}, null)).toMatchObject({ body: { code: 'refresh_reused' } })
  })
})

describe('the limits of a token session', () => {
  test('six days unused, it still refreshes on the seventh', async () => {
    const app = await signUp()
    coatcheck.clock.advance(6 * 86_400_000)
    expect((await app.refresh()).status).toBe(200)
  })

  test('the absolute limit ends it to the second, and no token outlives it', async () => {
    const app = await signUp()
    coatcheck.clock.advance(7 * 86_400_000 - 30_000)
    expect(await app.refresh()).toMatchObject({ status: 200, body: { expiresIn: 30 } })
    coatcheck.clock.advance(29_999)
    expect((await app.refresh()).status).toBe(200)
    coatcheck.clock.advance(1)
    expect(await app.refresh()).toMatchObject({
      status: 401,
      body: { code: 'session_ended', reason: 'absolute_limit' },
    })
  })
})
