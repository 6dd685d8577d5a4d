/** Signing in and up by the components: passwords, second factors, passkeys, and what people are told. */

import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { PASSWORD } from '../support/api-client.ts'
import { expectSignedIn, PATIENCE, signInBy, typePassword, underEachReact } from './world.ts'

const SIGN_IN = { show: ['SignIn', 'SessionInfo'] } as const

/** Lets the browser answer for a key that it keeps itself. */
async function withAuthenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

/** Registers a passkey, as an application's account page would. */
async function addPasskey(page: Page): Promise<void> {
  const added = await page.evaluate(async () => {
    type Options = { readonly publicKey: PublicKeyCredentialCreationOptionsJSON }
    const asked = { method: 'POST', body: {} } as const
    const options = await window.client.call<Options>('/factors/passkeys/options', asked)
    if (!options.ok) return options.code
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options.body.publicKey)
    const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential
    const body = { response: made.toJSON() as object }
    return (await window.client.call('/factors/passkeys', { method: 'POST', body })).ok
  })
  expect(added).toBe(true)
}

underEachReact({}, (world) => {
  const alert = (page: Page): Promise<string | null> => page.getByRole('alert').textContent()

  describe('a person', () => {
    test('signs in with a password, after a wrong one, and is led to where they wanted to go', async () => {
      const { email } = await world.signUp('ada@example.com', { firstName: 'Ada' })
      const page = await world.open({
        ...SIGN_IN,
        path: '/?redirect_url=/notes',
        handsClient: true,
        hasRouter: true,
      })
      await typePassword(page, email, 'not the password')
      expect(await alert(page)).toBe('The e-mail address or the password is wrong.')
      const password = page.getByLabel('Password', { exact: true })
      expect(await password.getAttribute('aria-invalid')).toBe('true')
      expect(await password.evaluate((field) => field === document.activeElement)).toBe(true)
      expect(await page.getByLabel('E-mail address').inputValue()).toBe(email)
      await typePassword(page, email)
      await expectSignedIn(page, 'Ada')
      await expect
        .poll(() => page.evaluate(() => window.went), PATIENCE)
        .toEqual([{ url: `${world.app.url}/notes`, replace: false }])
      const kept = (await page.context().cookies()).find(({ httpOnly }) => httpOnly)
      expect(kept?.expires).toBeGreaterThan(0)
    })

    test('who does not stay signed in is forgotten with the browser', async () => {
      const { email } = await world.signUp('brief@example.com')
      const page = await world.open(SIGN_IN)
      await page.getByLabel('Stay signed in').uncheck()
      await typePassword(page, email)
      await expectSignedIn(page, email)
      const kept = (await page.context().cookies()).find(({ httpOnly }) => httpOnly)
      expect(kept?.expires).toBe(-1)
    })

    test('sees the password that they type, when they want to', async () => {
      const page = await world.open(SIGN_IN)
      const password = page.getByLabel('Password', { exact: true })
      await password.fill('typed')
      expect(await password.getAttribute('type')).toBe('password')
      await page.getByRole('button', { name: 'Show password' }).click()
      expect(await password.getAttribute('type')).toBe('text')
      await page.getByRole('button', { name: 'Hide password' }).click()
      expect(await password.getAttribute('type')).toBe('password')
    })

    test('finds the ways to a new account and to a forgotten password, with where they wanted to go', async () => {
      const page = await world.open({ ...SIGN_IN, path: '/?redirect_url=/notes' })
      const target = encodeURIComponent(`${world.app.url}/notes`)
      const linkTo = (name: string): Promise<string | null> =>
        page.getByRole('link', { name }).getAttribute('href')
      await expect.poll(() => linkTo('Create an account'), PATIENCE).toContain(`redirect_url=${target}`)
      expect(await linkTo('Create an account')).toContain(`${world.coatcheck.url}/sign-up?`)
      expect(await linkTo('Forgot password?')).toContain(
        `${world.coatcheck.url}/api/auth/pages/forgot-password?`,
      )
    })

    test('is told in their own words when there is no network, and that the server is too busy', async () => {
      const { email } = await world.signUp('late@example.com')
      const page = await world.open({ ...SIGN_IN, language: 'de' })
      await page.getByLabel('E-Mail-Adresse').fill(email)
      await page.getByLabel('Passwort', { exact: true }).fill(PASSWORD)
      const submit = page.getByRole('button', { name: 'Anmelden', exact: true })
      await page.context().setOffline(true)
      await submit.click()
      expect(await alert(page)).toBe('Es gibt keine Verbindung zum Netz.')
      await page.context().setOffline(false)
      await page.route('**/api/auth/login', (route) => {
        const headers = {
          'access-control-allow-origin': world.app.url,
          'access-control-allow-credentials': 'true',
          'access-control-expose-headers': 'retry-after',
          'retry-after': '75',
        }
        const json = { code: 'server_busy', status: 503, title: 'The server is busy.' }
        return route.fulfill({ status: 503, json, headers, contentType: 'application/problem+json' })
      })
      await submit.click()
      await expect
        .poll(() => alert(page), PATIENCE)
        .toBe(
          'Der Dienst ist ausgelastet. Versuchen Sie es gleich noch einmal. Versuchen Sie es in 1 Minute, 15 Sekunden noch einmal.',
        )
    })
  })

  describe('who has a second factor', () => {
    test('types its code after the password, and a page that is loaded anew begins where they were', async () => {
      const person = await world.signUp('grace@example.com', { firstName: 'Grace' })
      const { nextCode } = await world.protect(person)
      const page = await world.open(SIGN_IN)
      await typePassword(page, person.email)
      const code = page.getByLabel('Code', { exact: true })
      await code.waitFor()
      expect(await page.getByText('Signing in as Grace').count()).toBe(1)
      expect(await code.evaluate((field) => field === document.activeElement)).toBe(true)
      await code.fill('000000')
      await page.getByRole('button', { name: 'Continue', exact: true }).click()
      expect(await alert(page)).toContain('was not accepted')
      expect(await code.getAttribute('aria-invalid')).toBe('true')
      await page.reload()
      await code.fill(nextCode().replace(/^.../, '$& '))
      await page.getByRole('button', { name: 'Continue', exact: true }).click()
      await expectSignedIn(page, 'Grace')
    })

    test('uses a recovery code, which works once', async () => {
      const person = await world.signUp('lost@example.com')
      const { recoveryCodes } = await world.protect(person)
      const page = await world.open(SIGN_IN)
      await typePassword(page, person.email)
      await page.getByText('Use a recovery code').click()
      await page.getByLabel('Recovery code').fill(` ${recoveryCodes[0]!} `)
      await page.getByRole('group').getByRole('button', { name: 'Continue' }).click()
      await expectSignedIn(page, person.email)
    })

    test('gives the sign-in up, and is asked for a password again', async () => {
      const person = await world.signUp('changes-mind@example.com')
      await world.protect(person)
      const page = await world.open(SIGN_IN)
      await typePassword(page, person.email)
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.getByLabel('E-mail address').waitFor()
      await page.reload()
      await page.getByText('Nobody is signed in.').waitFor()
      expect(await page.getByLabel('Code', { exact: true }).count()).toBe(0)
    })
  })

  test('a passkey signs in without a name, proves the second factor, and who closes its window made no mistake', async () => {
    const { email } = await world.signUp('keys@example.com')
    const page = await world.open({ ...SIGN_IN, handsClient: true })
    await withAuthenticator(page)
    await typePassword(page, email)
    await expectSignedIn(page, email)
    await addPasskey(page)

    await page.evaluate(async () => await window.client.signOut())
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await expectSignedIn(page, email)

    await page.evaluate(async () => await window.client.signOut())
    await typePassword(page, email)
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await expectSignedIn(page, email)

    await page.evaluate(async () => {
      await window.client.signOut()
      navigator.credentials.get = () => Promise.reject(new DOMException('closed', 'NotAllowedError'))
    })
    const button = page.getByRole('button', { name: 'Sign in with a passkey' })
    await button.click()
    await expect.poll(() => button.getAttribute('aria-busy'), PATIENCE).toBeNull()
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  test('an account is made, and what is wrong with it is said at its field', async () => {
    await world.signUp('taken@example.com')
    const page = await world.open({ show: ['SignUp', 'SessionInfo'] })
    await page.getByLabel('First name').fill('Mary')
    await page.getByLabel('E-mail address').fill('taken@example.com')
    await page.getByLabel('Password', { exact: true }).fill('short')
    await page.getByRole('button', { name: 'Create account' }).click()
    expect(await alert(page)).toBe(
      'This password cannot be used. Choose another one. A password has at least 8 characters.',
    )
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Create account' }).click()
    await expect.poll(() => alert(page), PATIENCE).toContain('There is an account with this e-mail address.')
    const email = page.getByLabel('E-mail address')
    expect(await email.evaluate((field) => field === document.activeElement)).toBe(true)
    await email.fill('mary@example.com')
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByText('Your account is ready.').waitFor()
    await expectSignedIn(page, 'Mary')
  })

  test('who is signed in in this browser already goes on as one of their accounts', async () => {
    const first = await world.signUp('first@example.com', { firstName: 'Fay' })
    const second = await world.signUp('second@example.com', { firstName: 'Sam' })
    const page = await world.open({
      ...SIGN_IN,
      path: '/?redirect_url=/notes',
      handsClient: true,
      hasRouter: true,
    })
    await signInBy(page, first.email)
    await signInBy(page, second.email)
    const accounts = page.getByRole('region', { name: 'Continue as' })
    await accounts.getByRole('button', { name: 'Fay' }).click()
    await expectSignedIn(page, 'Fay')
    await expect
      .poll(() => page.evaluate(() => window.went), PATIENCE)
      .toEqual([{ url: `${world.app.url}/notes`, replace: false }])
    await page.getByText('You are signed in.').waitFor()
  })

  test('who was signed out is told why, where they can sign in again', async () => {
    const { email } = await world.signUp('evicted@example.com')
    const page = await world.open({ show: ['SignIn', 'SessionInfo'], handsClient: true })
    await typePassword(page, email)
    await expectSignedIn(page, email)
    const id = await page.evaluate(() => window.client.state.session?.id)
    await world.admin.delete(`/sessions/${id}`)
    await page.getByText('An administrator signed you out.').waitFor()
    expect(await page.getByLabel('E-mail address').count()).toBe(1)
  })
})

underEachReact({ COATCHECK_REQUIRE_EMAIL_VERIFICATION: 'true', COATCHECK_SIGN_UP: 'open' }, (world) => {
  test('where addresses are verified first, a mail is on its way, and one may start again', async () => {
    const page = await world.open({ show: ['SignUp'] })
    await page.getByLabel('E-mail address').fill('new@example.com')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Create account' }).click()
    const told = page.getByRole('status')
    expect(await told.textContent()).toContain('A link that confirms new@example.com is on its way.')
    expect(await told.evaluate((element) => element === document.activeElement)).toBe(true)
    await page.getByRole('button', { name: 'Start again' }).click()
    expect(await page.getByLabel('E-mail address').count()).toBe(1)
  })
})

underEachReact({ COATCHECK_SIGN_UP: 'closed' }, (world) => {
  test('where nobody may sign up, the form says so', async () => {
    const page = await world.open({ show: ['SignUp'] })
    await page.getByLabel('E-mail address').fill('new@example.com')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Create account' }).click()
    expect(await page.getByRole('alert').textContent()).toBe('New accounts are not open to everybody here.')
  })
})
