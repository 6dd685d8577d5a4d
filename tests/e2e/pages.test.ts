/** The pages in Chromium with JavaScript switched off, as a person walks them. */

import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PASSWORD, send } from '../support/api-client.ts'
import { launchChromium } from '../support/chromium.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const NEW_PASSWORD = 'marble-orchard-kettle-9'
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

/** A fresh browser profile. */
async function visitor(): Promise<Page> {
  const context = await chromium.newContext({ javaScriptEnabled: false, baseURL: url })
  contexts.push(context)
  const page = await context.newPage()
  page.setDefaultTimeout(5_000)
  return page
}

async function signUp(page: Page, email: string): Promise<void> {
  await page.goto('/sign-up')
  await page.getByLabel('First name').fill('Ada')
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.waitForURL('**/account')
}

async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

describe('a person', () => {
  test('signs up, sees the device, signs out and in again', async () => {
    const page = await visitor()
    await signUp(page, 'ada@example.com')
    await expect.poll(() => page.getByText('This device').count()).toBeGreaterThan(0)
    expect(await page.content()).toContain('Chrom')
    await page
      .getByRole('button', { name: /^Sign out/ })
      .first()
      .click()
    await page.waitForURL('**/sign-in?notice=signed_out')
    await signIn(page, 'ada@example.com', 'wrong-password')
    expect(await page.content()).toContain('The e-mail address or the password is wrong.')
    await signIn(page, 'ada@example.com')
    await page.waitForURL('**/account')
  })

  test('signs out another browser from the list of devices, and that one learns it at its next step', async () => {
    const [laptop, library] = [await visitor(), await visitor()]
    await signUp(laptop, 'ada@example.com')
    await signIn(library, 'ada@example.com')
    await library.waitForURL('**/account')
    await laptop.reload()
    await laptop.getByRole('button', { name: 'Sign out all others' }).click()
    await laptop.waitForURL('**/account?notice=others_signed_out')
    await library.goto('/account')
    expect(new URL(library.url()).pathname).toBe('/sign-in')
  })

  test('changes the password, which ends the other sessions and keeps this one', async () => {
    const [laptop, library] = [await visitor(), await visitor()]
    await signUp(laptop, 'ada@example.com')
    await signIn(library, 'ada@example.com')
    await laptop.getByLabel('Current password').fill(PASSWORD)
    await laptop.getByLabel('New password').fill(NEW_PASSWORD)
    await laptop
      .getByRole('button', { name: /password/i })
      .last()
      .click()
    await laptop.waitForURL('**/account?notice=password_changed')
    await library.goto('/account')
    expect(new URL(library.url()).pathname).toBe('/sign-in')
    await signIn(library, 'ada@example.com', NEW_PASSWORD)
    await library.waitForURL('**/account')
  })

  test('resets a forgotten password by the link in the outbox', async () => {
    const page = await visitor()
    await signUp(page, 'ada@example.com')
    const stranger = await visitor()
    await stranger.goto('/forgot-password')
    await stranger.getByLabel('E-mail address').fill('ada@example.com')
    await stranger.getByRole('button', { name: 'Send the link' }).click()
    await stranger.goto('/outbox')
    await stranger.getByRole('link', { name: 'Open /reset-password' }).first().click()
    await stranger.getByLabel('New password').fill(NEW_PASSWORD)
    await stranger.getByRole('button', { name: 'Save password' }).click()
    expect(await stranger.content()).toContain('Your password is changed')
    await page.goto('/account')
    expect(new URL(page.url()).pathname).toBe('/sign-in')
  })

  test('confirms the address on another device by the password, and is signed in there', async () => {
    const [laptop, phone] = [await visitor(), await visitor()]
    await signUp(laptop, 'ada@example.com')
    await phone.goto('/outbox')
    await phone.getByRole('link', { name: 'Open /verify-email' }).first().click()
    await phone.getByLabel('Password', { exact: true }).fill('wrong-password')
    await phone.getByRole('button', { name: 'Confirm and sign in' }).click()
    expect(await phone.content()).toContain('The e-mail address or the password is wrong.')
    await phone.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await phone.getByRole('button', { name: 'Confirm and sign in' }).click()
    await phone.waitForURL('**/account?notice=email_verified')
    await laptop.goto('/outbox')
    await laptop.getByRole('link', { name: 'Open /verify-email' }).first().click()
    expect(await laptop.content()).toContain('This link no longer works')
  })

  test('confirms the address by one press where they are signed in', async () => {
    const page = await visitor()
    await signUp(page, 'ada@example.com')
    await page.goto('/outbox')
    await page.getByRole('link', { name: 'Open /verify-email' }).first().click()
    await page.getByRole('button', { name: 'Confirm address' }).click()
    expect(await page.content()).toContain('Your address is confirmed')
  })

  test('changes the address by the password and the link at the new one', async () => {
    const page = await visitor()
    await signUp(page, 'ada@example.com')
    const ask = async (password: string): Promise<void> => {
      const form = page.locator('form[action="/account/email"]')
      if (!(await form.isVisible())) await page.getByText('Change my e-mail address').click()
      await form.getByLabel('New e-mail address').fill('countess@example.com')
      await form.getByLabel('Your password').fill(password)
      await form.getByRole('button', { name: 'Send the link' }).click()
    }
    await ask('wrong-password')
    expect(await page.content()).toContain('The e-mail address or the password is wrong.')
    await ask(PASSWORD)
    await page.waitForURL('**/account?notice=email_change_sent')
    await page.goto('/outbox')
    const mail = page.locator('article, li, section', { hasText: 'Confirm your new e-mail address' }).last()
    await mail.getByRole('link', { name: 'Open /verify-email' }).first().click()
    await page.getByRole('button', { name: 'Confirm address' }).click()
    await page.goto('/account')
    expect(await page.locator('.address-email').textContent()).toBe('countess@example.com')
  })

  test('holds two accounts in one browser and switches between them', async () => {
    const page = await visitor()
    await signUp(page, 'ada@example.com')
    coatcheck.clock.advance(1)
    await signUp(page, 'grace@example.com')
    expect(await page.content()).toContain('grace@example.com')
    await page
      .getByRole('button', { name: /switch/i })
      .first()
      .click()
    await page.waitForURL('**/account')
    expect((await page.locator('h1, header').allTextContents()).join(' ')).toBeTruthy()
    const cookies = await page.context().cookies()
    expect(cookies.find(({ name }) => name === 'coatcheck')).toMatchObject({
      httpOnly: true,
      sameSite: 'Lax',
    })
  })
})

