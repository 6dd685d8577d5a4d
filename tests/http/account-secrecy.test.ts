/** What answers and mails tell to whom: nobody learns who has an account, and old links die with what they knew. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Answer, Browser, login, PASSWORD, register, send } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const EMAIL = 'ada@example.com'
const NEW_EMAIL = 'countess@example.com'
const NEW_PASSWORD = 'marble-orchard-kettle-9'
let coatcheck: RunningCoatcheck

beforeEach(async () => {
  coatcheck = await startCoatcheck()
})
afterEach(() => coatcheck.close())

async function restart(environment: Record<string, string>): Promise<void> {
  await coatcheck.close()
  coatcheck = await startCoatcheck({ environment })
}

async function browser(email: string = EMAIL): Promise<Browser> {
  const made = new Browser(coatcheck.url)
  const answer = await made.send('/api/auth/login', { body: { email, password: PASSWORD } })
  expect(answer.status).toBe(200)
  return made
}

async function mailsTo(email: string): Promise<readonly string[]> {
  await coatcheck.server.background.drain()
  const mails = coatcheck.server.mailer.outbox?.() ?? []
  return mails.filter(({ to }) => to === email).map(({ text }) => text)
}

async function ticketFor(email: string): Promise<string> {
  const [newest = ''] = await mailsTo(email)
  return /ticket=(cco_[\w-]+)/.exec(newest)?.[1] ?? ''
}

function post(path: string, body: unknown): Promise<Answer> {
  return send(coatcheck.url, path, { body })
}

describe('with verification required', () => {
  beforeEach(() => restart({ COATCHECK_REQUIRE_EMAIL_VERIFICATION: 'true' }))

  test('the password of an unverified account answers like a wrong one, and mails the link again', async () => {
    await register(coatcheck.url, EMAIL)
    const before = (await mailsTo(EMAIL)).length
    const [unverified, wrong] = [await login(coatcheck.url, EMAIL), await login(coatcheck.url, NEW_EMAIL)]
    expect([unverified.status, unverified.body]).toEqual([wrong.status, wrong.body])
    expect(await mailsTo(EMAIL)).toHaveLength(before + 1)
    expect(
      (await post('/api/auth/email/verify', { ticket: await ticketFor(EMAIL), password: PASSWORD })).status,
    ).toBe(200)
    expect((await login(coatcheck.url, EMAIL)).status).toBe(200)
  })

  test('registering a taken address tells its owner, and nobody else', async () => {
    await register(coatcheck.url, EMAIL)
    const before = (await mailsTo(EMAIL)).length
    const again = await register(coatcheck.url, EMAIL, { password: NEW_PASSWORD })
    expect(again).toMatchObject({ status: 202, body: { status: 'verification_required' } })
    expect(await mailsTo(EMAIL)).toHaveLength(before + 1)
    expect(await ticketFor(EMAIL)).toBe('')
  })

  test('whoever proves the mailbox by resetting the password can sign in', async () => {
    await register(coatcheck.url, EMAIL)
    await post('/api/auth/password/forgot', { email: EMAIL })
    const ticket = await ticketFor(EMAIL)
    expect((await post('/api/auth/password/reset', { ticket, password: NEW_PASSWORD })).status).toBe(204)
    expect((await login(coatcheck.url, EMAIL, { password: NEW_PASSWORD })).status).toBe(200)
  })
})

describe('a link to an address', () => {
  const redeem = (body: object): Promise<Answer> => post('/api/auth/email/verify', body)

  test.each<[string, number, (ticket: string, stranger: Answer['body']) => Promise<Answer>]>([
    ['nothing else', 403, (ticket) => redeem({ ticket })],
    ['a guessed password', 401, (ticket) => redeem({ ticket, password: NEW_PASSWORD })],
    ['an app’s token', 403, (ticket, { refreshToken }) => redeem({ ticket, refreshToken })],
    [
      'a browser',
      403,
      async (ticket) => (await browser(NEW_EMAIL)).send('/api/auth/email/verify', { body: { ticket } }),
    ],
  ])('verifies nothing for a stranger who brings %s, and stays good', async (_what, status, attempt) => {
    // Somebody registers the stranger's address; the stranger, who has an account too, opens the link.
    await register(coatcheck.url, EMAIL)
    const ticket = await ticketFor(EMAIL)
    const stranger = await register(coatcheck.url, NEW_EMAIL)
    expect((await attempt(ticket, stranger.body)).status).toBe(status)
    const rightful = await redeem({ ticket, password: PASSWORD })
    expect(rightful).toMatchObject({ status: 200, body: { email: EMAIL, emailVerified: true } })
  })

  test('is redeemed by whoever is signed in as its user, in a browser or an app', async () => {
    const app = (await register(coatcheck.url, EMAIL)).body
    const { refreshToken } = app
    const inApp = await post('/api/auth/email/verify', { ticket: await ticketFor(EMAIL), refreshToken })
    expect(inApp.status).toBe(200)
    const laptop = await browser()
    await laptop.send('/api/auth/email/change', { body: { email: NEW_EMAIL } })
    const ticket = await ticketFor(NEW_EMAIL)
    expect((await laptop.send('/api/auth/email/verify', { body: { ticket } })).status).toBe(200)
  })
})

describe('changing the address', () => {
  beforeEach(() => register(coatcheck.url, EMAIL))

  test('tells the old mailbox when it is asked for', async () => {
    const before = (await mailsTo(EMAIL)).length
    await (await browser()).send('/api/auth/email/change', { body: { email: NEW_EMAIL } })
    expect((await mailsTo(EMAIL)).length).toBe(before + 1)
    expect(await ticketFor(EMAIL)).toBe('')
    expect(await ticketFor(NEW_EMAIL)).not.toBe('')
  })

  test('to a taken one answers like any other, and the link then says so to the one who has the mailbox', async () => {
    await register(coatcheck.url, NEW_EMAIL)
    const answer = await (await browser()).send('/api/auth/email/change', { body: { email: NEW_EMAIL } })
    expect(answer).toMatchObject({ status: 202, body: { status: 'accepted' } })
    const verify = await post('/api/auth/email/verify', {
      ticket: await ticketFor(NEW_EMAIL),
      password: PASSWORD,
    })
    expect(verify).toMatchObject({ status: 409, body: { code: 'email_taken' } })
  })

  test('makes reset links in the old mailbox worthless', async () => {
    const laptop = await browser()
    await post('/api/auth/password/forgot', { email: EMAIL })
    const oldTicket = await ticketFor(EMAIL)
    await laptop.send('/api/auth/email/change', { body: { email: NEW_EMAIL } })
    await laptop.send('/api/auth/email/verify', { body: { ticket: await ticketFor(NEW_EMAIL) } })
    const reset = await post('/api/auth/password/reset', { ticket: oldTicket, password: NEW_PASSWORD })
    expect(reset).toMatchObject({ status: 400, body: { code: 'ticket_invalid' } })
  })

  test('asked for by a thief dies with the password change of the owner who was told', async () => {
    const [thief, owner] = [await browser(), await browser()]
    await thief.send('/api/auth/email/change', { body: { email: NEW_EMAIL } })
    const change = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }
    expect((await owner.send('/api/auth/password', { body: change })).status).toBe(200)
    const verify = await thief.send('/api/auth/email/verify', {
      body: { ticket: await ticketFor(NEW_EMAIL), password: NEW_PASSWORD },
    })
    expect(verify).toMatchObject({ status: 400, body: { code: 'ticket_invalid' } })
  })

  test('asked for by a thief dies with the thief’s session, by whatever way the owner ends it', async () => {
    const [thief, owner] = [await browser(), await browser()]
    await thief.send('/api/auth/email/change', { body: { email: NEW_EMAIL } })
    const ticket = await ticketFor(NEW_EMAIL)
    await owner.send('/api/auth/sessions?scope=others', { method: 'DELETE', body: {} })
    const redeemed = await thief.send('/api/auth/email/verify', { body: { ticket } })
    expect(redeemed).toMatchObject({ status: 403, body: { code: 'reverification_required' } })
    expect((await owner.send('/api/auth/user')).body['user']).toMatchObject({ email: EMAIL })
  })

  test('tells the old mailbox when it has happened', async () => {
    const laptop = await browser()
    await laptop.send('/api/auth/email/change', { body: { email: NEW_EMAIL } })
    const before = (await mailsTo(EMAIL)).length
    await laptop.send('/api/auth/email/verify', { body: { ticket: await ticketFor(NEW_EMAIL) } })
    const mails = await mailsTo(EMAIL)
    expect(mails).toHaveLength(before + 1)
    expect(mails[0]).toContain('has another e-mail address now')
  })

  test('mails strangers only so often', async () => {
    const laptop = await browser()
    const statuses = []
    for (let i = 0; i < 6; i++) {
      const answer = await laptop.send('/api/auth/email/change', { body: { email: `n${i}@example.com` } })
      statuses.push(answer.status)
    }
    expect(statuses).toEqual([202, 202, 202, 202, 202, 429])
  })
})

test('an address outside the allowed domains is no way around them', async () => {
  await restart({ COATCHECK_ALLOWED_EMAIL_DOMAINS: 'example.com' })
  await register(coatcheck.url, EMAIL)
  const body = { email: 'ada@elsewhere.example' }
  expect(await (await browser()).send('/api/auth/email/change', { body })).toMatchObject({
    status: 403,
    body: { code: 'email_domain_not_allowed' },
  })
})

test('whoever deletes the account is told by mail how to take it back', async () => {
  await register(coatcheck.url, EMAIL)
  const before = (await mailsTo(EMAIL)).length
  await (await browser()).send('/api/auth/user', { method: 'DELETE', body: {} })
  expect(await mailsTo(EMAIL)).toHaveLength(before + 1)
})

test('metadata that are too deep or too large are refused before they reach the store', async () => {
  await register(coatcheck.url, EMAIL)
  const laptop = await browser()
  const patch = async (unsafeMetadata: string) => {
    const headers = {
      ...laptop.cookieHeader(),
      origin: coatcheck.url,
      'content-type': 'application/json',
    }
    const body = `{"unsafeMetadata":${unsafeMetadata}}`
    const answer = await fetch(`${coatcheck.url}/api/auth/user`, { method: 'PATCH', headers, body })
    return { status: answer.status, body: await answer.json() }
  }
  for (const refused of [
    `{"deep":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
    `{"long":"${'x'.repeat(9_000)}"}`,
  ]) {
    expect(await patch(refused)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', field: 'body.unsafeMetadata' },
    })
  }
  const theme = { dark: true, sizes: [1, null] }
  expect(await patch(JSON.stringify({ theme }))).toMatchObject({
    status: 200,
    body: { user: { unsafeMetadata: { theme } } },
  })
})
