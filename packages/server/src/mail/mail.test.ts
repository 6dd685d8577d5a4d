/** Mail: what it says, the outbox, and SMTP against a real server on this machine. */

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterEach, describe, expect, test } from 'vitest'
import type { Mailer } from './mailer.ts'
import { emailChangeMail, emailVerificationMail, passwordResetMail } from './messages.ts'
import { noticeMail } from './notices.ts'
import { createLook } from '../appearance/look.ts'
import { createLocales } from '../locale/locales.ts'
import { createOutbox } from './outbox.ts'
import { createSmtpMailer } from './smtp-mailer.ts'

const LINK = 'https://id.example/reset-password?ticket=cco_a&b="><script>'
const MAIL = { to: 'ada@example.com', subject: 'Grüße', text: 'Zeile eins\n', html: '<p>Zeile eins</p>' }

const SETTING = {
  look: createLook({}),
  locale: createLocales({}, 'en').standard,
  url: 'https://id.example',
}

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

type Reply = 'accept' | 'later' | 'never'

/** A mail server that gives each delivery the next reply, and accepts when there are none left. */
async function startMailServer(
  ...replies: Reply[]
): Promise<{ url: string; received: string[]; attempts: () => number }> {
  const received: string[] = []
  let attempts = 0
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _, done) =>
      username === 'mailer' && password === 'p@ss' ? done(null, { user: username }) : done(new Error('no')),
    onData: (stream, _, done) => {
      let message = ''
      stream.setEncoding('utf8').on('data', (chunk: string) => (message += chunk))
      stream.on('end', () => {
        attempts++
        const reply = replies.shift() ?? 'accept'
        if (reply === 'accept') received.push(message)
        const responseCode = reply === 'later' ? 451 : 550
        done(reply === 'accept' ? null : Object.assign(new Error('refused'), { responseCode }))
      })
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  cleanups.push(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const { port } = server.server.address() as AddressInfo
  return { url: `smtp://mailer:p%40ss@127.0.0.1:${port}`, received, attempts: () => attempts }
}

function mailerTo(url: string, failures: unknown[], retryDelaysMs: readonly number[] = [0, 0]): Mailer {
  const from = 'Example <no-reply@example.com>'
  return createSmtpMailer({ url, from, retryDelaysMs, onFailure: (error) => failures.push(error) })
}

describe('SMTP', () => {
  test('delivers text and HTML to the recipient under the sender that was set', async () => {
    const { url, received } = await startMailServer()
    const failures: unknown[] = []
    const mailer = mailerTo(url, failures)
    await mailer.send(MAIL)
    await mailer.close()
    expect(failures).toEqual([])
    expect(received).toHaveLength(1)
    for (const part of [
      'To: ada@example.com',
      'From: Example <no-reply@example.com>',
      'text/plain',
      'text/html',
    ]) {
      expect(received[0]).toContain(part)
    }
  })

  test('tries again when the server is busy', async () => {
    const { url, received, attempts } = await startMailServer('later')
    const failures: unknown[] = []
    const mailer = mailerTo(url, failures)
    await mailer.send(MAIL)
    await expect.poll(() => received.length).toBe(1)
    await mailer.close()
    expect(attempts()).toBe(2)
    expect(failures).toEqual([])
  })

  test('gives up at once when the server refuses for good', async () => {
    const { url, attempts } = await startMailServer('never')
    const failures: unknown[] = []
    const mailer = mailerTo(url, failures)
    await mailer.send(MAIL)
    await mailer.close()
    expect(attempts()).toBe(1)
    expect(failures).toHaveLength(1)
    expect(String(failures[0])).not.toContain('Zeile eins')
  })

  test('an unreachable server fails no sender, and is reported', async () => {
    const failures: unknown[] = []
    const mailer = mailerTo('smtp://127.0.0.1:1', failures)
    await expect(mailer.send(MAIL)).resolves.toBeUndefined()
    await mailer.close()
    expect(failures).toHaveLength(1)
  })

  test('closing does not wait out a pause: it makes the last attempt', async () => {
    const { url, received, attempts } = await startMailServer('later')
    const failures: unknown[] = []
    const mailer = mailerTo(url, failures, [3_600_000])
    await mailer.send(MAIL)
    await expect.poll(attempts).toBe(1)
    await mailer.close()
    expect(received.length + failures.length).toBe(1)
  })
})

test('the outbox keeps the last hundred mails, newest first', async () => {
  const outbox = createOutbox({ nowMs: () => 5 })
  for (let i = 1; i <= 101; i++) await outbox.send({ ...MAIL, subject: `mail ${i}` })
  const mails = outbox.outbox?.() ?? []
  expect(mails).toHaveLength(100)
  expect(mails[0]).toMatchObject({ subject: 'mail 101', id: 101, sentAtMs: 5 })
  expect(mails.at(-1)).toMatchObject({ subject: 'mail 2' })
})

describe('messages', () => {
  test.each([passwordResetMail, emailVerificationMail, emailChangeMail])(
    '$name carries its link in the text, and escaped in the HTML',
    (message) => {
      const { text, html } = message(SETTING, LINK)
      expect(text).toContain(LINK)
      expect(html).toContain('cco_a&amp;b=&quot;&gt;&lt;script&gt;')
      expect(html).not.toContain('<script>')
    },
  )

  const NOTICES = [
    { kind: 'password-changed' },
    { kind: 'recovery-codes-replaced' },
    { kind: 'recovery-code-used' },
    { kind: 'factor-added', factor: 'totp' },
    { kind: 'factor-removed', factor: 'passkey' },
  ] as const
  const ADDRESS = '203.0.113.5'
  const RESET = 'https://id.example/forgot-password'

  test.each(NOTICES)('the notice of $kind says when, from where, and what to do', (notice) => {
    const userAgent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'
    const facts = { atMs: Date.UTC(2026, 10, 20, 9, 5), device: { address: ADDRESS, userAgent } }
    const { text, html } = noticeMail(SETTING, notice, facts, RESET)
    for (const said of [
      '20 Nov 2026, 09:05 UTC',
      'Firefox on Windows',
      ADDRESS,
      'If it was not you',
      RESET,
    ]) {
      expect(text).toContain(said)
      expect(html).toContain(said)
    }
  })

  test.each(['Call-0800-555-0100/1 (now; evil.example)', 'Verified by us/1.0', null])(
    'a notice repeats nothing that a request calls itself, such as %s',
    (userAgent) => {
      const facts = { atMs: 0, device: { address: ADDRESS, userAgent } }
      const { text } = noticeMail(SETTING, { kind: 'password-changed' }, facts, RESET)
      expect(text).toContain(`from an unknown device, address ${ADDRESS}.`)
    },
  )
})
