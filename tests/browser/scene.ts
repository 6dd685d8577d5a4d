/** People's browsers beside the real server: their tabs, what they are asked, and what they complain about. */

import { randomUUID } from 'node:crypto'
import type { GetTokenOptions } from '@coatcheck/sdk/browser'
import type { Browser, BrowserContext, Frame, Page, Request } from 'playwright-core'
import { expect } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { PASSWORD, send } from '../support/api-client.ts'
import { type BrowserApp, type PlainOptions, startBrowserApp, withClient } from '../support/browser-app.ts'
import { launchChromium } from '../support/chromium.ts'
import { hearRequests, type HeardRequests } from '../support/heard-requests.ts'
import { runningClock } from '../support/running-clock.ts'
import { type RunningCoatcheck, startCoatcheck, type StartOptions } from '../support/start-coatcheck.ts'

const EVENTS = '/api/auth/events'

/** What stands around the tests of a file. */
export type Scene = {
  readonly coatcheck: RunningCoatcheck
  readonly admin: AdminClient
  readonly app: BrowserApp
  readonly chromium: Browser
  readonly heard: HeardRequests
  /** Somebody's browser. With a fake clock, time passes there by `sleep` too; it may be years off. */
  readonly openBrowser: (options?: { readonly clock?: 'fake' | Date }) => Promise<Visitor>
  /** Somebody who has an account. */
  readonly makePerson: () => Promise<Person>
  /** Closes the browsers of a test. What they complained about fails it, unless that was to come. */
  readonly leave: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Somebody's browser. */
export type Visitor = {
  readonly context: BrowserContext
  /** A tab with a client in it, which knows who is signed in. */
  readonly openTab: (options?: PlainOptions) => Promise<Page>
  /** A tab in which somebody is signed in, and which has a token. */
  readonly openSignedIn: (person: Pick<Person, 'email'>, options?: PlainOptions) => Promise<Page>
  /** A complaint that a test provokes: Chromium writes one for every load that fails, which no script prevents. */
  readonly expectComplaint: (pattern: RegExp) => void
  /** What its tabs asked the server for, whether it reached it or not, but for the stream that they hear it by. */
  readonly asked: () => readonly string[]
  /** Time passes at the server, and in a browser with a fake clock as in a machine that sleeps. */
  readonly sleep: (ms: number) => Promise<void>
  /** Time passes while a browser with a fake clock is awake, and what it asks for is answered. */
  readonly pass: (ms: number) => Promise<void>
}

/** Shorter than a request is waited for, which really takes no time. */
const STEP_MS = 5_000

/** Somebody who has an account. */
export type Person = { readonly email: string; readonly userId: string }

/** Opens a scene: a server, an application of its own origin, and Chromium. */
export async function openScene(options: StartOptions = {}): Promise<Scene> {
  const coatcheck = await startCoatcheck({
    clock: runningClock(),
    ...options,
    environment: { COATCHECK_TRUST_PROXY: '1', ...options.environment },
  })
  const heard = hearRequests(coatcheck.port, coatcheck.clock)
  const app = await startBrowserApp(coatcheck.url)
  const chromium = await launchChromium()
  const here: { readonly context: BrowserContext; readonly check: () => void }[] = []
  return {
    coatcheck,
    admin: adminClient(coatcheck),
    app,
    chromium,
    heard,
    openBrowser: async ({ clock } = {}) => {
      const context = await chromium.newContext()
      if (clock !== undefined)
        await context.clock.install({ time: clock === 'fake' ? coatcheck.clock.nowMs() : clock })
      const { visitor, check } = visitorOf({ context, app, coatcheck, isFake: clock !== undefined })
      here.push({ context, check })
      return visitor
    },
    makePerson: () => makePerson(coatcheck),
    leave: async () => {
      const gone = here.splice(0)
      for (const { context } of gone) await context.close()
      heard.forget()
      for (const { check } of gone) check()
    },
    close: async () => {
      await chromium.close()
      await app.close()
      heard.stop()
      await coatcheck.close()
    },
  }
}

function visitorOf(deps: {
  readonly context: BrowserContext
  readonly app: BrowserApp
  readonly coatcheck: RunningCoatcheck
  readonly isFake: boolean
}): { readonly visitor: Visitor; readonly check: () => void } {
  const { context, app, coatcheck, isFake } = deps
  const complaints: string[] = []
  const expected: RegExp[] = []
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      complaints.push(`${message.text()} (${message.location().url})`)
  })
  context.on('weberror', (error) => complaints.push(String(error.error().stack)))

  const openTab: Visitor['openTab'] = async (options) => {
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    await app.open(page, options)
    await withClient(page, ({ client }) => client.load())
    if (await withClient(page, ({ client }) => client.state.session !== null)) await hasToken(page)
    return page
  }
  const asked: string[] = []
  const underWay = new Set<Request>()
  context.on('request', (request) => {
    const { origin, pathname } = new URL(request.url())
    if (origin !== coatcheck.url || pathname === EVENTS) return
    asked.push(pathname)
    underWay.add(request)
  })
  context.on('requestfinished', (request) => underWay.delete(request))
  context.on('requestfailed', (request) => underWay.delete(request))
  context.on('page', (page) =>
    page.on('close', () => {
      // Of what a tab was waiting for when it was closed, nothing more is heard.
      for (const request of underWay) if (request.frame().page() === page) underWay.delete(request)
    }),
  )

  /** Waits until everything that was asked for has come, and what it led to. */
  async function settle(): Promise<void> {
    let before = -1
    while (before !== asked.length) {
      before = asked.length
      await expectSoon(() => underWay.size).toBe(0)
      for (const page of context.pages()) await page.evaluate('navigator.locks?.query()')
    }
  }

  const visitor: Visitor = {
    context,
    asked: () => [...asked],
    openTab,
    openSignedIn: async (person, options) => {
      const page = await openTab(options)
      await signIn(page, person)
      await hasToken(page)
      return page
    },
    expectComplaint: (pattern) => void expected.push(pattern),
    sleep: async (ms) => {
      if (isFake) await settle()
      coatcheck.clock.advance(ms)
      if (isFake) await context.clock.fastForward(ms)
    },
    pass: async (ms) => {
      for (let leftMs = ms; leftMs > 0; leftMs -= STEP_MS) {
        const stepMs = Math.min(leftMs, STEP_MS)
        coatcheck.clock.advance(stepMs)
        await context.clock.runFor(stepMs)
        await settle()
      }
    },
  }
  const check = (): void =>
    expect(complaints.filter((text) => !expected.some((pattern) => pattern.test(text)))).toEqual([])
  return { visitor, check }
}

