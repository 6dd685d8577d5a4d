/** Many tabs of one browser: one request for all of them, whatever becomes of the tab that makes it. */

import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { withClient } from '../support/browser-app.ts'
import { PASSWORD } from '../support/api-client.ts'
import { type RawChromium, type RawTab, startRawChromium } from '../support/raw-chromium.ts'
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

const MINT = '/api/auth/session/token'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterEach(() => scene.leave())
afterAll(() => scene.close())

/** Tabs in which one person is signed in, with tokens. */
async function openTabs(visitor: Visitor, person: Person, count: number): Promise<readonly Page[]> {
  const first = await visitor.openSignedIn(person)
  const others = await Promise.all(Array.from({ length: count - 1 }, () => visitor.openTab()))
  scene.heard.forget()
  return [first, ...others]
}

/** What the server was asked for, in its order, but for the one connection that one of the tabs hears from it by. */
function asked(): readonly string[] {
  return scene.heard
    .all()
    .map(({ path }) => path)
    .filter((path) => path !== '/api/auth/events')
}

/** What a client has done last. */
function lastStep(page: Page): Promise<string | undefined> {
  return withClient(page, ({ trace }) => trace.at(-1)?.kind)
}

describe('six tabs', () => {
  test('renew their token ahead of its end by one request, and all have it', async () => {
    const visitor = await scene.openBrowser({ clock: 'fake' })
    const tabs = await openTabs(visitor, await scene.makePerson(), 6)
    await visitor.sleep(49_000)
    const tokens = (): Promise<(string | null)[]> => Promise.all(tabs.map((tab) => tokenOf(tab)))
    await expectSoon(async () => new Set(await tokens()).size).toBe(1)
    expect(asked()).toEqual([MINT])
  })

  test('that want a new one at the same moment share it', async () => {
    const visitor = await scene.openBrowser()
    const tabs = await openTabs(visitor, await scene.makePerson(), 6)
    const before = await Promise.all(tabs.map((tab) => tokenOf(tab)))
    const allAsk = Promise.withResolvers<void>()
    await visitor.context.route(`**${MINT}`, async (route) => {
      await allAsk.promise
      await route.continue()
    })
    const asking = tabs.map((tab) => tokenOf(tab, { skipCache: true }))
    for (const tab of tabs) await expectSoon(() => lastStep(tab)).toMatch(/request|wait/)
    allAsk.resolve()
    const tokens = await Promise.all(asking)
    expect(new Set(tokens).size).toBe(1)
    expect(before).not.toContain(tokens[0])
    expect(asked()).toEqual([MINT])
  })

  test('hear of a sign-in in one of them, and of its end, without asking anybody', async () => {
    const visitor = await scene.openBrowser()
    const person = await scene.makePerson()
    const tabs = await Promise.all(Array.from({ length: 6 }, () => visitor.openTab()))
    const states = (): Promise<unknown[]> => Promise.all(tabs.map(stateOf))
    scene.heard.forget()
    await signIn(tabs[0]!, person)
    const signedIn = { status: 'signed-in', userId: person.userId, reason: null, error: null }
    await expectSoon(states).toEqual(tabs.map(() => signedIn))
    await expectSoon(async () => new Set(await Promise.all(tabs.map((tab) => tokenOf(tab)))).size).toBe(1)
    expect(asked()).toEqual(['/api/auth/login', MINT])
    scene.heard.forget()
    await withClient(tabs[3]!, ({ client }) => client.signOut())
    const signedOut = { status: 'signed-out', userId: null, reason: 'signed_out', error: null }
    await expectSoon(states).toEqual(tabs.map(() => signedOut))
    expect(await tokenOf(tabs[5]!)).toBe(null)
    expect(asked()).toEqual(['/api/auth/logout'])
  })
})

