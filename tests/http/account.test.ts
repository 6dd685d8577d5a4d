/** One's own account over HTTP: devices, passwords, step-up, sign-out scopes, links by mail, deletion. */

import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Browser, login, PASSWORD, register, send, TokenApp } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const NEW_PASSWORD = 'marble-orchard-kettle-9'
const EMAIL = 'ada@example.com'
let coatcheck: RunningCoatcheck
let url: string

beforeEach(async () => {
  coatcheck = await startCoatcheck()
  url = coatcheck.url
})
afterEach(() => coatcheck.close())

async function app(): Promise<TokenApp> {
  const answer = await login(url, EMAIL)
  expect(answer.status).toBe(200)
  return new TokenApp(url, answer.body)
}

async function browser(): Promise<Browser> {
  const made = new Browser(url)
  const answer = await made.send('/api/auth/login', { body: { email: EMAIL, password: PASSWORD } })
  expect(answer.status).toBe(200)
  return made
}

/** The ticket in the newest mail that has one. */
async function ticketFromMail(): Promise<string> {
  await coatcheck.server.background.drain()
  const mails = coatcheck.server.mailer.outbox?.() ?? []
  return mails.flatMap(({ text }) => /ticket=(cco_[\w-]+)/.exec(text)?.[1] ?? []).at(0) ?? ''
}

describe('devices', () => {
  beforeEach(() => register(url, EMAIL))

  test('are listed with browser and system, and one can be signed out from another', async () => {
    const phone = await app()
    const laptop = await browser()
    const devices = (await laptop.send('/api/auth/sessions')).body['data'] as {
      id: string
      transport: string
      current: boolean
    }[]
    expect(devices.filter(({ current }) => current)).toHaveLength(1)
    const other = devices.filter(({ transport }) => transport === 'token')
    for (const { id } of other) {
      expect((await laptop.send(`/api/auth/sessions/${id}`, { method: 'DELETE' })).status).toBe(204)
    }
    expect(await phone.refresh()).toMatchObject({
      status: 401,
      body: { code: 'session_ended', reason: 'revoked_by_user' },
    })
  })

  test("another user's session cannot be told from one that never was", async () => {
    await register(url, 'grace@example.com')
    const grace = await login(url, 'grace@example.com')
    const { id } = grace.body['session'] as { id: string }
    const laptop = await browser()
    expect((await laptop.send(`/api/auth/sessions/${id}`, { method: 'DELETE' })).status).toBe(404)
    expect((await new TokenApp(url, grace.body).refresh()).status).toBe(200)
  })

  test('an opaque token and a session token end nobody', async () => {
    const phone = await app()
    const opaque = await login(url, EMAIL, { transport: 'opaque' })
    for (const bearer of [String(opaque.body['sessionToken']), phone.accessToken!]) {
      const answer = await send(url, '/api/auth/sessions?scope=others', { method: 'DELETE', bearer })
      expect(answer).toMatchObject({ status: 403, body: { code: 'credential_not_accepted' } })
    }
    expect((await phone.refresh()).status).toBe(200)
  })
})

describe('signing out', () => {
  beforeEach(() => register(url, EMAIL))

  test('elsewhere ends the others and keeps this one; everywhere ends all', async () => {
    const [here, there] = [await app(), await app()]
    const logout = (scope: string) =>
      send(url, '/api/auth/logout', {
        body: { scope, refreshToken: here.refreshToken },
        headers: { 'idempotency-key': here.key },
      })
    expect((await logout('others')).status).toBe(204)
    expect((await there.refresh()).body['code']).toBe('session_ended')
    expect((await here.refresh()).status).toBe(200)
    expect((await logout('global')).status).toBe(204)
    expect(await here.refresh()).toMatchObject({ status: 401, body: { code: 'session_ended' } })
    expect((await logout('global')).status).toBe(204)
  })
})