/** Signs somebody in, as the session of this tab. */
export async function signIn(page: Page, { email }: Pick<Person, 'email'>): Promise<void> {
  const outcome = await withClient(page, ({ client }, credentials) => client.signIn(credentials), {
    email,
    password: PASSWORD,
  })
  expect(outcome).toMatchObject({ ok: true })
}

/** Makes somebody an account, from an address of their own, so that no limit on registrations is met. */
export async function makePerson({ url }: Pick<RunningCoatcheck, 'url'>): Promise<Person> {
  const email = `${randomUUID()}@example.com`
  const bytes = [...Buffer.from(randomUUID().slice(0, 6), 'hex')]
  const answer = await send(url, '/api/auth/register', {
    body: { email, password: PASSWORD, transport: 'token' },
    headers: { 'idempotency-key': randomUUID(), 'x-forwarded-for': `10.${bytes.join('.')}` },
  })
  expect(answer.status).toBe(201)
  return { email, userId: (answer.body['user'] as { readonly id: string }).id }
}

/** What has to come about, however busy the machine is. */
export function expectSoon<T>(look: () => T | Promise<T>): ReturnType<typeof expect.poll<T>> {
  return expect.poll(look, { timeout: 20_000, interval: 50 })
}

/** Waits for the token that the client gets by itself. */
async function hasToken(page: Page): Promise<void> {
  await expectSoon(() => withClient(page, ({ client }) => client.state.token !== null)).toBe(true)
}

/** What a client knows, without what changes by the second. */
export function stateOf(page: Page | Frame): Promise<{
  readonly status: string
  readonly userId: string | null
  readonly reason: string | null
  readonly error: string | null
}> {
  return withClient(page, ({ client: { state } }) => ({
    status: state.status,
    userId: state.session?.user.id ?? null,
    reason: state.reason,
    error: state.error?.code ?? null,
  }))
}

/** A token, as an application asks for one; what is thrown as its code. */
export function tokenOf(page: Page, options: GetTokenOptions = {}): Promise<string | null> {
  return withClient(
    page,
    ({ client }, given) =>
      client.getToken(given).catch((error: { readonly code: string }) => `! ${error.code}`),
    options,
  )
}
