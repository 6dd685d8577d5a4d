/** Pages that keep a refresh token themselves, bound to a key of the device: lost answers, full storage, no network. */

import { decodeJwt } from 'jose'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PASSWORD } from '../support/api-client.ts'
import { withClient } from '../support/browser-app.ts'
import {
  expectSoon,
  openScene,
  type Person,
  type Scene,
  signIn,
  stateOf,
  tokenOf,
  type Visitor,
} from './scene.ts'

const KEPT = { keepsTokens: true }
const REFRESH = '/api/auth/refresh'

let scene: Scene
let visitor: Visitor
let person: Person
beforeAll(async () => {
  scene = await openScene()
})
beforeEach(async () => {
  visitor = await scene.openBrowser({ clock: 'fake' }) // as the server's, which tests put ahead
  person = await scene.makePerson()
})
afterEach(async () => {
  const { data } = await scene.coatcheck.server.store.events.list(
    { userId: null, sessionId: null, type: 'session.reuse_detected' },
    { limit: 1, cursor: null },
  )
  expect(data).toEqual([])
  await scene.leave()
})
afterAll(() => scene.close())

/** What the page keeps. */
function keptBy(tab: Page): Promise<string | null> {
  return withClient(tab, ({ indexedDbStorage }) => indexedDbStorage().read())
}

const here = (): object => ({ userId: person.userId, reason: null })

/** Loses the answers of the server to some of the refreshes: it has done what was asked. */
async function loseAnswers(isLost: (count: number) => boolean): Promise<void> {
  visitor.expectComplaint(/ERR_CONNECTION_RESET/)
  let count = 0
  await visitor.context.route(`**${REFRESH}`, async (route) => {
    const answer = await route.fetch()
    await (isLost(count++) ? route.abort('connectionreset') : route.fulfill({ response: answer }))
  })
}

test('of applications that share an origin, neither hears of the people of the other', async () => {
  const other = await scene.makePerson()
  const tab = await visitor.openTab()
  const password = PASSWORD
  const seen = await withClient(
    tab,
    async ({ createTokenClient, indexedDbStorage }, given) => {
      const [notes, tasks] = ['notes', 'tasks'].map((name) =>
        createTokenClient({
          url: given.url,
          storage: indexedDbStorage({ name }),
          dangerouslyKeepTokensInBrowser: true,
        }),
      )
      if (notes === undefined || tasks === undefined) throw new Error('there are two')
      const who = (): readonly unknown[] => [notes, tasks].map(({ user }) => user?.email ?? null)
      await Promise.all([notes.load(), tasks.load()])
      await notes.signIn(given.one)
      await notes.getToken({ skipCache: true })
      const first = [...who(), await tasks.getToken()]
      await tasks.signIn(given.two)
      await tasks.getToken({ skipCache: true })
      return { first, second: who(), tokens: [await notes.getToken(), await tasks.getToken()] }
    },
    {
      url: scene.coatcheck.url,
      one: { email: person.email, password },
      two: { email: other.email, password },
    },
  )
  expect(seen.first).toEqual([person.email, null, null])
  expect(seen.second).toEqual([person.email, other.email])
  expect(seen.tokens.map((token) => decodeJwt(token ?? '').sub)).toEqual([person.userId, other.userId])
})

