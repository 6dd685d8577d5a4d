/** What the documentation shows of `@coatcheck/sdk/browser` is run in Chromium, beside a server. */

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CoatcheckClient } from '@coatcheck/sdk/browser'
import { adminClient } from '../support/admin-client.ts'
import { PASSWORD, register } from '../support/api-client.ts'
import { launchChromium } from '../support/chromium.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { makeTemplate } from '../support/templates.ts'
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
  const { body } = await register(coatcheck.url, EMAIL)
  expect(body).toMatchObject({ user: { email: EMAIL } })
  await makeTemplate(adminClient(coatcheck), { name: 'hasura', starter: 'hasura' })
  app = await startDocsPage()
  app.files['/api/notes'] = '["Buy milk"]'
})
afterAll(async () => {
  await chromium.close()
  app.close()
  await coatcheck.close()
})

const BLOCKS = codeBlocks().filter(
  ({ place, code }) =>
    // Others have a test of their own.
    /^(?:README|docs\/browser|packages\/sdk\/README)\.md/.test(place) &&
    code.includes('@coatcheck/sdk/browser'),
)

/** Where the server of the tests is. On its own pages nobody has to say that. */
function here(code: string): string {
  return code
    .replaceAll(/https:\/\/auth\.example\.com|http:\/\/localhost:4000/g, coatcheck.url)
    .replaceAll('createClient()', `createClient({ url: '${coatcheck.url}' })`)
}

/** Runs what a block exports, in the page of somebody who is signed in. @returns What it gives back, or logs. */
async function run(page: Page, code: string): Promise<unknown> {
  app.files['/page.js'] = (await bundleBlock(here(code), "globalThis.shown = import('block')")).script
  const login = { data: { email: EMAIL, password: PASSWORD }, headers: { origin: coatcheck.url } }
  expect((await page.context().request.post(`${coatcheck.url}/api/auth/login`, login)).status()).toBe(200)
  await page.goto(app.url)
  return await page.evaluate(async () => {
    const logged: unknown[] = []
    Object.assign(console, { log: (...values: unknown[]) => void logged.push(...values) })
    const { shown } = globalThis as unknown as { readonly shown: Promise<{ [name: string]: () => unknown }> }
    const { client: _, ...work } = await shown
    for (const act of Object.values(work)) logged.push(await act())
    return logged
  })
}

/** What is to come of each, by what it exports. */
const RESULTS: { readonly [exported: string]: unknown } = {
  loadNotes: ['Buy milk'],
  showNotes: ['Buy milk'],
  loadProfile: expect.objectContaining({ user: expect.objectContaining({ email: EMAIL }) }),
  ownSystem: 'Linux',
  report: [expect.any(Number), expect.any(Number), expect.any(Number)],
}

test.each(
  BLOCKS.filter(({ code }) => code.includes('createClient(')).map(
    ({ place, code }) => [place, code] as const,
  ),
)('the block at %s does what it says for somebody who is signed in', async (_place, code) => {
  const context = await chromium.newContext()
  const page = await context.newPage()
  const exported = /export async function (\w+)/.exec(code)?.[1] ?? ''
  expect(await run(page, code)).toContainEqual(RESULTS[exported])
  await context.close()
})

test.each(
  BLOCKS.filter(({ code }) => code.includes('createTokenClient(')).map(
    ({ place, code }) => [place, code] as const,
  ),
)('the block at %s signs in where there are no cookies', async (_place, code) => {
  const { script } = await bundleBlock(here(code), "export { client } from 'block'")
  const { client } = (await import(`data:text/javascript,${encodeURIComponent(script)}`)) as {
    readonly client: CoatcheckClient
  }
  expect(await client.signIn({ email: EMAIL, password: PASSWORD })).toMatchObject({ ok: true })
  expect(await client.getToken()).toMatch(/^eyJ/)
  client.close()
})
