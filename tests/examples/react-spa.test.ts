/** `examples/react-spa`, built and served by its own API, as people in Chromium find it. */

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { build, createServer, defaultClientConditions } from 'vite'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { Browser as Person, PASSWORD } from '../support/api-client.ts'
import { launchChromium } from '../support/chromium.ts'
import { startExample } from '../support/example-process.ts'
import { freePort, type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { issueKey } from '../sdk/backend.ts'
import { enter, expectNobodysProfile, msUntilAllowed, openVisitor, profilesOf } from './visitor.ts'

const FOLDER = fileURLToPath(new URL('../../examples/react-spa', import.meta.url))
const SOURCES = { conditions: ['source', ...defaultClientConditions] }

let coatcheck: RunningCoatcheck
let admin: AdminClient
let origin: string
let vitePort: number
let stopApi: () => Promise<void>
let chromium: Browser
/** Cookies of somebody who proved a while ago who they are. */
let evasCookies: ReadonlyMap<string, string>

beforeAll(async () => {
  vi.stubEnv('NODE_ENV', 'production') // or the development's React is built in
  const building = build({ root: FOLDER, resolve: SOURCES, logLevel: 'warn' })
  let behindMs = 900_000
  const clock = {
    nowMs: () => Date.now() - behindMs,
    advance: (ms: number) => {
      behindMs -= ms
    },
  }
  coatcheck = await startCoatcheck({ clock })
  admin = adminClient(coatcheck)
  const eva = new Person(coatcheck.url)
  await eva.send('/api/auth/register', { body: { email: 'eva@example.com', password: PASSWORD } })
  evasCookies = eva.cookies
  clock.advance(behindMs)
  await building
  vi.unstubAllEnvs()
  const port = await freePort()
  vitePort = await freePort()
  origin = `http://localhost:${port}`
  stopApi = await startExample(`${FOLDER}/server.ts`, {
    PORT: String(port),
    COATCHECK_URL: coatcheck.url,
    COATCHECK_VERIFIER_KEY: await issueKey(coatcheck, 'verifier'),
    COATCHECK_BACKEND_KEY: await issueKey(coatcheck, 'backend'),
    COATCHECK_ALLOWED_ORIGINS: `${origin},http://localhost:${vitePort}`,
  })
  await setUp()
  chromium = await launchChromium()
}, 300_000)
afterAll(async () => {
  await chromium.close()
  await stopApi()
  await coatcheck.close()
})

/** Runs `setup.ts`, which may be run as often as one likes. The server is in this process: it must not be kept waiting. */
async function setUp(...names: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=source', `${FOLDER}/setup.ts`, ...names],
    { env: { COATCHECK_URL: coatcheck.url, COATCHECK_ADMIN_KEY: coatcheck.adminKey } },
  )
  return stdout
}

/** Presses the button of a card. @returns What it shows then. */
async function show(page: Page, title: string): Promise<string> {
  const card = page.getByRole('region', { name: title })
  await card.getByRole('button').click()
  return (await card.getByRole('status').textContent()) ?? ''
}

test('two people of one browser: a profile, a template, a role that is granted, and the way out', async () => {
  const visitor = await openVisitor(chromium, ['403 /api/report'])
  const { page } = visitor

  await page.goto(origin)
  await page.getByRole('link', { name: 'Create an account' }).click()
  await enter(page, 'ada@example.com', 'Create account', `${origin}/`)
  expect(JSON.parse(await show(page, 'Profile'))).toMatchObject({ email: 'ada@example.com', role: null })
  const { cookie, bearer } = await profilesOf(page)
  expect(cookie).toMatchObject({ status: 200, body: { email: 'ada@example.com' } })
  expect(bearer).toEqual(cookie)
  await expectNobodysProfile(origin)
  expect(JSON.parse(await show(page, 'Token for the archive'))).toMatchObject({
    aud: 'archive.example',
    email: 'ada@example.com',
  })

  await page.goto(`${origin}/sessions`)
  await page.getByRole('link', { name: 'Add another account' }).click()
  await page.getByRole('link', { name: 'Create an account' }).click()
  await enter(page, 'bob@example.com', 'Create account', `${origin}/`)
  expect(await show(page, 'Report')).toContain('403 This needs a role')
  const bob = (await admin.list('/users')).find(({ email }) => email === 'bob@example.com')
  const role = (name: string): Promise<unknown> =>
    admin.patch(`/users/${String(bob?.['id'])}`, { publicMetadata: { role: name } })
  expect(await msUntilAllowed(page, 'GET', '/api/report', () => role('admin'))).toBeLessThan(1000)
  expect(JSON.parse(await show(page, 'Report'))).toMatchObject({ total: 48_210 })
  await role('reader')
  await expect.poll(() => show(page, 'Report'), { timeout: 30_000 }).toContain('403 This needs a role')

  await page.goto(`${origin}/sessions`)
  const accounts = page.getByRole('region', { name: 'Accounts in this browser' })
  await expect.poll(() => accounts.getByRole('listitem').count()).toBe(2)
  await accounts.getByRole('button', { name: /^Switch to/ }).click()
  await page.getByRole('link', { name: 'Ledger' }).click()
  expect(JSON.parse(await show(page, 'Profile'))).toMatchObject({ email: 'ada@example.com' })

  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.waitForURL(`${origin}/sign-in`)
  expect(visitor.problems).toEqual([])
  await visitor.close()
}, 300_000)

test('what needs a recent proof asks for it, and goes on', async () => {
  const visitor = await openVisitor(chromium, ['403 /api/account-number'])
  const { page } = visitor
  await visitor.context.addCookies([...evasCookies].map(([name, value]) => ({ name, value, url: origin })))
  await page.goto(origin)
  await page.getByRole('region', { name: 'Account number' }).getByRole('button').click()
  const dialog = page.getByRole('dialog', { name: 'Is it you?' })
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await page.getByText('XX00 1234 5678 9012').waitFor()
  expect(visitor.problems).toEqual([])
  await visitor.close()
}, 180_000)

test('the setup names an admin', async () => {
  expect(await setUp('eva@example.com')).toBe('eva@example.com is an admin.\n')
  const eva = (await admin.list('/users')).find(({ email }) => email === 'eva@example.com')
  expect(eva?.['publicMetadata']).toEqual({ role: 'admin' })
})

test('the pages of Vite ask the same API', async () => {
  vi.stubEnv('PORT', new URL(origin).port)
  const vite = await createServer({
    root: FOLDER,
    resolve: SOURCES,
    logLevel: 'warn',
    server: { port: vitePort, host: '127.0.0.1', strictPort: true, hmr: false },
  })
  await vite.listen()
  const visitor = await openVisitor(chromium)
  await visitor.page.goto(`http://localhost:${vitePort}`)
  await enter(visitor.page, 'eva@example.com', 'Sign in', `http://localhost:${vitePort}/`)
  expect(JSON.parse(await show(visitor.page, 'Profile'))).toMatchObject({ email: 'eva@example.com' })
  expect(visitor.problems).toEqual([])
  await visitor.close()
  await vite.close()
}, 180_000)
