/** What an account's own mailbox is told after somebody changed what the account is protected by. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { type Answer, Browser, type Json, PASSWORD, register, send } from '../support/api-client.ts'
import { SoftPasskey } from '../support/soft-passkey.ts'
import { freePort, type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { codeAt } from '../support/totp.ts'

const EMAIL = 'ada@example.com'
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'
const SEEN = 'from Firefox on Windows, address 127.0.0.1.'
const STEP_MS = 30_000

let coatcheck: RunningCoatcheck
beforeEach(async () => {
  coatcheck = await startCoatcheck()
})
afterEach(() => coatcheck.close())

/** A browser of an account whose address is verified. */
async function verified(): Promise<Browser> {
  const browser = new Browser(coatcheck.url)
  const { body } = await browser.send('/api/auth/register', { body: { email: EMAIL, password: PASSWORD } })
  const { id } = body['user'] as { readonly id: string }
  await adminClient(coatcheck).patch(`/users/${id}`, { emailVerified: true })
  return browser
}

function act(browser: Browser, path: string, body: Json, method = 'POST'): Promise<Answer> {
  return browser.send(path, { method, body, headers: { 'user-agent': FIREFOX } })
}

/** The notices that a mailbox has, the newest first. */
async function notices(to: string = EMAIL): Promise<readonly { subject: string; text: string }[]> {
  await coatcheck.server.background.drain()
  const mails = coatcheck.server.mailer.outbox?.() ?? []
  const told = mails.filter((mail) => mail.to === to && mail.text.includes('It was done on'))
  for (const { text, html } of told) for (const line of text.split('\n')) expect(html).toContain(line)
  return told
}

async function addApp(browser: Browser): Promise<{ readonly id: string; readonly codes: readonly string[] }> {
  const enrolled = (await act(browser, '/api/auth/factors/totp', {})).body
  coatcheck.clock.advance(STEP_MS)
  const code = codeAt(String(enrolled['secret']), coatcheck.clock.nowMs())
  const { factorId } = enrolled
  const added = await act(browser, '/api/auth/factors/totp/verify', { factorId, code })
  expect(added.status).toBe(201)
  return { id: String(factorId), codes: added.body['recoveryCodes'] as string[] }
}

describe('a mailbox is told', () => {
  test('of an authenticator app that was added, and that it was removed', async () => {
    const browser = await verified()
    const { id } = await addApp(browser)
    const [added] = await notices()
    expect(added?.subject).toBe('A second factor was added')
    expect(added?.text).toContain('An authenticator app was added')
    expect(added?.text).toContain(SEEN)
    expect(added?.text).toContain(`${coatcheck.url}/forgot-password`)
    expect((await act(browser, `/api/auth/factors/${id}`, {}, 'DELETE')).status).toBe(204)
    expect((await act(browser, `/api/auth/factors/${id}`, {}, 'DELETE')).status).toBe(404)
    const [removed, ...before] = await notices()
    expect(removed?.text).toContain('An authenticator app was removed')
    expect(removed?.text).toContain(SEEN)
    expect(before).toEqual([added])
  })

  test('of a passkey, without what its owner calls it', async () => {
    const browser = await verified()
    const { publicKey } = (await act(browser, '/api/auth/factors/passkeys/options', {})).body
    const response = new SoftPasskey(coatcheck.url).register(publicKey as Json)
    const name = 'Call 0800 555 0100'
    expect((await act(browser, '/api/auth/factors/passkeys', { response, name })).status).toBe(201)
    const told = await notices()
    expect(told.map(({ text }) => text)).toEqual([expect.stringContaining('A passkey was added')])
    expect(told[0]?.text).not.toContain(name)
  })

  test('of new recovery codes, and of one that was used', async () => {
    const browser = await verified()
    const { codes } = await addApp(browser)
    const step = { recoveryCode: codes[0] ?? '' }
    expect((await act(browser, '/api/auth/second-factor', step)).status).toBe(200)
    expect((await act(browser, '/api/auth/second-factor', step)).status).toBe(401)
    expect((await act(browser, '/api/auth/factors/recovery-codes', {})).status).toBe(201)
    const told = await notices()
    expect(told.map(({ subject }) => subject)).toEqual([
      'Your recovery codes were replaced',
      'A recovery code was used',
      'A second factor was added',
    ])
    for (const code of codes) expect(JSON.stringify(told)).not.toContain(code)
  })

  test('of a changed password', async () => {
    const browser = await verified()
    const change = { currentPassword: PASSWORD, newPassword: 'marble-orchard-kettle-9' }
    expect((await act(browser, '/api/auth/password', change)).status).toBe(200)
    const [told] = await notices()
    expect(told?.subject).toBe('Your password was changed')
    expect(told?.text).toContain(SEEN)
  })

  test('that it is the account’s no longer', async () => {
    const browser = await verified()
    await act(browser, '/api/auth/email/change', { email: 'ada@elsewhere.example' })
    await coatcheck.server.background.drain()
    const [mail] = (coatcheck.server.mailer.outbox?.() ?? []).filter(
      ({ to }) => to === 'ada@elsewhere.example',
    )
    const ticket = /ticket=(cco_[\w-]+)/.exec(mail?.text ?? '')?.[1]
    expect((await act(browser, '/api/auth/email/verify', { ticket })).status).toBe(200)
    const [told] = await notices()
    expect(told?.subject).toBe('Your e-mail address was changed')
    expect(told?.text).toContain(SEEN)
    expect(await notices('ada@elsewhere.example')).toEqual([])
  })
})

