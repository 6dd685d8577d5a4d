/** Several accounts in one browser over HTTP: what ends one of them leaves the others alone. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Answer, Browser, PASSWORD, register, send } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let browser: Browser
let ada: string
let grace: string

beforeEach(async () => {
  coatcheck = await startCoatcheck()
  browser = new Browser(coatcheck.url)
  ada = await signIn('ada@example.com')
  grace = await signIn('grace@example.com')
})
afterEach(() => coatcheck.close())

async function signIn(email: string): Promise<string> {
  await register(coatcheck.url, email)
  const answer = await browser.send('/api/auth/login', { body: { email, password: PASSWORD } })
  expect(answer.status).toBe(200)
  return (answer.body['session'] as { id: string }).id
}

function as(session: string, path: string, method: string, body: unknown = {}): Promise<Answer> {
  return browser.send(path, { method, body, headers: { 'coatcheck-session': session } })
}

function subject(): unknown {
  const payload = browser.cookies.get('__session')?.split('.')[1] ?? ''
  return payload === '' ? null : JSON.parse(Buffer.from(payload, 'base64url').toString())['sid']
}

describe('signing out of one account', () => {
  test('that is not the active one keeps the cookie that navigations carry', async () => {
    expect((await as(ada, '/api/auth/logout', 'POST')).status).toBe(204)
    expect(subject()).toBe(grace)
  })

  test('twice leaves the other signed in', async () => {
    await as(ada, '/api/auth/logout', 'POST')
    expect((await as(ada, '/api/auth/logout', 'POST')).status).toBe(204)
    expect((await as(grace, '/api/auth/session/token', 'POST')).status).toBe(200)
  })

  test('that is active leaves navigations with none when several remain, and signs nobody else out', async () => {
    const linus = await signIn('linus@example.com')
    await as(linus, '/api/auth/logout', 'POST')
    expect(subject()).toBe(null)
    const unnamed = await browser.send('/api/auth/logout', { body: {} })
    expect(unnamed).toMatchObject({ status: 400, body: { field: 'header.Coatcheck-Session' } })
    expect((await browser.send('/api/auth/client')).body).toMatchObject({ activeSessionId: null })
    expect((await as(ada, '/api/auth/session/token', 'POST')).status).toBe(200)
  })
})

test('minting for one account leaves the cookie of navigations to the active one', async () => {
  await as(ada, '/api/auth/session/token', 'POST')
  expect(subject()).toBe(grace)
  await as(ada, '/api/auth/reverify', 'POST', { password: PASSWORD })
  expect(subject()).toBe(grace)
  await browser.send('/api/auth/session/activate', { body: { sessionId: ada } })
  expect(subject()).toBe(ada)
})

test('deleting one account keeps the other one signed in', async () => {
  expect((await as(grace, '/api/auth/user', 'DELETE')).status).toBe(202)
  expect(subject()).toBe(null)
  expect((await as(ada, '/api/auth/session/token', 'POST')).status).toBe(200)
})

test('deleting one account on its page keeps the other one, under the secret that the password renewed', async () => {
  const page = await browser.send('/account')
  const csrfToken = /name="csrf_token" value="([^"]+)"/.exec(String(page.body['text']))?.[1] ?? ''
  const form = new URLSearchParams({
    csrf_token: csrfToken,
    acting_session_id: grace,
    password: PASSWORD,
  })
  const answer = await browser.submit('/account/delete', form)
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in?notice=deletion_requested'])
  coatcheck.clock.advance(10_000)
  expect((await as(ada, '/api/auth/session/token', 'POST')).status).toBe(200)
})

test('ending its own session from the list of devices takes its cookies along', async () => {
  expect((await as(ada, `/api/auth/sessions/${ada}`, 'DELETE')).status).toBe(204)
  expect((await as(grace, `/api/auth/sessions/${grace}`, 'DELETE')).status).toBe(204)
  expect(browser.cookies.size).toBe(0)
})

describe('a client cookie that is garbage or unknown', () => {
  const credentials = { email: 'ada@example.com', password: PASSWORD }

  test('does not keep anybody from signing in', async () => {
    browser.cookies.set('coatcheck', 'left-behind-by-something-else')
    expect((await browser.send('/api/auth/client')).body).toMatchObject({ sessions: [] })
    expect((await browser.send('/api/auth/login', { body: credentials })).status).toBe(200)
    expect((await browser.send('/api/auth/session')).status).toBe(200)
  })

  test('is cleared by signing out', async () => {
    browser.cookies.set('coatcheck', 'left-behind-by-something-else')
    expect((await browser.send('/api/auth/logout', { body: {} })).status).toBe(204)
    expect(browser.cookies.size).toBe(0)
  })

  test('is not cleared for another site', async () => {
    const headers = { cookie: '__session=x', origin: 'https://elsewhere.example' }
    expect((await send(coatcheck.url, '/api/auth/logout', { body: {}, headers })).status).toBe(403)
  })
})
