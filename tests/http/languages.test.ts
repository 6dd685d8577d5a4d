/** In which language people are answered on pages; programs are answered in English. */

import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Browser, PASSWORD, send } from '../support/api-client.ts'
import { authorizationQuery, formOn, newPerson, submitOn, visit } from '../support/authorize.ts'
import { configFolder, PSEUDO_MESSAGES } from '../support/config-folder.ts'
import { makeClient, type TestClient } from '../support/oauth.ts'
import { shiftedText } from '../support/pseudo-messages.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let client: TestClient
beforeAll(async () => {
  coatcheck = await startCoatcheck()
  client = await makeClient(coatcheck)
})
afterAll(() => coatcheck.close())

type Page = { readonly status: number; readonly text: string; readonly headers: Headers }

/** Asks for a page in languages, with the cookies of a browser. */
async function page(
  path: string,
  languages: string | null,
  browser = new Browser(coatcheck.url),
): Promise<Page> {
  const headers = new Headers({ accept: 'text/html', ...browser.cookieHeader() })
  if (languages !== null) headers.set('accept-language', languages)
  const response = await fetch(browser.url + path, { headers, redirect: 'manual' })
  return { status: response.status, text: await response.text(), headers: response.headers }
}

/** The language that a page is in: where it says so, and as far as a heading tells. */
function languageOf({ text, headers }: Page): string {
  const tag = /<html lang="([^"]*)" dir="(?:ltr|rtl)">/.exec(text)?.[1] ?? ''
  expect(headers.get('content-language')).toBe(tag)
  return tag
}

function headingOf({ text }: Page): string | undefined {
  return /<h1[^>]*>([^<]*)<\/h1>/.exec(text)?.[1]
}

describe('a visitor', () => {
  test.each([
    [null, 'en', 'Sign in'],
    ['de-AT,de;q=0.9,en;q=0.5', 'de', 'Anmelden'],
    ['en;q=0.4, es-MX', 'es', 'Iniciar sesión'],
    ['pt, fr-CA;q=0.8', 'fr', 'Se connecter'],
    ['ja', 'ja', 'サインイン'],
    ['tlh', 'en', 'Sign in'],
  ])('who asks for %s is answered in %s', async (languages, tag, heading) => {
    const answer = await page('/sign-in', languages)
    expect([languageOf(answer), headingOf(answer)]).toEqual([tag, heading])
  })

  test('is told in the same language what got nowhere', async () => {
    const answer = await page('/nowhere', 'de')
    expect([answer.status, languageOf(answer), headingOf(answer)]).toEqual([404, 'de', 'Hier ist nichts'])
    const stray = await page('/oauth/authorize?client_id=x', 'fr')
    expect([stray.status, languageOf(stray)]).toEqual([400, 'fr'])
    expect(stray.text).toContain('L’application qui vous a envoyé ici n’est pas connue.')
  })

  test('is told in the same language what is wrong with what was typed', async () => {
    const browser = new Browser(coatcheck.url)
    const headers = { 'accept-language': 'de' }
    const shown = await fetch(`${coatcheck.url}/sign-up`, { headers })
    browser.keepCookies(shown.headers)
    const form = formOn({ text: await shown.text() }, '/sign-up')
    form.set('email', 'ada@example.com')
    const refused = async (password: string): Promise<string> => {
      form.set('password', password)
      const sent = { ...headers, origin: coatcheck.url, ...browser.cookieHeader() }
      return await (
        await fetch(`${coatcheck.url}/sign-up`, { method: 'POST', headers: sent, body: form })
      ).text()
    }
    expect(await refused('short')).toContain('Ein Passwort hat mindestens 8 Zeichen.')
    expect(await refused('password123')).toContain('Dieses Passwort gehört zu den häufigsten')
    form.set('email', 'nobody')
    expect(await refused(PASSWORD)).toContain('Das ist keine E-Mail-Adresse.')
  })

  test('gets a page whatever the browser says of languages', async () => {
    const value = fc.stringMatching(/^[ -~]{0,300}$/).map((text) => text.trim())
    await fc.assert(
      fc.asyncProperty(value, async (languages) => {
        const answer = await page('/sign-in', languages)
        expect(answer.status).toBe(200)
        expect(['en', 'de', 'es', 'fr', 'ja']).toContain(languageOf(answer))
      }),
      { numRuns: 40 },
    )
    const huge = `${'de-x-'.repeat(1_500)},de`
    expect((await page('/sign-in', huge)).status).toBe(200)
    const hostile = await page('/sign-in', '"><script>alert(1)</script>, de;q=0.5')
    expect(languageOf(hostile)).toBe('de')
    expect(hostile.text).not.toContain('<script>alert')
  })

  test('finds no other language by a link', async () => {
    for (const query of ['locale=de', 'lang=de', 'ui_locales=de'])
      expect(languageOf(await page(`/sign-in?${query}`, 'fr'))).toBe('fr')
  })
})