describe('a page', () => {
  test.each([
    'https://evil.example/',
    '//evil.example',
    'https:\\\\evil.example',
    'javascript:alert(1)',
    'https://localhost@evil.example',
  ])('never sends anybody to %s', async (target) => {
    const page = await visitor()
    await signUp(page, 'ada@example.com')
    await page.context().clearCookies()
    await page.goto(`/sign-in?redirect_url=${encodeURIComponent(target)}`)
    expect(await page.content()).toContain('not one that we may send you back to')
    await page.getByLabel('E-mail address').fill('ada@example.com')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL('**/account')
    expect(new URL(page.url()).origin).toBe(url)
  })

  test('refuses a form without the token of this browser, and one from another site', async () => {
    const form = (headers: Record<string, string>) =>
      fetch(`${url}/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: 'email=a%40example.com&password=x&csrf_token=y',
      })
    expect((await form({ origin: url })).status).toBe(403)
    expect((await form({ origin: 'https://evil.example' })).status).toBe(403)
    expect((await form({})).status).toBe(403)
  })

  test('has a strict policy, is kept in no cache and shown in no frame', async () => {
    for (const path of [
      '/sign-in',
      '/sign-up',
      '/forgot-password',
      '/reset-password',
      '/verify-email',
      '/outbox',
      '/nowhere',
    ]) {
      const { headers } = await send(url, path, { headers: { accept: 'text/html' } })
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('referrer-policy')).toBe('same-origin')
    }
  })
})
