/** What a browser keeps, or does not: cookies that are gone, no room, no storage, no locks. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PASSWORD } from '../support/api-client.ts'
import { withClient } from '../support/browser-app.ts'
import { CHROMIUM_ARGS, CHROMIUM_PATH } from '../support/chromium.ts'
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

let scene: Scene
let visitor: Visitor
let person: Person
beforeAll(async () => {
  scene = await openScene()
})
beforeEach(async () => {
  visitor = await scene.openBrowser({ clock: 'fake' })
  person = await scene.makePerson()
})
afterEach(() => scene.leave())
afterAll(() => scene.close())

describe('cookies that the person has cleared', () => {
  test.each([
    ['are missed at the next renewal, and all tabs are signed out', []],
    ['and that something else has put there again, are those of nobody', ['coatcheck', '__session']],
  ])('%s', async (_, names) => {
    const tabs = [await visitor.openSignedIn(person), await visitor.openTab()]
    visitor.expectComplaint(/401 \(Unauthorized\).*(session\/token|events)/)
    await visitor.context.clearCookies()
    const left = names.map((name) => ({ name, value: 'left-behind', url: scene.coatcheck.url }))
    await visitor.context.addCookies(left)
    const before = visitor.asked().length
    await visitor.sleep(60_000)
    const signedOut = { status: 'signed-out', userId: null, reason: 'unknown', error: null }
    for (const tab of tabs) await expectSoon(() => stateOf(tab)).toEqual(signedOut)
    for (let seconds = 0; seconds < 60; seconds += 5) {
      expect(await tokenOf(tabs[0]!)).toBe(null)
      await visitor.pass(5_000)
    }
    expect(visitor.asked().length - before).toBeLessThan(8)
  })
})

describe('where the browser', () => {
  test('keeps neither cookies nor anything else, nobody is signed in, and nothing is asked for in a loop', async () => {
    const profile = mkdtempSync(join(tmpdir(), 'coatcheck-chromium-'))
    mkdirSync(join(profile, 'Default'))
    const blocked = { profile: { default_content_setting_values: { cookies: 2 } } }
    writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(blocked))
    const args = [...CHROMIUM_ARGS]
    const context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM_PATH, args })
    const thrown: Error[] = []
    context.on('weberror', (error) => thrown.push(error.error()))
    const tab = await context.newPage()
    await scene.app.open(tab)
    await expect(tab.evaluate(() => sessionStorage.length)).rejects.toThrow('Access is denied')
    const outcome = await withClient(tab, ({ client }, given) => client.signIn(given), {
      email: person.email,
      password: PASSWORD,
    })
    expect(outcome).toMatchObject({ ok: false, code: 'cookies_blocked' })
    expect(await tokenOf(tab)).toBe(null)
    const asked = scene.heard.all().filter(({ headers }) => headers.origin === scene.app.url)
    expect(asked.length).toBeLessThan(12)
    expect(thrown).toEqual([])
    await context.close()
    rmSync(profile, { recursive: true, maxRetries: 5 })
  })

  test('has no room left, an account is signed in to all the same', async () => {
    const tab = await visitor.openTab()
    await tab.evaluate(() => {
      for (let size = 1 << 22; size > 0; size >>= 1)
        try {
          for (let i = 0; ; i++) sessionStorage.setItem(`${size}-${i}`, 'x'.repeat(size))
        } catch {
          // full, for what is so large
        }
    })
    await signIn(tab, person)
    expect(await stateOf(tab)).toMatchObject({ userId: person.userId, status: 'signed-in' })
    expect(await tokenOf(tab)).toMatch(/^ey/)
  })

  test('has neither locks nor channels between tabs, each tab works for itself', async () => {
    await visitor.context.addInitScript(() => {
      Object.defineProperty(navigator, 'locks', { value: undefined })
      Object.assign(globalThis, { BroadcastChannel: undefined })
    })
    const tabs = [await visitor.openSignedIn(person), await visitor.openTab()]
    for (const tab of tabs) {
      const tokens = await withClient(tab, ({ client }) =>
        Promise.all(Array.from({ length: 10 }, () => client.getToken({ skipCache: true }))),
      )
      expect(new Set(tokens).size).toBe(1)
    }
    await withClient(tabs[0]!, ({ client }) => client.signOut())
    visitor.expectComplaint(/401 \(Unauthorized\)/)
    await expectSoon(() => stateOf(tabs[1]!)).toMatchObject({ status: 'signed-out' })
  })

  test('shows the page in a frame without an origin, nothing throws, and nothing is asked for in a loop', async () => {
    const tab = await visitor.context.newPage()
    visitor.expectComplaint(/CORS policy/)
    visitor.expectComplaint(/^Failed to load resource/)
    await tab.goto(scene.app.url)
    await tab.evaluate((url) => {
      const frame = document.createElement('iframe')
      frame.sandbox.add('allow-scripts')
      frame.src = url
      document.body.append(frame)
    }, scene.app.url)
    const frame = await (await tab.waitForSelector('iframe')).contentFrame()
    await frame!.waitForFunction('typeof createClient === "function"')
    const state = await frame!.evaluate(`(async () => {
      window.client = createClient({ url: ${JSON.stringify(scene.coatcheck.url)} })
      client.onChange(() => {})
      const { status, isLoaded } = await client.load()
      const thrown = await client.getToken().catch(({ code, retryable }) => ({ code, retryable }))
      return { status, isLoaded, thrown }
    })()`)
    const thrown = { code: 'unreachable', retryable: true }
    expect(state).toEqual({ status: 'degraded', isLoaded: false, thrown })
    const before = visitor.asked().length
    await visitor.pass(60_000)
    expect(visitor.asked().length - before).toBeLessThan(12)
  })
})