describe('an answer that is lost', () => {
  test('is asked for once more, and nobody notices', async () => {
    const visitor = await scene.openBrowser()
    const [tab] = await openTabs(visitor, await scene.makePerson(), 1)
    visitor.expectComplaint(/ERR_CONNECTION_RESET/)
    await visitor.context.route(
      `**${MINT}`,
      async (route) => {
        await route.fetch()
        await route.abort('connectionreset')
      },
      { times: 1 },
    )
    expect(await tokenOf(tab!, { skipCache: true })).toMatch(/^ey/)
    expect(asked()).toEqual([MINT, MINT])
    expect(await stateOf(tab!)).toMatchObject({ status: 'signed-in', error: null })
  })

  test('again and again is told after one repetition, with the session kept', async () => {
    const visitor = await scene.openBrowser()
    const [tab] = await openTabs(visitor, await scene.makePerson(), 1)
    visitor.expectComplaint(/ERR_CONNECTION_RESET/)
    await visitor.context.route(`**${MINT}`, async (route) => {
      await route.fetch()
      await route.abort('connectionreset')
    })
    expect(await tokenOf(tab!, { skipCache: true })).toBe('! unreachable')
    expect(asked()).toEqual([MINT, MINT])
    expect(await stateOf(tab!)).toMatchObject({ status: 'degraded', error: 'unreachable' })
    await visitor.context.unroute(`**${MINT}`)
    await expectSoon(() => stateOf(tab!)).toMatchObject({ status: 'signed-in', error: null })
  })
})

describe('a tab that has the lock', () => {
  test('and crashes, leaves it to the next one at once', async () => {
    const visitor = await scene.openBrowser()
    const [first, second] = await openTabs(visitor, await scene.makePerson(), 2)
    const isUnderWay = Promise.withResolvers<void>()
    await first!.route(`**${MINT}`, () => isUnderWay.resolve())
    await withClient(first!, ({ client, pending }) => {
      pending['token'] = client.getToken({ skipCache: true }).catch(() => {})
    })
    await isUnderWay.promise
    const waiting = tokenOf(second!, { skipCache: true })
    await expectSoon(() => lastStep(second!)).toBe('wait')
    const beganMs = Date.now()
    await first!.goto('chrome://crash').catch(() => {})
    expect(await waiting).toMatch(/^ey/)
    expect(Date.now() - beganMs).toBeLessThan(2_000)
    expect(scene.heard.count(MINT)).toBe(1)
  })
})

describe('in a browser that hides and freezes tabs', () => {
  let browser: RawChromium
  beforeAll(async () => {
    browser = await startRawChromium()
  })
  afterAll(() => browser.close())

  /** Opens a tab with a client. */
  async function openRawTab(): Promise<RawTab> {
    const tab = await browser.openTab(scene.app.url)
    await expectSoon(() => tab.evaluate('document.readyState === "complete" && typeof createClient')).toBe(
      'function',
    )
    const options = JSON.stringify({ url: scene.coatcheck.url })
    await tab.evaluate(`(async () => {
      window.client = createClient({ ...${options}, onTrace: (entry) => trace.push(entry) })
      client.onChange((event) => events.push(event))
      await client.load()
    })()`)
    return tab
  }

  test('a lock that a frozen tab holds is taken from it, and both go on when it thaws', async () => {
    const { email } = await scene.makePerson()
    const first = await openRawTab()
    await first.evaluate(`client.signIn(${JSON.stringify({ email, password: PASSWORD })})`)
    const before = await first.evaluate<string>('client.getToken()')
    // Its request never ends, as in a tab that was frozen while it waited.
    await first.evaluate(`{
      const real = fetch
      window.fetch = (...given) => { window.fetch = real; return new Promise(() => {}) }
      pending.token = client.getToken({ skipCache: true })
      void 0
    }`)
    const second = await openRawTab()
    expect(await first.evaluate('document.visibilityState')).toBe('hidden')
    await first.freeze()
    scene.heard.forget()
    const token = await second.evaluate<string>('client.getToken({ skipCache: true })')
    expect(token).not.toBe(before)
    expect(scene.heard.count(MINT)).toBe(1)
    await first.thaw()
    await first.show()
    expect(await first.evaluate('client.getToken()')).toBe(token)
    const statuses = [first, second].map((tab) => tab.evaluate('client.state.status'))
    expect(await Promise.all(statuses)).toEqual(['signed-in', 'signed-in'])
  })
})