describe('the refresh token', () => {
  test('goes from one to the next in four tabs that race, while every third answer is lost', async () => {
    const tabs = [await visitor.openSignedIn(person, KEPT)]
    for (let i = 0; i < 3; i++) tabs.push(await visitor.openTab(KEPT))
    await loseAnswers((count) => count % 3 === 1)
    const before = scene.heard.count(REFRESH)
    for (let round = 0; round < 4; round++) {
      const tokens = await Promise.all(tabs.map((tab) => tokenOf(tab, { skipCache: true })))
      expect(tokens).toEqual(tabs.map(() => expect.stringMatching(/^ey/)))
    }
    expect(scene.heard.count(REFRESH) - before).toBeLessThan(40)
    for (const tab of tabs) expect(await stateOf(tab)).toMatchObject({ ...here(), status: 'signed-in' })
  })

  test('of which every answer is lost is the same one again once they come, hours later too', async () => {
    const tab = await visitor.openSignedIn(person, KEPT)
    const before = await keptBy(tab)
    let areLost = true
    await loseAnswers(() => areLost)
    expect(await tokenOf(tab, { skipCache: true })).toBe('! unreachable')
    expect(await keptBy(tab)).toBe(before)
    visitor.expectComplaint(/400 \(Bad Request\).*refresh/) // what is tried between the two clocks being put ahead
    await visitor.sleep(5 * 3_600_000)
    expect(await stateOf(tab)).toMatchObject(here())
    areLost = false
    await visitor.pass(60_000)
    await expectSoon(() => stateOf(tab)).toMatchObject({ ...here(), status: 'signed-in', error: null })
    expect(await tokenOf(tab)).toMatch(/^ey/)
  })

  test('is asked for no sooner than a server that has had enough allows, however often an application asks', async () => {
    const tab = await visitor.openSignedIn(person, KEPT)
    visitor.expectComplaint(/429/)
    const codes = await withClient(tab, async ({ client }) => {
      const seen: string[] = []
      while (seen.length < 3) await client.getToken({ skipCache: true }).catch(({ code }) => seen.push(code))
      return seen
    })
    expect(new Set(codes)).toEqual(new Set(['rate_limited']))
    const { pausesMs, errors } = await withClient(tab, ({ trace, events }) => ({
      pausesMs: trace.flatMap((entry, at) => {
        if (entry.kind !== 'response' || entry.status !== 429) return []
        const next = trace.slice(at).find(({ kind }) => kind === 'request')
        return next === undefined ? [] : [next.atMs - entry.atMs]
      }),
      errors: events.map(({ state }) => state.session && state.error?.code),
    }))
    expect(errors).toContain('rate_limited')
    // `Retry-After` is a second, and what is asked for again then is given.
    expect(pausesMs.length).toBeGreaterThanOrEqual(2)
    for (const pauseMs of pausesMs) expect(pauseMs).toBeGreaterThan(990)
    await visitor.pass(30_000)
    await expectSoon(() => stateOf(tab)).toMatchObject({ ...here(), status: 'signed-in', error: null })
  })
})

test('a machine whose clock is years off proves its key all the same, by the time that the server tells', async () => {
  visitor = await scene.openBrowser({ clock: new Date('2031-01-01T00:00:00Z') })
  visitor.expectComplaint(/400 \(Bad Request\).*(login|refresh)/)
  const tab = await visitor.openSignedIn(person, KEPT)
  const before = scene.heard.count(REFRESH)
  for (let call = 0; call < 3; call++) expect(await tokenOf(tab, { skipCache: true })).toMatch(/^ey/)
  expect(scene.heard.count(REFRESH) - before).toBe(3)
})

