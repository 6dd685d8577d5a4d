/** What `docs/react.md` shows is run in Chromium, beside a server. */

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD, register } from '../support/api-client.ts'
import { launchChromium } from '../support/chromium.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { bundleBlock } from './bundle-block.ts'
import { codeBlocks } from './code-blocks.ts'
import { type DocsPage, startDocsPage } from './docs-page.ts'

const EMAIL = 'ada@example.com'

let chromium: Browser
let coatcheck: RunningCoatcheck
let app: DocsPage
beforeAll(async () => {
  chromium = await launchChromium()
  coatcheck = await startCoatcheck({ clock: { nowMs: () => Date.now(), advance: () => {} } })
  await register(coatcheck.url, EMAIL, { firstName: 'Ada' })
  app = await startDocsPage()
})
afterAll(async () => {
  await chromium.close()
  app.close()
  await coatcheck.close()
})

/** Shows the component of that name, alone or within a provider. */
async function show(name: string, isWithin: boolean): Promise<Page> {
  const block = codeBlocks().find(
    ({ place, code }) => place.startsWith('docs/react.md') && code.includes(`function ${name}(`),
  )
  const code = (block?.code ?? '').replaceAll('https://auth.example.com', coatcheck.url)
  const shown = isWithin
    ? `<CoatcheckProvider url="${coatcheck.url}"><Shown /></CoatcheckProvider>`
    : '<Shown />'
  const { script, styles } = await bundleBlock(
    code,
    `import { createRoot } from 'react-dom/client'
      import { CoatcheckProvider } from '@coatcheck/sdk/react'
      import { ${name} as Shown } from 'block'
      createRoot(document.getElementById('root')).render(${shown})`,
  )
  Object.assign(app.files, { '/page.js': script, '/page.css': styles })
  const page = await chromium.newPage()
  await page.goto(app.url)
  return page
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('E-mail address').fill(EMAIL)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

test('the first application signs somebody in, and shows their button, with its looks', async () => {
  const page = await show('App', false)
  const submit = page.getByRole('button', { name: 'Sign in', exact: true })
  expect(await submit.evaluate((button) => getComputedStyle(button).backgroundColor)).toBe('rgb(31, 94, 75)')
  await signIn(page)
  await page.getByRole('button', { name: 'Account of Ada' }).waitFor()
  expect(await page.getByLabel('E-mail address').count()).toBe(0)
})

test('a form of one’s own over `useSignIn` signs somebody in, and leads on', async () => {
  const page = await show('OwnSignIn', true)
  await page.getByLabel('E-mail address').fill(EMAIL)
  await page.getByLabel('Password', { exact: true }).fill('wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect
    .poll(() => page.getByRole('alert').textContent(), { timeout: 20_000 })
    .toBe('The e-mail address or the password is wrong.')
  await signIn(page)
  await page.waitForURL(`${app.url}/notes`)
})

test('who is greeted is called by their name', async () => {
  const page = await show('Greeting', true)
  const greeting = (): Promise<string | null> => page.locator('#root').textContent()
  await expect.poll(greeting, { timeout: 20_000 }).toBe('Hello, stranger.')
})
