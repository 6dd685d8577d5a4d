/** `examples/embedded`: the whole server inside an application, of Hono and of Next, as people in Chromium find it. */

import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatOpaque, newId } from '@coatcheck/core'
import { nodeRandom } from '@coatcheck/server'
import { adminClient } from '../support/admin-client.ts'
import { launchChromium } from '../support/chromium.ts'
import { startExample } from '../support/example-process.ts'
import { buildNextApp, startNextApp } from '../support/next-server.ts'
import { PATIENCE } from '../support/people.ts'
import { freePort } from '../support/start-coatcheck.ts'
import { enter, expectNobodysProfile, msUntilAllowed, openVisitor, profilesOf } from './visitor.ts'

const FOLDER = fileURLToPath(new URL('../../examples/embedded', import.meta.url))

let chromium: Browser
beforeAll(async () => {
  chromium = await launchChromium()
})
afterAll(() => chromium.close())

type Start = (port: number, environment: { readonly [name: string]: string }) => Promise<() => Promise<void>>

const startHono: Start = (_port, environment) => startExample(`${FOLDER}/hono.ts`, environment)

const startNext: Start = async (port, environment) => {
  await buildNextApp(FOLDER)
  return (await startNextApp(FOLDER, port, environment)).close
}

async function signUp(page: Page, origin: string, email: string): Promise<void> {
  await page.goto(`${origin}/sign-up?redirect_url=${encodeURIComponent(`${origin}/`)}`)
  await enter(page, email, 'Create account', `${origin}/`)
  await page.getByText(`You are ${email}.`).waitFor()
}

describe.each([
  ['Hono', startHono],
  ['Next', startNext],
] as const)('in an application of %s', (_framework, start) => {
  const adminKey = formatOpaque('adminKey', newId('key', Date.now(), nodeRandom), nodeRandom.bytes(32))
  let origin: string
  let stop: () => Promise<void>
  beforeAll(async () => {
    const port = await freePort()
    origin = `http://localhost:${port}`
    stop = await start(port, {
      COATCHECK_URL: origin,
      COATCHECK_PORT: String(port),
      COATCHECK_DATA_FOLDER: mkdtempSync(join(tmpdir(), 'coatcheck-embedded-')),
      COATCHECK_SECRET: randomBytes(48).toString('base64'),
      COATCHECK_ADMIN_KEY: adminKey,
      COATCHECK_LOG_LEVEL: 'error',
    })
  }, 600_000)
  afterAll(() => stop())

  test('people sign up and out, and a role that is granted counts at once', async () => {
    const admin = adminClient({ url: origin, adminKey })
    const visitor = await openVisitor(chromium, ['403 /api/report'])
    const { page } = visitor
    await page.goto(origin)
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await signUp(page, origin, 'ada@example.com')

    const { cookie, bearer } = await profilesOf(page)
    expect(cookie).toMatchObject({ status: 200, body: { email: 'ada@example.com' } })
    expect(bearer).toEqual(cookie)
    await expectNobodysProfile(origin)

    await signUp(page, origin, 'bob@example.com')
    const bob = (await admin.list('/users')).find(({ email }) => email === 'bob@example.com')
    const remove = (): Promise<number> =>
      page.evaluate(async () => (await fetch('/api/report', { method: 'DELETE' })).status)
    expect(await remove()).toBe(403)
    const grant = (): Promise<unknown> =>
      admin.patch(`/users/${String(bob?.['id'])}`, { publicMetadata: { role: 'admin' } })
    expect(await msUntilAllowed(page, 'DELETE', '/api/report', grant)).toBeLessThan(1000)

    await page.getByRole('link', { name: 'Account' }).click()
    await page.getByText('This device').first().waitFor()
    const signOut = page.getByRole('button', { name: 'Sign out bob@example.com here', exact: true })
    await signOut.first().click()
    await expect.poll(() => signOut.count(), PATIENCE).toBe(0)
    await page.goto(origin)
    expect(await page.content()).not.toContain('bob@example.com')
    expect(visitor.problems).toEqual([])
    await visitor.close()
  }, 300_000)

  test('everything else of the server is there too', async () => {
    const get = (path: string): Promise<Response> => fetch(origin + path)
    expect(await (await get('/.well-known/openid-configuration')).json()).toMatchObject({ issuer: origin })
    expect((await get('/healthz')).status).toBe(200)
    const nothing = await get('/nothing/of/the/kind')
    expect([nothing.status, await nothing.json()]).toMatchObject([404, { code: 'not_found' }])
  })
})