test('a program is answered in English, whatever languages it asks for', async () => {
  const { body } = await send(coatcheck.url, '/api/auth/login', {
    body: { email: 'nobody@example.com', password: PASSWORD, transport: 'token' },
    headers: { 'accept-language': 'de', 'idempotency-key': crypto.randomUUID() },
  })
  expect(body['title']).toBe('The e-mail address or the password is wrong.')
})

test('the reason that a password was rejected is there for programs to tell in any language', async () => {
  const reasonOf = async (password: string): Promise<unknown> => {
    const body = { email: 'rejected@example.com', password, transport: 'token' }
    const headers = { 'idempotency-key': crypto.randomUUID() }
    return (await send(coatcheck.url, '/api/auth/register', { body, headers })).body['reason']
  }
  expect(await reasonOf('short')).toBe('too_short')
  expect(await reasonOf('x'.repeat(257))).toBe('too_long')
  expect(await reasonOf('1234567890')).toBe('too_common')
  expect(await reasonOf('\ud800 and so on and on')).toBe('not_text')
})

describe('somebody with an account', () => {
  test('chooses a language, which stands above that of the browser, until they take it back', async () => {
    const browser = await newPerson(coatcheck, 'grace@example.com')
    const account = await page('/account', 'en', browser)
    browser.keepCookies(account.headers)
    expect(languageOf(account)).toBe('en')
    const form = formOn(account, '/account/profile')
    form.set('first_name', 'Grace')
    form.set('locale', 'ja')
    const saved = await browser.submit('/account/profile', form)
    const after = await page(saved.headers.get('location') ?? '', 'en', browser)
    expect(languageOf(after)).toBe('ja')
    expect(after.text).toContain('プロフィールを保存しました。')
    expect(after.text).toMatch(/<option\s+value="ja" lang="ja" selected>/)
    expect((await browser.send('/api/auth/user')).body).toMatchObject({
      user: { firstName: 'Grace', locale: 'ja' },
    })
    // A stranger at the same server, and one who is signed out, are answered as their browsers ask.
    expect(languageOf(await page('/sign-in', 'en'))).toBe('en')
    form.set('locale', '')
    await browser.submit('/account/profile', form)
    expect(languageOf(await page('/account', 'en', browser))).toBe('en')
  })

  test('whose language there is not is answered as the browser asks, and keeps it', async () => {
    const browser = await newPerson(coatcheck, 'hedy@example.com')
    await browser.send('/api/auth/user', { method: 'PATCH', body: { locale: 'en-ab-cd' } })
    expect(languageOf(await page('/account', 'fr', browser))).toBe('en')
    await browser.send('/api/auth/user', { method: 'PATCH', body: { locale: 'pt-BR' } })
    const account = await page('/account', 'fr', browser)
    browser.keepCookies(account.headers)
    expect(languageOf(account)).toBe('fr')
    expect(account.text).toMatch(/<option\s+value="pt-BR" lang="pt-BR" selected>\s*Português \(Brasil\)/)
  })
})

