/** Somebody in Chromium who visits an example, and complains of whatever its pages complain of. */

import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { PASSWORD } from '../support/api-client.ts'
import { VIEWPORTS } from '../support/chromium.ts'

/** What the browser's console says of an answer that is no success. */
const FAILED = /^Failed to load resource: the server responded with a status of (\d+)/

/** A visitor. */
export type Visitor = {
  readonly page: Page
  readonly context: BrowserContext
  /** What the pages complained of. */
  readonly problems: readonly string[]
  readonly close: () => Promise<void>
}

/** Opens a browser profile. @param expected Answers that belong to the visit, such as `403 /api/notices`. */
export async function openVisitor(
  chromium: Browser,
  expected: readonly string[] = [],
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Visitor> {
  const context = await chromium.newContext({ viewport: VIEWPORTS.desktop, ...options })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    const status = FAILED.exec(message.text())?.[1]
    const answer = status === undefined ? '' : `${status} ${new URL(message.location().url).pathname}`
    if (status !== undefined && expected.some((start) => answer.startsWith(start))) return
    problems.push(`${message.text()} ${message.location().url}`)
  })
  return { page, context, problems, close: () => context.close() }
}

/** Fills in the form of `<SignUp>`, or of `<SignIn>`, and waits for the page behind it. */
export async function enter(page: Page, email: string, button: string, then: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: button, exact: true }).click()
  await page.waitForURL(then)
}

/** An answer of the application's own API. */
export type Told = { readonly status: number; readonly body: { readonly [member: string]: unknown } }

/** What `GET /api/profile` says by the cookies of the page, and by a token of the same session in `Authorization`. */
export async function profilesOf(page: Page): Promise<{ readonly cookie: Told; readonly bearer: Told }> {
  const { origin } = new URL(page.url())
  const token = await page.evaluate(async () => {
    const answer = await fetch('/api/auth/session/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    return ((await answer.json()) as { readonly token: string }).token
  })
  const cookie = await page.evaluate(async () => {
    const answer = await fetch('/api/profile')
    return { status: answer.status, body: (await answer.json()) as object }
  })
  const answer = await fetch(`${origin}/api/profile`, { headers: { authorization: `Bearer ${token}` } })
  return {
    cookie: cookie as Told,
    bearer: { status: answer.status, body: (await answer.json()) as Told['body'] },
  }
}

/** Asks as somebody who brings nothing. */
export async function expectNobodysProfile(url: string): Promise<void> {
  const answer = await fetch(`${url}/api/profile`)
  expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'unauthenticated' }])
}

/**
 * Repeats a request in the page, by its cookies, until it is allowed.
 *
 * @returns How long that took from `grant` on, in milliseconds; infinitely long when it is not.
 */
export async function msUntilAllowed(
  page: Page,
  method: string,
  path: string,
  grant: () => Promise<unknown>,
): Promise<number> {
  const allowed = page.evaluate(
    async ([asked, url]) => {
      for (const until = performance.now() + 10_000; performance.now() < until;)
        if ((await fetch(url, { method: asked })).ok) return true
      return false
    },
    [method, path] as const,
  )
  await grant()
  const grantedAt = performance.now()
  return (await allowed) ? performance.now() - grantedAt : Infinity
}