test('what was still being set up is removed without a word', async () => {
  const browser = await verified()
  const { factorId } = (await act(browser, '/api/auth/factors/totp', {})).body
  expect((await act(browser, `/api/auth/factors/${String(factorId)}`, {}, 'DELETE')).status).toBe(204)
  expect(await notices()).toEqual([])
})

test('a mailbox that may be a stranger’s learns nothing of the device', async () => {
  const browser = new Browser(coatcheck.url)
  await browser.send('/api/auth/register', { body: { email: EMAIL, password: PASSWORD } })
  await addApp(browser)
  const [told] = await notices()
  expect(told?.text).toContain('An authenticator app was added')
  expect(told?.text).not.toContain('Firefox')
  expect(told?.text).not.toContain('127.0.0.1')
})

test('many notices of one kind are limited, and use up none of another', async () => {
  const browser = await verified()
  const { id } = await addApp(browser)
  for (let i = 0; i < 8; i++)
    expect((await act(browser, '/api/auth/factors/recovery-codes', {})).status).toBe(201)
  expect((await notices()).filter(({ subject }) => subject.includes('replaced'))).toHaveLength(5)
  await act(browser, `/api/auth/factors/${id}`, {}, 'DELETE')
  expect((await notices())[0]?.subject).toBe('A second factor was removed')
})

test('a mailer that cannot send fails nothing', async () => {
  await coatcheck.close()
  coatcheck = await startCoatcheck({
    environment: {
      COATCHECK_SMTP_URL: `smtp://127.0.0.1:${await freePort()}`,
      COATCHECK_MAIL_FROM: 'no-reply@example.com',
      COATCHECK_LOG_LEVEL: 'silent',
    },
  })
  const { body } = await register(coatcheck.url, EMAIL)
  const headers = { 'idempotency-key': crypto.randomUUID() }
  const change = { currentPassword: PASSWORD, newPassword: 'marble-orchard-kettle-9' }
  const changed = await send(coatcheck.url, '/api/auth/password', {
    body: { ...change, refreshToken: body['refreshToken'] },
    headers,
  })
  expect(changed.status).toBe(200)
  await addApp(await signedInAgain(change.newPassword))
})

async function signedInAgain(password: string): Promise<Browser> {
  const browser = new Browser(coatcheck.url)
  expect((await browser.send('/api/auth/login', { body: { email: EMAIL, password } })).status).toBe(200)
  return browser
}
