/** In which language mails are: that of whoever gets them. */

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { Browser, type Json, PASSWORD, send } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
beforeAll(async () => {
  coatcheck = await startCoatcheck()
})
afterAll(() => coatcheck.close())

let people = 0
let email: string
beforeEach(() => {
  email = `person${(people += 1)}@example.com`
  coatcheck.clock.advance(3_600_000) // so that no limit on mails of one address is near
})

/** Registers somebody whose browser asks for a language. */
async function newPerson(languages: string): Promise<{ readonly browser: Browser; readonly id: string }> {
  const browser = new Browser(coatcheck.url)
  const body = { email, password: PASSWORD, transport: 'cookie' }
  const headers = { 'accept-language': languages }
  const registered = await browser.send('/api/auth/register', { body, headers })
  return { browser, id: String((registered.body['user'] as Json)['id']) }
}

function post(path: string, body: Json, languages: string): Promise<unknown> {
  return send(coatcheck.url, path, { body, headers: { 'accept-language': languages } })
}

/** The subjects of what came to the mailbox, the newest first; each mail is in one language in all of its parts. */
async function subjects(to: string = email): Promise<readonly string[]> {
  await coatcheck.server.background.drain()
  return (coatcheck.server.mailer.outbox?.() ?? [])
    .filter((mail) => mail.to === to)
    .map((mail) => mail.subject)
}

test.each([
  ['en', 'Verify your e-mail address'],
  ['de-CH', 'E-Mail-Adresse bestätigen'],
  ['es', 'Confirma tu correo electrónico'],
  ['fr', 'Confirmez votre adresse e-mail'],
  ['ja', 'メールアドレスの確認'],
  ['tlh', 'Verify your e-mail address'],
])('somebody who registers in %s is asked for the address by "%s"', async (languages, subject) => {
  await newPerson(languages)
  expect(await subjects()).toEqual([subject])
  const [mail] = coatcheck.server.mailer.outbox?.() ?? []
  const tag = languages === 'tlh' ? 'en' : languages.slice(0, 2)
  expect(mail?.html).toContain(`<html lang="${tag}" dir="ltr">`)
})

test('a mail is in the language that its recipient chose, whoever causes it', async () => {
  const { browser } = await newPerson('en')
  await browser.send('/api/auth/user', { method: 'PATCH', body: { locale: 'ja' } })
  await post('/api/auth/password/forgot', { email }, 'de')
  expect((await subjects())[0]).toBe('パスワードの再設定')
  await browser.send('/api/auth/user', { method: 'PATCH', body: { locale: null } })
  await post('/api/auth/password/forgot', { email }, 'de')
  expect((await subjects())[0]).toBe('Passwort zurücksetzen')
})

test('who registers an address again causes a mail in the language of its owner', async () => {
  const strict = await startCoatcheck({ environment: { COATCHECK_REQUIRE_EMAIL_VERIFICATION: 'true' } })
  const register = (languages: string): Promise<unknown> =>
    send(strict.url, '/api/auth/register', {
      body: { email, password: PASSWORD },
      headers: { 'accept-language': languages, origin: strict.url },
    })
  await register('de')
  await strict.server.background.drain()
  const owner = await strict.server.store.users.findByEmail(email as never)
  if (owner === null) throw new Error('nobody registered')
  await adminClient(strict).patch(`/users/${owner.user.id}`, { locale: 'fr' })
  strict.clock.advance(3_600_000)
  await register('es')
  await strict.server.background.drain()
  const [newest] = strict.server.mailer.outbox?.() ?? []
  expect(newest?.subject).toBe('Vous avez déjà un compte')
  await strict.close()
})

test('notices say when and from where in their language', async () => {
  const { browser, id } = await newPerson('en')
  await adminClient(coatcheck).patch(`/users/${id}`, { emailVerified: true, locale: 'de' })
  const user = {
    'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
  }
  const body = { currentPassword: PASSWORD, newPassword: 'marble-orchard-kettle-9' }
  await browser.send('/api/auth/password', { body, headers: user })
  expect((await subjects())[0]).toBe('Ihr Passwort wurde geändert')
  const [mail] = coatcheck.server.mailer.outbox?.() ?? []
  expect(mail?.text).toMatch(
    /Das geschah am \d+\. \S+ \d{4}, \d\d:\d\d UTC, von Firefox unter Windows aus, Adresse 127\.0\.0\.1\./,
  )
  expect(mail?.text).toContain(
    `setzen Sie sofort Ihr Passwort zurück; das meldet alle Geräte ab: ${coatcheck.url}/forgot-password`,
  )
})

test('both mailboxes of a change of address, and who deletes an account, are written to in the language of the user', async () => {
  const { browser, id } = await newPerson('en')
  await adminClient(coatcheck).patch(`/users/${id}`, { locale: 'fr' })
  await browser.send('/api/auth/email/change', { body: { email: `new.${email}` } })
  expect((await subjects())[0]).toBe('Votre adresse e-mail va changer')
  expect(await subjects(`new.${email}`)).toEqual(['Confirmez votre nouvelle adresse e-mail'])
  await browser.send('/api/auth/user', { method: 'DELETE', body: {} })
  expect((await subjects())[0]).toBe('Votre compte va être supprimé')
  const [mail] = coatcheck.server.mailer.outbox?.() ?? []
  expect(mail?.text).toMatch(/elle sera définitive le \d+ \S+ \d{4}, \d\d:\d\d UTC\./)
})

test('an invitation is in the language of whoever is invited, if they have an account', async () => {
  const { browser: founder } = await newPerson('de')
  email = `invited.${email}`
  const { id } = await newPerson('en')
  await adminClient(coatcheck).patch(`/users/${id}`, { locale: 'es' })
  const made = await founder.send('/api/auth/organizations', { body: { name: 'Löwenstein & Söhne' } })
  const path = `/api/auth/organizations/${String(made.body['id'])}/invitations`
  const headers = { 'accept-language': 'de' }
  const stranger = `stranger.${email}`
  expect((await founder.send(path, { body: { email }, headers })).status).toBe(201)
  expect((await founder.send(path, { body: { email: stranger }, headers })).status).toBe(201)
  expect((await subjects())[0]).toBe('Invitación a Löwenstein & Söhne')
  expect(await subjects(stranger)).toEqual(['Einladung zu Löwenstein & Söhne'])
})

test('a page that causes a mail speaks for its language', async () => {
  const browser = new Browser(coatcheck.url)
  const shown = await fetch(`${coatcheck.url}/sign-up`, { headers: { 'accept-language': 'fr' } })
  browser.keepCookies(shown.headers)
  const token = /name="csrf_token" value="([^"]*)"/.exec(await shown.text())?.[1] ?? ''
  const form = new URLSearchParams({ csrf_token: token, email, password: PASSWORD })
  const headers = { 'accept-language': 'fr', origin: coatcheck.url, ...browser.cookieHeader() }
  await fetch(`${coatcheck.url}/sign-up`, { method: 'POST', headers, body: form, redirect: 'manual' })
  expect(await subjects()).toEqual(['Confirmez votre adresse e-mail'])
})
