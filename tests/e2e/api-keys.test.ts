/** API keys on the account page, in Chromium without JavaScript. */

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { type Json, PASSWORD, send } from '../support/api-client.ts'
import { launchChromium } from '../support/chromium.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let chromium: Browser
let coatcheck: RunningCoatcheck
let page: Page

beforeAll(async () => {
  chromium = await launchChromium()
  coatcheck = await startCoatcheck()
  const context = await chromium.newContext({ javaScriptEnabled: false, baseURL: coatcheck.url })
  page = await context.newPage()
  page.setDefaultTimeout(10_000)
})
afterAll(async () => {
  await chromium.close()
  await coatcheck.close()
})

async function verified(key: string): Promise<Json> {
  const { body } = await adminClient(coatcheck).post('/backend-keys', { name: crypto.randomUUID() })
  const asked = { bearer: String(body['key']), body: { key } }
  return (await send(coatcheck.url, '/api/auth/api-keys/verify', asked)).body
}

/** Fills the form in, by the names of its fields, and sends it. */
async function submit(fields: { readonly [name: string]: string }, expiry: string): Promise<void> {
  if (!(await page.locator('#key_name').isVisible())) await page.getByText('Make an API key').click()
  for (const [name, text] of Object.entries(fields)) await page.locator(`#${name}`).fill(text)
  await page.getByLabel('Expires after').selectOption(expiry)
  await page.getByRole('button', { name: 'Make the key' }).click()
}

test('somebody makes a key, sees it once, and revokes it', async () => {
  await page.goto('/sign-up')
  await page.getByLabel('First name').fill('Ada')
  await page.getByLabel('E-mail address').fill('ada@example.com')
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.waitForURL('**/account')

  // What is wrong is said beside the field, and nothing that was typed is lost.
  await submit({ key_name: ' ', key_days: '45' }, 'Another number of days')
  await page.locator('#key_name-error').waitFor()
  await submit({ key_name: 'Nightly <b>build</b>', key_scopes: '"x"' }, 'Another number of days')
  await expect.poll(() => page.locator('#key_scopes-error').textContent()).toContain('These cannot be scopes')
  expect(await page.locator('#key_name').inputValue()).toBe('Nightly <b>build</b>')
  expect(await page.locator('#key_days').inputValue()).toBe('45')
  expect(await page.locator('#key_expiry').inputValue()).toBe('days')

  await page.locator('#key_scopes').fill(' builds:read  builds:write ')
  await page.getByRole('button', { name: 'Make the key' }).click()
  const key = String(await page.locator('.key-whole').textContent())
  const answer = await verified(key)
  expect(answer).toMatchObject({
    active: true,
    name: 'Nightly <b>build</b>',
    scopes: ['builds:read', 'builds:write'],
  })
  expect(Date.parse(String(answer['expiresAt'])) - Date.parse(String(answer['createdAt']))).toBe(
    45 * 86_400_000,
  )

  await page.getByRole('link', { name: 'I have copied it' }).click()
  const section = page.locator('#api-keys-section')
  await expect.poll(() => section.textContent()).toContain(key.slice(0, 16))
  expect(await page.content()).not.toContain(key.slice(0, 20))
  await section.getByRole('button', { name: 'Revoke Nightly' }).click()
  await expect.poll(() => page.locator('[data-code=api_key_revoked]').count()).toBe(1)
  expect(await section.textContent()).toContain('There is none yet.')
  expect(await verified(key)).toEqual({ active: false })
})

test('a key without an end, and one for which the proof is too old', async () => {
  await page.goto('/account')
  await submit({ key_name: 'Notes' }, 'Until it is revoked')
  expect(await verified(String(await page.locator('.key-whole').textContent()))).toMatchObject({
    expiresAt: null,
  })
  coatcheck.clock.advance(11 * 60_000)
  await page.goto('/account')
  await submit({ key_name: 'Another' }, '7 days')
  await page.waitForURL('**/sign-in?**notice=reverify**')
})
