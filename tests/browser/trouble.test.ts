/** Networks and servers that fail: nobody is signed out by it, nothing is asked for in a loop, and it mends by itself. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page, Route } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { withClient } from '../support/browser-app.ts'
import { startCuttingProxy } from '../support/cutting-proxy.ts'
import { freePort, startCoatcheck } from '../support/start-coatcheck.ts'
import {
  expectSoon,
  makePerson,
  openScene,
  type Person,
  type Scene,
  stateOf,
  tokenOf,
  type Visitor,
} from './scene.ts'

/** How long a token lives: so long that the seconds which really pass are nothing. */
const LIFE_MS = 600_000

let scene: Scene
let visitor: Visitor
let person: Person
beforeAll(async () => {
  scene = await openScene({ environment: { COATCHECK_SESSION_TOKEN_SECONDS: String(LIFE_MS / 1000) } })
})
beforeEach(async () => {
  visitor = await scene.openBrowser({ clock: 'fake' })
  person = await scene.makePerson()
})
afterEach(() => scene.leave())
afterAll(() => scene.close())

/** How the browser logs a load that fails; no script prevents it. */
const FAILED_LOAD = /^Failed to load resource/

/** How much is asked for in a minute. */
async function askedInMinute(meanwhile: () => Promise<unknown> = async () => {}): Promise<number> {
  const before = visitor.asked().length
  for (let seconds = 0; seconds < 60; seconds += 3) {
    await meanwhile()
    await visitor.pass(3_000)
  }
  return visitor.asked().length - before
}

/** Answers everything in the server's place. */
async function answerWith(answer: (route: Route) => Promise<void>): Promise<void> {
  visitor.expectComplaint(FAILED_LOAD)
  visitor.expectComplaint(/CORS policy/)
  await visitor.context.route(`${scene.coatcheck.url}/**`, answer)
}

/** What the server itself would let a page of another origin read. */
function readable(headers: { readonly [name: string]: string }): { readonly [name: string]: string } {
  return {
    'access-control-allow-origin': scene.app.url,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'Date, Retry-After',
    ...headers,
  }
}

const mended = (): Promise<void> => visitor.context.unroute(`${scene.coatcheck.url}/**`)

/** Somebody who is signed in, whatever else is wrong. */
const here = (): object => ({ userId: person.userId, reason: null })

async function expectMended(tab: Page): Promise<void> {
  await visitor.pass(60_000) // the longest pause between two attempts
  await expectSoon(() => stateOf(tab)).toEqual({ ...here(), status: 'signed-in', error: null })
  expect(await tokenOf(tab)).toMatch(/^ey/)
}

test('without a network the token serves as long as it lives, nobody is signed out, and it goes on by itself', async () => {
  const tab = await visitor.openSignedIn(person)
  const token = await tokenOf(tab)
  visitor.expectComplaint(FAILED_LOAD)
  await visitor.context.setOffline(true)
  await visitor.sleep(0.8 * LIFE_MS)
  await visitor.pass(20_000)
  expect(await stateOf(tab)).toEqual({ ...here(), status: 'offline', error: 'offline' })
  expect(await tokenOf(tab)).toBe(token)
  await visitor.sleep(0.2 * LIFE_MS)
  expect(await tokenOf(tab)).toBe('! offline')
  expect(await askedInMinute(() => tokenOf(tab))).toBeLessThan(12)
  expect(await stateOf(tab)).toMatchObject(here())
  const before = visitor.asked().length
  await visitor.context.setOffline(false)
  await expectSoon(() => stateOf(tab)).toEqual({ ...here(), status: 'signed-in', error: null })
  expect(await tokenOf(tab)).toMatch(/^ey/)
  expect(visitor.asked().length - before).toBeLessThan(5)
})

test('a server that fails is asked less and less, however often an application asks', async () => {
  const tab = await visitor.openSignedIn(person)
  await answerWith((route) => route.fulfill({ status: 500, headers: readable({}) }))
  await visitor.sleep(LIFE_MS)
  const eager = (): Promise<unknown> => Promise.all(Array.from({ length: 5 }, () => tokenOf(tab)))
  expect(await askedInMinute(eager)).toBeLessThan(20)
  expect(await askedInMinute()).toBeLessThan(5)
  await mended()
  await expectMended(tab)
})

const PORTAL = '<!doctype html><title>Welcome to our hotel</title><a href="/accept">Accept</a>'
const BUSY = JSON.stringify({ code: 'store_unavailable', title: 'The store cannot be reached.', status: 503 })

