/** Second factors in Chromium: codes without JavaScript, passkeys with a virtual authenticator. */

import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PASSWORD } from '../support/api-client.ts'
import { launchChromium } from '../support/chromium.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { codeAt } from '../support/totp.ts'

const EMAIL = 'ada@example.com'
let chromium: Browser
let coatcheck: RunningCoatcheck
let url: string
const contexts: BrowserContext[] = []

beforeAll(async () => {
  chromium = await launchChromium()
})
afterAll(() => chromium.close())
beforeEach(async () => {
  coatcheck = await startCoatcheck()
  url = coatcheck.url
})
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
  await coatcheck.close()
})

async function visitor(javaScriptEnabled = false): Promise<Page> {
  const context = await chromium.newContext({ javaScriptEnabled, baseURL: url })
  contexts.push(context)
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  return page
}

async function signUp(page: Page): Promise<void> {
  await page.goto('/sign-up')
  await page.getByLabel('First name').fill('Ada')
  await page.getByLabel('E-mail address').fill(EMAIL)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.waitForURL('**/account')
}

async function typePassword(page: Page): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail address').fill(EMAIL)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('**/second-factor')
}

/** The code of a step that was not used yet. */
function nextCode(secret: string): string {
  coatcheck.clock.advance(30_000)
  return codeAt(secret, coatcheck.clock.nowMs())
}

/** Sets an app up on the account page. @returns Its key and the recovery codes. */
async function setUpApp(page: Page): Promise<{ readonly secret: string; readonly codes: readonly string[] }> {
  await page.getByRole('button', { name: 'Set up an authenticator app' }).click()
  expect(await page.locator('.qr svg').isVisible()).toBe(true)
  const secret = ((await page.locator('.key').textContent()) ?? '').replaceAll(/\s/g, '')
  await page.getByLabel('Code', { exact: true }).fill('12345')
  await page.getByRole('button', { name: 'Turn it on' }).click()
  expect(await page.content()).toContain('This code is wrong')
  await page.getByLabel('Code', { exact: true }).fill(nextCode(secret))
  await page.getByRole('button', { name: 'Turn it on' }).click()
  const codes = await page.locator('.codes li').allTextContents()
  await page.getByRole('link', { name: 'I have kept them' }).click()
  await page.waitForURL('**/account')
  return { secret, codes }
}

describe('without JavaScript, a person', () => {
  test('sets an app up, and types its code at the next sign-in', async () => {
    const page = await visitor()
    await signUp(page)
    const { secret, codes } = await setUpApp(page)
    expect(new Set(codes).size).toBe(10)
    expect(await page.content()).toContain('10 recovery codes left')

    const library = await visitor()
    await typePassword(library)
    await library.goto('/account')
    expect(new URL(library.url()).pathname).toBe('/second-factor')
    await library.getByLabel('Code', { exact: true }).fill('000000')
    await library.getByRole('button', { name: 'Continue', exact: true }).click()
    expect(await library.content()).toContain('This code is wrong')
    await page.reload()
    expect(await page.content()).toContain('Not complete yet')
    await library.getByLabel('Code', { exact: true }).fill(nextCode(secret))
    await library.getByRole('button', { name: 'Continue', exact: true }).click()
    await library.waitForURL('**/account')
  })

  test('uses a recovery code, gets new ones, and removes the app', async () => {
    const page = await visitor()
    await signUp(page)
    const { codes } = await setUpApp(page)
    const library = await visitor()
    await typePassword(library)
    await library.getByText('Use a recovery code').click()
    await library.getByLabel('Recovery code').fill(codes[3]!)
    await library.getByRole('button', { name: 'Continue with it' }).click()
    await library.waitForURL('**/account')
    expect(await library.content()).toContain('9 recovery codes left')
    await library.getByRole('button', { name: 'New recovery codes' }).click()
    expect(await library.locator('.codes li').allTextContents()).toHaveLength(10)
    await library.goto('/account')
    await library.getByRole('button', { name: 'Remove Authenticator app' }).click()
    await library.waitForURL('**/account?notice=factor_removed')
    expect(await library.content()).toContain('There is none yet')
  })

  test('gives a sign-in up at the second step', async () => {
    const page = await visitor()
    await signUp(page)
    await setUpApp(page)
    const library = await visitor()
    await typePassword(library)
    await library.getByRole('button', { name: 'Cancel' }).click()
    await library.waitForURL('**/sign-in?notice=signed_out')
    expect((await library.context().cookies()).map(({ name }) => name)).not.toContain('coatcheck')
  })
})

describe('with a passkey, a person', () => {
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

  test('registers it, signs in without a name, and completes a sign-in by password', async () => {
    const page = await visitor(true)
    await withAuthenticator(page)
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await signUp(page)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await expect.poll(() => page.locator('.codes li').count()).toBe(10)
    await page.getByRole('link', { name: 'I have kept them' }).click()
    await expect.poll(() => page.getByRole('button', { name: 'Remove Passkey' }).count()).toBe(1)

    await page.context().clearCookies()
    await page.goto('/sign-in')
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.waitForURL('**/account')

    await page.context().clearCookies()
    await typePassword(page)
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await page.waitForURL('**/account')
    expect(complaints).toEqual([])
  })

  test('sees no button for it where no script runs', async () => {
    const page = await visitor()
    await page.goto('/sign-in')
    expect(await page.getByRole('button', { name: 'Sign in with a passkey' }).count()).toBe(0)
    const policy = (await page.request.get('/sign-in')).headers()['content-security-policy']
    expect(policy).toContain("script-src 'self'")
    expect((await page.request.get('/sign-up')).headers()['content-security-policy']).not.toContain(
      'script-src',
    )
  })
})
