/** `examples/next`, built and served, as people in Chromium find it. */

import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { Browser as Person, type Json, PASSWORD } from '../support/api-client.ts'
import { launchChromium } from '../support/chromium.ts'
import { buildNextApp, type NextApp, startNextApp } from '../support/next-server.ts'
import { freePort, type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { issueKey } from '../sdk/backend.ts'
import {
  enter,
  expectNobodysProfile,
  msUntilAllowed,
  openVisitor,
  profilesOf,
  type Visitor,
} from './visitor.ts'

const FOLDER = fileURLToPath(new URL('../../examples/next', import.meta.url))

let coatcheck: RunningCoatcheck
let admin: AdminClient
let app: NextApp
let origin: string
let chromium: Browser
/** Cookies of somebody who signed up a while ago: the session goes on, the session cookie has run out. */
let evasCookies: ReadonlyMap<string, string>
let evasSession: string

beforeAll(async () => {
  const building = buildNextApp(FOLDER)
  // Next's process goes by the time of the day.
  let behindMs = 600_000
  const clock = {
    nowMs: () => Date.now() - behindMs,
    advance: (ms: number) => {
      behindMs -= ms
    },
  }
  coatcheck = await startCoatcheck({ clock })
  admin = adminClient(coatcheck)
  const eva = new Person(coatcheck.url)
  const signedUp = await eva.send('/api/auth/register', {
    body: { email: 'eva@example.com', password: PASSWORD },
  })
  evasSession = String((signedUp.body['session'] as Json)['id'])
  const { body } = await eva.send('/api/auth/organizations', { body: { name: 'Potters' } })
  await eva.send('/api/auth/session/organization', { body: { organizationId: body['id'] } })
  evasCookies = eva.cookies
  clock.advance(behindMs)
  await building
  const port = await freePort()
  origin = `http://localhost:${port}`
  app = await startNextApp(FOLDER, port, {
    COATCHECK_URL: coatcheck.url,
    COATCHECK_VERIFIER_KEY: await issueKey(coatcheck, 'verifier'),
    COATCHECK_BACKEND_KEY: await issueKey(coatcheck, 'backend'),
    COATCHECK_ALLOWED_ORIGINS: origin,
    COATCHECK_TRUSTED_PROXIES: '0',
  })
  chromium = await launchChromium()
}, 600_000)
afterAll(async () => {
  await chromium.close()
  await app.close()
  await coatcheck.close()
})

/** The id of what a list of the administration has under that e-mail address or name. */
async function idOf(path: string, name: string): Promise<string> {
  const found = (await admin.list(path)).find((one) => one['email'] === name || one['name'] === name)
  return String(found?.['id'])
}

test('two people of one browser: a team, its board, a role that is granted, and the way out', async () => {
  // What the page asks last says why nobody is signed in any more.
  const visitor = await openVisitor(chromium, ['403 /api/notices/', '401 /api/auth/session/token'])
  const { page } = visitor

  await page.goto(`${origin}/board`)
  await expect.poll(() => page.url()).toContain('/sign-in?redirect_url=')
  await page.getByRole('link', { name: 'Create an account' }).click()
  await enter(page, 'ada@example.com', 'Create account', `${origin}/board`)

  await page.getByRole('button', { name: 'Organization: Personal account' }).click()
  await page.getByRole('button', { name: 'Create organization' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Weavers')
  await page.getByRole('dialog').getByRole('button', { name: 'Create organization' }).click()
  await page.getByRole('heading', { name: 'Board' }).waitFor()
  await page.getByLabel('Notice').fill('The loom is free on Friday.')
  await page.getByRole('button', { name: 'Pin' }).click()
  await page.getByText('The loom is free on Friday.').waitFor()

  const { cookie, bearer } = await profilesOf(page)
  expect(cookie).toMatchObject({ status: 200, body: { email: 'ada@example.com', orgRole: 'org:admin' } })
  expect(bearer).toEqual(cookie)
  await expectNobodysProfile(origin)

  await page.goto(`${origin}/sessions`)
  await page.getByRole('link', { name: 'Add another account' }).click()
  await page.getByRole('link', { name: 'Create an account' }).click()
  await enter(page, 'bob@example.com', 'Create account', `${origin}/board`)
  const [team, bob] = [await idOf('/organizations', 'Weavers'), await idOf('/users', 'bob@example.com')]
  await admin.post(`/organizations/${team}/memberships`, { userId: bob, role: 'org:member' })
  await page.reload()
  await page.getByRole('button', { name: 'Organization: Personal account' }).click()
  await page.getByRole('button', { name: 'Weavers' }).click()
  const notice = page.getByRole('listitem').filter({ hasText: 'The loom is free on Friday.' })
  await notice.getByRole('button', { name: 'Take down' }).click()
  await expect.poll(() => notice.getByRole('alert').textContent()).toContain('Only who leads the team')

  const grant = () => admin.patch(`/organizations/${team}/memberships/${bob}`, { role: 'org:admin' })
  expect(await msUntilAllowed(page, 'DELETE', '/api/notices/none', grant)).toBeLessThan(1000)
  await notice.getByRole('button', { name: 'Take down' }).click()
  await notice.waitFor({ state: 'detached' })

  await page.getByRole('link', { name: 'Sessions' }).click()
  const accounts = page.getByRole('region', { name: 'Accounts in this browser' })
  await expect.poll(() => accounts.getByRole('listitem').count()).toBe(2)
  await accounts.getByRole('button', { name: /^Switch to/ }).click()
  await page.getByRole('link', { name: 'Noticeboard' }).click()
  await page.getByText('You are ada@example.com.').waitFor()

  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Sign up' }).first().waitFor()
  expect(visitor.problems).toEqual([])
  await visitor.close()
}, 300_000)

describe('a session cookie that ran out', () => {
  /** Eva, with the cookies that she had; each request of a page is written down. */
  async function openEva(
    options: Parameters<typeof openVisitor>[2] = {},
  ): Promise<Visitor & { readonly asked: string[]; readonly bringBack: () => Promise<void> }> {
    const visitor = await openVisitor(chromium, ['401 /api/auth/session/token'], options)
    const bringBack = async (): Promise<void> =>
      await visitor.context.addCookies(
        [...evasCookies].map(([name, value]) => ({ name, value, url: origin })),
      )
    await bringBack()
    const asked: string[] = []
    visitor.page.on('request', (request) => {
      if (request.resourceType() === 'document') asked.push(`${request.method()} ${request.url()}`)
    })
    return { ...visitor, asked, bringBack }
  }

  const sessionCookieOf = async ({ context }: Visitor): Promise<string | undefined> =>
    (await context.cookies(origin)).find(({ name }) => name === '__session')?.value

  test('is renewed in the request that brought it, which a page is then rendered by', async () => {
    const eva = await openEva()
    const answer = await eva.page.goto(`${origin}/board`)
    expect([answer?.status(), eva.asked]).toEqual([200, [`GET ${origin}/board`]])
    expect(await answer?.text()).toContain('Board</h1>')
    expect(answer?.headers()['cache-control']).toContain('no-store')
    expect(await sessionCookieOf(eva)).not.toBe(evasCookies.get('__session'))
    expect(eva.problems).toEqual([])
    await eva.close()
  })

  test('is renewed for a form that is posted, with no script and no redirect', async () => {
    const eva = await openEva({ javaScriptEnabled: false })
    await eva.page.goto(`${origin}/board`)
    await eva.bringBack()
    await eva.page.getByLabel('Notice').fill('The kiln is hot.')
    await Promise.all([
      eva.page.waitForResponse((answer) => answer.request().method() === 'POST'),
      eva.page.getByRole('button', { name: 'Pin' }).click(),
    ])
    await eva.page.getByText('The kiln is hot.').waitFor()
    expect(eva.asked).toEqual([`GET ${origin}/board`, `POST ${origin}/board`])
    expect(await sessionCookieOf(eva)).not.toBe(evasCookies.get('__session'))
    await eva.close()
  })

  test('is renewed for a write that a script sends', async () => {
    const eva = await openEva()
    await eva.page.goto(`${origin}/sign-in`)
    await eva.bringBack()
    const status = await eva.page.evaluate(
      async () => (await fetch('/api/notices/none', { method: 'DELETE', redirect: 'error' })).status,
    )
    expect(status).toBe(204)
    expect(await sessionCookieOf(eva)).not.toBe(evasCookies.get('__session'))
    await eva.close()
  })

  test('does not come back by the very request that signs out', async () => {
    const eva = await openEva({ javaScriptEnabled: false })
    await eva.page.goto(`${origin}/board`)
    await eva.bringBack()
    await eva.page.getByRole('button', { name: 'Sign out' }).click()
    await eva.page.waitForURL(`${origin}/`)
    expect(await eva.context.cookies(origin)).toEqual([])
    await eva.close()
  })

  test('of a session that was ended leads to the sign-in once, and nowhere else', async () => {
    await admin.delete(`/sessions/${evasSession}`)
    const eva = await openEva()
    await eva.page.goto(`${origin}/board`)
    await eva.page.getByLabel('E-mail address').waitFor()
    const signIn = `${origin}/sign-in?redirect_url=${encodeURIComponent(`${origin}/board`)}`
    expect(eva.asked).toEqual([`GET ${origin}/board`, `GET ${signIn}`])
    expect(eva.problems).toEqual([])
    await eva.close()
  })
})