describe('without a network', () => {
  const block = (): Promise<unknown> =>
    visitor.context.route(`${scene.coatcheck.url}/**`, (route) => route.abort('internetdisconnected'))

  test('a page that is opened knows who is signed in, and gets a token when there is one again', async () => {
    await (await visitor.openSignedIn(person, KEPT)).close()
    visitor.expectComplaint(/ERR_INTERNET_DISCONNECTED/)
    await block()
    const tab = await visitor.context.newPage()
    await scene.app.open(tab, KEPT)
    const { isLoaded } = await withClient(tab, ({ client }) => client.load())
    expect(isLoaded).toBe(true)
    expect(await stateOf(tab)).toMatchObject(here())
    expect(await tokenOf(tab)).toMatch(/^! (unreachable|offline)$/)
    await expectSoon(() => stateOf(tab)).toMatchObject({ ...here(), status: 'degraded' })
    await visitor.context.unroute(`${scene.coatcheck.url}/**`)
    await expectSoon(() => stateOf(tab)).toMatchObject({ ...here(), status: 'signed-in', error: null })
    expect(await tokenOf(tab)).toMatch(/^ey/)
  })

  test('who signs out is signed out here, and nothing is left', async () => {
    const tab = await visitor.openSignedIn(person, KEPT)
    const other = await visitor.openTab(KEPT)
    visitor.expectComplaint(/ERR_INTERNET_DISCONNECTED/)
    await block()
    const told = await withClient(tab, ({ client }) => client.signOut())
    expect(told).toMatchObject({ ok: false, retryable: true })
    for (const page of [tab, other])
      await expectSoon(() => stateOf(page)).toMatchObject({ userId: null, reason: 'signed_out' })
    await expectSoon(() => keptBy(tab)).toBe(null)
    expect(await tokenOf(other)).toBe(null)
  })
})

test('a storage that cannot be written for a while loses nobody', async () => {
  const tab = await visitor.context.newPage()
  await scene.app.open(tab, KEPT)
  await withClient(
    tab,
    (app, url) => {
      app.client.close()
      const real = app.indexedDbStorage()
      const isFull = (): boolean => document.title === 'full'
      const write: typeof real.write = (text) =>
        isFull() ? Promise.reject(new DOMException('no room', 'QuotaExceededError')) : real.write(text)
      const storage = { ...real, write }
      app.client = app.createTokenClient({ url, storage, dangerouslyKeepTokensInBrowser: true })
      app.client.onChange((event) => app.events.push(event))
    },
    scene.coatcheck.url,
  )
  await signIn(tab, person)
  await tab.evaluate(() => (document.title = 'full'))
  for (let call = 0; call < 3; call++)
    expect(await tokenOf(tab, { skipCache: true })).toMatch(/^(ey.*|! storage_failed)$/)
  expect(await stateOf(tab)).toMatchObject(here())
  await tab.evaluate(() => (document.title = 'room'))
  await expectSoon(() => tokenOf(tab, { skipCache: true })).toMatch(/^ey/)
  await expectSoon(() => stateOf(tab)).toMatchObject({ ...here(), status: 'signed-in', error: null })
})

describe('a session that ends', () => {
  test('on another device is felt at once, and what was kept goes with it', async () => {
    const tabs = [await visitor.openSignedIn(person, KEPT), await visitor.openTab(KEPT)]
    await expectSoon(() => scene.coatcheck.server.feed.readers('browsers')).toBe(1)
    const sessionId = await withClient(tabs[0]!, ({ client }) => client.state.session?.id)
    await scene.admin.delete(`/sessions/${sessionId}`)
    const over = { status: 'signed-out', userId: null, reason: 'revoked_by_admin', error: null }
    await expectSoon(() => Promise.all(tabs.map(stateOf))).toEqual([over, over])
    await expectSoon(() => keptBy(tabs[0]!)).toBe(null)
  })
})

test('two accounts in two tabs stay apart, by one storage', async () => {
  const grace = await scene.makePerson()
  const first = await visitor.openSignedIn(person, KEPT)
  const second = await visitor.openTab(KEPT)
  await signIn(second, grace)
  const people = (): Promise<unknown[]> => Promise.all([first, second].map(stateOf))
  await expectSoon(people).toMatchObject([{ userId: person.userId }, { userId: grace.userId }])
  await scene.app.open(first, KEPT)
  await expectSoon(() => stateOf(first)).toMatchObject({ userId: person.userId, status: 'signed-in' })
  await withClient(second, ({ client }) => client.signOut())
  expect(await stateOf(second)).toMatchObject({ status: 'signed-out', reason: 'signed_out' })
  expect(await tokenOf(first, { skipCache: true })).toMatch(/^ey/)
})