describe('a password change', () => {
  beforeEach(() => register(url, EMAIL))
  const change = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }

  test('in a browser keeps this session under a new secret and ends the others at once', async () => {
    const phone = await app()
    const laptop = await browser()
    const before = laptop.cookies.get('coatcheck')
    expect((await laptop.send('/api/auth/password', { body: change })).status).toBe(200)
    expect(laptop.cookies.get('coatcheck')).not.toBe(before)
    expect((await laptop.send('/api/auth/session')).status).toBe(200)
    expect(await phone.refresh()).toMatchObject({ status: 401, body: { reason: 'password_changed' } })
    expect((await login(url, EMAIL)).status).toBe(401)
    expect((await login(url, EMAIL, { password: NEW_PASSWORD })).status).toBe(200)
  })

  test('by a refresh token is a step of its chain, and its retry gets the same successor', async () => {
    const phone = await app()
    const send1 = () =>
      send(url, '/api/auth/password', {
        body: { ...change, refreshToken: phone.refreshToken },
        headers: { 'idempotency-key': phone.key },
      })
    const first = await send1()
    const retry = await send1()
    expect(first).toMatchObject({ status: 200, body: { applied: true, accessToken: expect.any(String) } })
    expect(retry.body['refreshToken']).toBe(first.body['refreshToken'])
    const stranger = new TokenApp(url, { refreshToken: phone.refreshToken })
    expect(await stranger.refresh()).toMatchObject({ status: 409, body: { code: 'refresh_superseded' } })
    expect((await new TokenApp(url, first.body).refresh()).status).toBe(200)
  })

  test('retried with another new password says that it did not happen', async () => {
    const phone = await app()
    const ask = (newPassword: string) =>
      send(url, '/api/auth/password', {
        body: { currentPassword: PASSWORD, newPassword, refreshToken: phone.refreshToken },
        headers: { 'idempotency-key': phone.key },
      })
    expect(await ask(NEW_PASSWORD)).toMatchObject({ status: 200, body: { applied: true } })
    expect(await ask('quite-another-one-3')).toMatchObject({
      status: 200,
      body: { applied: false, accessToken: null },
    })
    expect((await login(url, EMAIL, { password: NEW_PASSWORD })).status).toBe(200)
  })

  test('with a wrong current password or a weak new one changes nothing', async () => {
    const laptop = await browser()
    const wrong = { ...change, currentPassword: 'not-my-password' }
    expect(await laptop.send('/api/auth/password', { body: wrong })).toMatchObject({
      status: 401,
      body: { code: 'credentials_invalid' },
    })
    const weak = { ...change, newPassword: 'password1' }
    expect(await laptop.send('/api/auth/password', { body: weak })).toMatchObject({
      status: 400,
      body: { code: 'password_rejected', field: 'body.newPassword' },
    })
    expect((await login(url, EMAIL)).status).toBe(200)
  })
})

describe('dangerous acts', () => {
  beforeEach(() => register(url, EMAIL))

  test('need a recent proof, which reverification renews', async () => {
    const laptop = await browser()
    coatcheck.clock.advance(11 * 60_000)
    await laptop.send('/api/auth/session/touch', { body: {} })
    const remove = () => laptop.send('/api/auth/user', { method: 'DELETE', body: {} })
    expect(await remove()).toMatchObject({ status: 403, body: { code: 'reverification_required' } })
    expect((await laptop.send('/api/auth/reverify', { body: { password: PASSWORD } })).status).toBe(200)
    expect((await laptop.send('/api/auth/user/export')).body).toMatchObject({ user: { email: EMAIL } })
    expect((await remove()).status).toBe(202)
    expect(laptop.cookies.size).toBe(0)
  })

  test('give an app its user’s data for a session token, while the proof is recent', async () => {
    const phone = await app()
    const take = () => send(url, '/api/auth/user/export', { bearer: phone.accessToken ?? '' })
    expect(await take()).toMatchObject({ status: 200, body: { user: { email: EMAIL } } })
    coatcheck.clock.advance(11 * 60_000)
    await phone.refresh()
    expect(await take()).toMatchObject({ status: 403, body: { code: 'reverification_required' } })
  })

  test('a deletion ends every session, is cancelled by a sign-in, and is final after seven days', async () => {
    const phone = await app()
    const remove = () =>
      send(url, '/api/auth/user', {
        method: 'DELETE',
        body: { refreshToken: phone.refreshToken },
        headers: { 'idempotency-key': randomUUID() },
      })
    expect((await remove()).status).toBe(202)
    expect((await phone.refresh()).body).toMatchObject({ code: 'session_ended', reason: 'user_deleted' })
    const again = await login(url, EMAIL)
    expect(again.body['user']).toMatchObject({ deletionAt: null })
    const { users } = coatcheck.server.store
    coatcheck.clock.advance(8 * 86_400_000)
    expect(await users.sweepDeletions(10)).toBe(0)

    const last = await app()
    const key = { 'idempotency-key': randomUUID() }
    await send(url, '/api/auth/user', {
      method: 'DELETE',
      body: { refreshToken: last.refreshToken },
      headers: key,
    })
    coatcheck.clock.advance(7 * 86_400_000)
    expect(await users.sweepDeletions(10)).toBe(1)
    expect((await login(url, EMAIL)).status).toBe(401)
    expect((await register(url, EMAIL)).status).toBe(201)
  })
})

