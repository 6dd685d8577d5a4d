/** Languages and looks in Chromium: what people see, not what the markup says. */

import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ACME } from '../pages/acme.ts'
import { type Preview, startPreview } from '../pages/preview.ts'
import { PASSWORD } from '../support/api-client.ts'
import { launchChromium, VIEWPORTS } from '../support/chromium.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let chromium: Browser
let coatcheck: RunningCoatcheck
let preview: Preview
let acme: Preview
const pages: Page[] = []

beforeAll(async () => {
  chromium = await launchChromium()
  coatcheck = await startCoatcheck()
  preview = await startPreview()
  acme = await startPreview(0, ACME)
})
afterAll(async () => {
  await chromium.close()
  await coatcheck.close()
  await preview.close()
  await acme.close()
})
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close()
})

/** A browser whose person reads a language. */
async function visitor(
  locale: string,
  more: { readonly colorScheme?: 'light' | 'dark' } = {},
): Promise<Page> {
  const context = await chromium.newContext({ locale, viewport: VIEWPORTS.desktop, ...more })
  const page = await context.newPage()
  pages.push(page)
  return page
}

/** The left edge of something. */
async function leftOf(page: Page, selector: string): Promise<number> {
  return (await page.locator(selector).first().boundingBox())?.x ?? Number.NaN
}

describe('a page from right to left', () => {
  test('is the other way round', async () => {
    const [left, right] = [await visitor('en'), await visitor('ar')]
    for (const page of [left, right]) await page.goto(`${preview.url}/account`)
    const edges = async (page: Page): Promise<readonly number[]> => [
      await leftOf(page, '.wordmark'),
      await leftOf(page, '.site-header form'),
      await leftOf(page, '.account-side'),
      await leftOf(page, '.account-main'),
      await leftOf(page, '.row .device-icon'),
      await leftOf(page, '.row .row-actions'),
    ]
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = await edges(left)
    expect([a < b, c < d, e < f]).toEqual([true, true, true])
    const [g = 0, h = 0, i = 0, j = 0, k = 0, l = 0] = await edges(right)
    expect([g > h, i > j, k > l]).toEqual([true, true, true])
  })

  test('points the other way, and keeps addresses, codes and keys as they are read', async () => {
    const page = await visitor('ar')
    await page.goto(`${preview.url}/sign-in-accounts`)
    const style = (selector: string, property: string): Promise<string> =>
      page
        .locator(selector)
        .first()
        .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property)
    expect(await style('.choice .icon', 'scale')).toBe('-1 1')
    expect(await style('#email', 'direction')).toBe('ltr')
    expect(await style('h1', 'letter-spacing')).toBe('normal')
    await page.goto(`${preview.url}/device-confirm`)
    expect(await style('.user-code', 'direction')).toBe('ltr')
  })

  test('leads the keyboard into the content first, from the edge where reading begins', async () => {
    const page = await visitor('ar')
    await page.goto(`${preview.url}/sign-in`)
    await page.keyboard.press('Tab')
    const box = await page.locator('.skip-link').boundingBox()
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeGreaterThan(VIEWPORTS.desktop.width - 40)
  })
})

describe('somebody who reads German', () => {
  test('signs up, takes another language for good, and has it in another browser as well', async () => {
    const page = await visitor('de-DE')
    await page.goto(`${coatcheck.url}/sign-up`)
    await page.getByLabel('E-Mail-Adresse').fill('ada@example.com')
    await page.getByLabel('Passwort', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Konto erstellen' }).click()
    await page.waitForURL('**/account')
    await page.getByLabel('Sprache').selectOption({ label: 'Español' })
    await page.getByRole('button', { name: 'Profil speichern' }).click()
    await page.getByText('Tu perfil se ha guardado.').waitFor()
    const other = await visitor('de-DE')
    await other.goto(`${coatcheck.url}/sign-in`)
    await other.getByLabel('E-Mail-Adresse').fill('ada@example.com')
    await other.getByLabel('Passwort', { exact: true }).fill(PASSWORD)
    await other.getByRole('button', { name: 'Anmelden', exact: true }).click()
    await other.waitForURL('**/account')
    expect(await other.getByRole('heading', { name: 'Dispositivos' }).count()).toBe(1)
  })

  test('is told in German by the script what is wrong with a passkey', async () => {
    const page = await visitor('de-DE')
    const protocol = await page.context().newCDPSession(page)
    await protocol.send('WebAuthn.enable')
    await protocol.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
      },
    })
    await page.goto(`${coatcheck.url}/sign-in`)
    await page.route('**/api/auth/passkey/options', (route) =>
      route.fulfill({
        status: 429,
        contentType: 'application/problem+json',
        body: '{"code":"rate_limited","title":"Slow down."}',
      }),
    )
    await page.getByRole('button', { name: 'Mit einem Passkey anmelden' }).click()
    const told = page.locator('[data-passkey] [role=status]')
    await expect
      .poll(() => told.textContent())
      .toContain('Zu viele Versuche. Warten Sie ein wenig und versuchen Sie es noch einmal.')
    await page.route('**/api/auth/passkey/options', (route) => route.fulfill({ status: 500, body: '{}' }))
    await page.getByRole('button', { name: 'Mit einem Passkey anmelden' }).click()
    await expect
      .poll(() => told.textContent())
      .toContain('Das hat nicht geklappt. Versuchen Sie es noch einmal.')
  })
})

describe("an operator's look", () => {
  test.each([
    ['light', 'rgb(245, 243, 255)', 'rgb(255, 255, 255)', 'rgb(30, 27, 46)'],
    ['dark', 'rgb(15, 11, 31)', 'rgb(27, 21, 48)', 'rgb(241, 238, 252)'],
  ] as const)('is what is seen in %s', async (colorScheme, background, surface, text) => {
    const page = await visitor('en', { colorScheme })
    await page.goto(`${acme.url}/sign-in`)
    const style = (selector: string, property: string): Promise<string> =>
      page
        .locator(selector)
        .first()
        .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property)
    expect(await style('body', 'background-color')).toBe(background)
    expect(await style('.ticket-body', 'background-color')).toBe(surface)
    expect(await style('h1', 'color')).toBe(text)
    expect(await style('.button-primary', 'background-color')).toBe('rgb(124, 58, 237)')
    expect(await style('.button-primary', 'color')).toBe('rgb(255, 255, 255)')
    expect(await style('.button-primary', 'border-top-left-radius')).toBe('20px')
    expect(await style('body', 'font-family')).toMatch(/^Georgia, "DejaVu Serif", serif, system-ui/)
    const logo = await page
      .locator('.logo-image')
      .evaluate((image: HTMLImageElement) => [image.complete, image.naturalWidth > 0])
    expect(logo).toEqual([true, true])
  })

  test('shows no error of the policy or of the style sheet', async () => {
    const page = await visitor('ja')
    const errors: string[] = []
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    await page.goto(`${acme.url}/consent`)
    expect(errors).toEqual([])
  })
})