describe('somebody whom an application sends', () => {
  test('is answered in the language that it asks for, on every page of the way', async () => {
    const browser = new Browser(coatcheck.url)
    const query = authorizationQuery(client, { ui_locales: 'tlh fr-CA de' })
    const toSignIn = await visit(browser, `/oauth/authorize?${query}`)
    const signIn = await page(toSignIn.location?.href.slice(coatcheck.url.length) ?? '', 'de', browser)
    browser.keepCookies(signIn.headers)
    expect(languageOf(signIn)).toBe('fr')
    const signUp = /href="(\/sign-up\?[^"]*)"/.exec(signIn.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect(languageOf(await page(signUp, 'de', browser))).toBe('fr')
    const ada = await newPerson(coatcheck, 'ada.fr@example.com')
    const consent = await page(`/oauth/authorize?${query}`, 'de', ada)
    expect([languageOf(consent), headingOf(consent)]).toEqual(['fr', 'An application demande un accès'])
    expect(consent.text).toContain('savoir que c’est vous')
    await ada.send('/api/auth/user', { method: 'PATCH', body: { locale: 'es' } })
    expect(languageOf(await page(`/oauth/authorize?${query}`, 'de', ada))).toBe('es')
  })

  test('is so for a request that was pushed, and on the way out', async () => {
    const own = await makeClient(coatcheck, { type: 'confidential' })
    const headers = { authorization: `Basic ${Buffer.from(`${own.id}:${own.secret}`).toString('base64')}` }
    const body = authorizationQuery(own, { ui_locales: 'ja' })
    const pushed = await fetch(`${coatcheck.url}/oauth/par`, { method: 'POST', headers, body })
    const { request_uri } = (await pushed.json()) as { readonly request_uri: string }
    const ada = await newPerson(coatcheck, 'ada.ja@example.com')
    const query = new URLSearchParams({ client_id: own.id, request_uri })
    expect(languageOf(await page(`/oauth/authorize?${query}`, 'de', ada))).toBe('ja')
    expect(languageOf(await page('/oauth/logout?ui_locales=es', 'de', ada))).toBe('es')
  })

  test('sees a scope in the words that an administrator gave it, and standard ones in the language', async () => {
    const ada = await newPerson(coatcheck, 'ada.scopes@example.com')
    const query = authorizationQuery(client, { scope: 'openid notes:read' })
    const consent = await page(`/oauth/authorize?${query}`, 'de', ada)
    expect(consent.text).toContain('wissen, dass Sie es sind')
    expect(consent.text).toContain('notes:read')
  })

  test('the languages that there are stand in the metadata', async () => {
    const { body } = await send(coatcheck.url, '/.well-known/openid-configuration')
    expect(body['ui_locales_supported']).toEqual(['en', 'de', 'es', 'fr', 'ja'])
  })
})

test('a server has the language that is set for whoever asks for none that there is', async () => {
  const german = await startCoatcheck({ environment: { COATCHECK_LOCALE: 'de' } })
  expect(languageOf(await page('/sign-in', 'tlh', new Browser(german.url)))).toBe('de')
  expect(languageOf(await page('/sign-in', 'en', new Browser(german.url)))).toBe('en')
  await german.close()
})

describe('an operator who brings a language along', () => {
  const config = `import { pseudoMessages } from '${PSEUDO_MESSAGES}'\nexport default { locales: { ar: pseudoMessages() } }\n`

  test('has pages and mails in it, written from right to left', async () => {
    const own = await startCoatcheck({ folder: configFolder(config) })
    const browser = new Browser(own.url)
    const signIn = await page('/sign-in', 'ar-EG', browser)
    expect(languageOf(signIn)).toBe('ar')
    expect(signIn.text).toContain('<html lang="ar" dir="rtl">')
    expect(headingOf(signIn)).toBe(shiftedText('Sign in'))
    const body = { email: 'layla@example.com', password: PASSWORD, transport: 'cookie' }
    await browser.send('/api/auth/register', { body, headers: { 'accept-language': 'ar' } })
    const [mail] = own.server.mailer.outbox?.() ?? []
    expect(mail?.subject).toBe(shiftedText('Verify your e-mail address'))
    expect(mail?.html).toContain('<div lang="ar" dir="rtl"')
    expect(mail?.html).toContain(`<bdi dir="ltr">${own.url}</bdi>`)
    const account = await page('/account', 'ar', browser)
    expect(account.text).toContain('العربية')
    await own.close()
  })
})

test('a form that comes from elsewhere is refused in the language of its browser', async () => {
  const browser = new Browser(coatcheck.url, 'https://evil.example')
  const headers = { origin: browser.origin, 'accept-language': 'es' }
  const response = await fetch(`${coatcheck.url}/sign-in`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(),
  })
  const answer = { status: response.status, text: await response.text(), headers: response.headers }
  expect([answer.status, languageOf(answer), headingOf(answer)]).toEqual([
    403,
    'es',
    'Eso no se permite desde aquí',
  ])
})

test('what somebody typed wrong on the way of an application is said in the language that it asks for', async () => {
  const browser = new Browser(coatcheck.url)
  const query = authorizationQuery(client, { ui_locales: 'de' })
  const toSignIn = await visit(browser, `/oauth/authorize?${query}`)
  const signIn = await visit(browser, toSignIn.location)
  const refused = await submitOn(browser, signIn, '/sign-in', { email: 'ada@example.com', password: 'wrong' })
  expect(refused.text).toContain('Die E-Mail-Adresse oder das Passwort ist falsch.')
})
