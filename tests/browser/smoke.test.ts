import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD } from '../support/api-client.ts'
import { type BrowserApp, startBrowserApp, withClient } from '../support/browser-app.ts'
import { launchChromium } from '../support/chromium.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { adminClient } from '../support/admin-client.ts'

let coatcheck: RunningCoatcheck
let app: BrowserApp
let chromium: Browser
beforeAll(async () => {
  coatcheck = await startCoatcheck()
  app = await startBrowserApp(coatcheck.url)
  chromium = await launchChromium()
})
afterAll(async () => {
  await chromium.close()
  await app.close()
  await coatcheck.close()
})

test('signs up, mints, signs out', async () => {
  const page = await chromium.newPage()
  page.on('console', (m) => console.log('CONSOLE', m.text()))
  page.on('pageerror', (m) => console.log('ERR', m))
  await app.open(page)
  console.log(await withClient(page, async ({ client }) => (await client.load()).status))
  console.log(PASSWORD)
  const out = await page.evaluate(async (password) => {
    const { client } = window as any
    return await client.signUp({ email: 'ada@example.com', password })
  }, PASSWORD)
  console.log(JSON.stringify(out))
  const token = await withClient(page, ({ client }) => client.getToken())
  expect(token).toContain('.')
  const many = await withClient(
    page,
    async ({ client }) =>
      new Set(await Promise.all(Array.from({ length: 100 }, () => client.getToken()))).size,
  )
  expect(many).toBe(1)
  const id = await withClient(page, ({ client }) => client.state.session?.id)
  await new Promise((r) => setTimeout(r, 300))
  const t0 = Date.now()
  await adminClient(coatcheck).delete(`/sessions/${id}`)
  await expect.poll(() => withClient(page, ({ client }) => client.state.status)).toBe('signed-out')
  console.log('revoke felt', Date.now() - t0)
  console.log(JSON.stringify(await withClient(page, ({ trace }) => trace), null, 0))
  console.log(
    JSON.stringify(
      await withClient(page, ({ events }) => events.map(({ type, reason }: any) => [type, reason])),
    ),
  )
  console.log(JSON.stringify(await withClient(page, ({ client }) => client.state)))
})