describe.each<[string, string, (route: Route) => Promise<void>]>([
  [
    'the page of a captive portal instead of JSON',
    'answer_invalid',
    (route) =>
      route.fulfill({ status: 200, headers: readable({ 'content-type': 'text/html' }), body: PORTAL }),
  ],
  [
    'a captive portal that no other origin may read',
    'unreachable',
    (route) =>
      route.fulfill({
        headers: { 'content-type': 'text/html', 'access-control-allow-origin': 'https://portal.example' },
        body: PORTAL,
      }),
  ],
  [
    'a captive portal that redirects',
    'answer_invalid',
    (route) => route.fulfill({ status: 302, headers: readable({ location: `${scene.app.url}/portal` }) }),
  ],
  [
    'half of an answer',
    'answer_invalid',
    (route) =>
      route.fulfill({
        status: 200,
        headers: readable({ 'content-type': 'application/json' }),
        body: '{"tok',
      }),
  ],
  [
    'a server that cannot reach its store',
    'store_unavailable',
    (route) =>
      route.fulfill({
        status: 503,
        headers: readable({ 'content-type': 'application/problem+json' }),
        body: BUSY,
      }),
  ],
  ['connections that break off', 'unreachable', (route) => route.abort('connectionreset')],
])('%s', (_, code, answer) => {
  test('ends no session, keeps no page waiting that is loaded meanwhile, and is over when it is over', async () => {
    const tab = await visitor.openSignedIn(person)
    await answerWith(answer)
    await visitor.sleep(LIFE_MS)
    await visitor.pass(5_000)
    expect(await tokenOf(tab)).toBe(`! ${code}`)
    expect(await stateOf(tab)).toEqual({ ...here(), status: 'degraded', error: code })
    const loaded = await visitor.openTab()
    expect(await stateOf(loaded)).toEqual({ userId: null, reason: null, status: 'degraded', error: code })
    expect(await withClient(loaded, ({ client }) => client.state.isLoaded)).toBe(false)
    expect(await tokenOf(loaded)).toBe(`! ${code}`)
    await mended()
    for (const page of [tab, loaded]) await expectMended(page)
  })
})

test('an answer that never comes is waited for only so long', async () => {
  const tab = await visitor.openSignedIn(person)
  visitor.expectComplaint(FAILED_LOAD)
  await visitor.context.route(`${scene.coatcheck.url}/api/auth/session/token`, () => {})
  await visitor.sleep(LIFE_MS)
  const asking = tokenOf(tab)
  // Twice ten seconds, and a moment between them.
  for (let seconds = 0; seconds < 22; seconds++) await visitor.context.clock.fastForward(1_000)
  expect(await asking).toBe('! timed_out')
  expect(await stateOf(tab)).toEqual({ ...here(), status: 'degraded', error: 'timed_out' })
})

test('who is told to come again in half a minute does so, and not before', async () => {
  const tab = await visitor.openSignedIn(person)
  const limited = JSON.stringify({ code: 'rate_limited', title: 'Too many requests.', status: 429 })
  const headers = readable({ 'content-type': 'application/problem+json', 'retry-after': '30' })
  await answerWith((route) => route.fulfill({ status: 429, headers, body: limited }))
  await visitor.sleep(LIFE_MS)
  await expectSoon(() => stateOf(tab)).toMatchObject({ ...here(), status: 'degraded', error: 'rate_limited' })
  expect(visitor.asked().at(-1)).toBe('/api/auth/session/token')
  await mended()
  const before = visitor.asked().length
  await visitor.pass(25_000)
  expect(await tokenOf(tab)).toBe('! rate_limited')
  expect(visitor.asked()).toHaveLength(before)
  const told = await withClient(tab, ({ client }) =>
    client
      .getToken()
      .catch(({ code, retryable, retryAfterSeconds }) => ({ code, retryable, retryAfterSeconds })),
  )
  expect(told).toEqual({
    code: 'rate_limited',
    retryable: true,
    retryAfterSeconds: expect.toSatisfy((n) => n > 0 && n <= 5),
  })
  await visitor.pass(6_000)
  await expectSoon(() => stateOf(tab)).toMatchObject({ ...here(), status: 'signed-in', error: null })
})

test('a server that goes away and comes back finds everybody signed in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-restart-'))
  const port = await freePort()
  const proxy = await startCuttingProxy(port)
  const environment = { COATCHECK_URL: proxy.url, COATCHECK_PORT: String(port) }
  const first = await startCoatcheck({ folder, environment, clock: scene.coatcheck.clock })
  const tab = await visitor.openSignedIn(await makePerson(first), { url: first.url })
  const before = await stateOf(tab)
  visitor.expectComplaint(FAILED_LOAD)
  proxy.cut()
  await first.close()
  expect(await tokenOf(tab, { skipCache: true })).toBe('! unreachable')
  expect(await stateOf(tab)).toEqual({ ...before, status: 'degraded', error: 'unreachable' })
  const second = await startCoatcheck({ folder, environment, clock: scene.coatcheck.clock })
  proxy.mend()
  await visitor.pass(20_000)
  await expectSoon(() => stateOf(tab)).toEqual(before)
  expect(await tokenOf(tab, { skipCache: true })).toMatch(/^ey/)
  proxy.stop()
  await second.close()
  rmSync(folder, { recursive: true })
})