describe('links by mail', () => {
  test('verify an address once, however often a scanner opens them', async () => {
    await register(url, EMAIL)
    const ticket = await ticketFromMail()
    const verify = () => send(url, '/api/auth/email/verify', { body: { ticket, password: PASSWORD } })
    expect(await verify()).toMatchObject({ status: 200, body: { email: EMAIL, emailVerified: true } })
    expect(await verify()).toMatchObject({ status: 400, body: { code: 'ticket_invalid' } })
  })

  test('reset a password, end every session, and are asked for alike by everybody', async () => {
    await register(url, EMAIL)
    const phone = await app()
    const forgot = (email: string) => send(url, '/api/auth/password/forgot', { body: { email } })
    const [known, unknown] = [await forgot(EMAIL), await forgot('nobody@example.com')]
    expect([known.status, known.body]).toEqual([unknown.status, unknown.body])
    const reset = (ticket: string) =>
      send(url, '/api/auth/password/reset', { body: { ticket, password: NEW_PASSWORD } })
    const ticket = await ticketFromMail()
    expect((await reset(ticket)).status).toBe(204)
    expect((await reset(ticket)).status).toBe(400)
    expect((await phone.refresh()).body).toMatchObject({ code: 'session_ended' })
    expect((await login(url, EMAIL, { password: NEW_PASSWORD })).status).toBe(200)
  })

  test('a reset link is worthless after the password was changed', async () => {
    await register(url, EMAIL)
    const laptop = await browser()
    await send(url, '/api/auth/password/forgot', { body: { email: EMAIL } })
    const ticket = await ticketFromMail()
    await laptop.send('/api/auth/password', {
      body: { currentPassword: PASSWORD, newPassword: NEW_PASSWORD },
    })
    const reset = await send(url, '/api/auth/password/reset', {
      body: { ticket, password: 'sneaky-sneaky-pass-1' },
    })
    expect(reset).toMatchObject({ status: 400, body: { code: 'ticket_invalid' } })
  })

  test('change an address when the new mailbox is proved', async () => {
    await register(url, EMAIL)
    const laptop = await browser()
    expect((await laptop.send('/api/auth/email/change', { body: { email: 'new@example.com' } })).status).toBe(
      202,
    )
    expect((await laptop.send('/api/auth/user')).body['user']).toMatchObject({ email: EMAIL })
    await laptop.send('/api/auth/email/verify', { body: { ticket: await ticketFromMail() } })
    expect((await laptop.send('/api/auth/user')).body['user']).toMatchObject({
      email: 'new@example.com',
      emailVerified: true,
    })
  })
})

describe('registration', () => {
  test('with something wrong about the request makes no account', async () => {
    const body = { email: EMAIL, password: PASSWORD, transport: 'token' }
    for (const headers of [{ 'idempotency-key': 'short' }, { dpop: 'no proof' }]) {
      expect((await send(url, '/api/auth/register', { body, headers })).status).toBe(400)
    }
    for (const more of [
      { firstName: 'A\u0000da' },
      { lastName: '\u202Ecalevol' },
      { email: 'a\u200Bda@example.com' },
    ]) {
      expect((await send(url, '/api/auth/register', { body: { ...body, ...more } })).status).toBe(400)
    }
    expect((await send(url, '/api/auth/register', { body })).status).toBe(201)
  })

  test('of a taken address says so, unless verification is required, when everybody gets the same answer', async () => {
    await register(url, EMAIL)
    expect(await register(url, EMAIL)).toMatchObject({ status: 409, body: { code: 'email_taken' } })
    const quiet = await startCoatcheck({ environment: { COATCHECK_REQUIRE_EMAIL_VERIFICATION: 'true' } })
    try {
      const first = await register(quiet.url, EMAIL)
      const second = await register(quiet.url, EMAIL)
      expect([first.status, first.body]).toEqual([202, { status: 'verification_required' }])
      expect([second.status, second.body]).toEqual([first.status, first.body])
    } finally {
      await quiet.close()
    }
  })
})
