/** Whether somebody is there: only what a person does counts, it is told seldom, and nothing else keeps a session alive. */

import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { withClient } from '../support/browser-app.ts'
import { expectSoon, openScene, type Scene, stateOf, tokenOf, type Visitor } from './scene.ts'

const TOUCH = '/api/auth/session/touch'
const MINUTE_MS = 60_000

let scene: Scene
let visitor: Visitor
let tab: Page
beforeAll(async () => {
  scene = await openScene() // half an hour without an act is the end
})
beforeEach(async () => {
  visitor = await scene.openBrowser({ clock: 'fake' })
  tab = await visitor.openSignedIn(await scene.makePerson())
})
afterEach(() => scene.leave())
afterAll(() => scene.close())

const touches = (): number => visitor.asked().filter((path) => path === TOUCH).length

/** How long a session lives still unless somebody acts, in minutes, as a page would count it down. */
function minutesLeft(page: Page = tab): Promise<number> {
  return withClient(
    page,
    ({ client }) => (client.state.session!.abandonAt!.getTime() - client.nowMs()) / 60_000,
  )
}

/** When the person acted last, for the server, in minutes before now. */
async function minutesSinceAct(): Promise<number> {
  const sessionId = await withClient(tab, ({ client }) => client.state.session!.id)
  const { body } = await scene.admin.get(`/sessions/${sessionId}`)
  return (scene.coatcheck.clock.nowMs() - Date.parse(String(body['lastActiveAt']))) / MINUTE_MS
}

describe('an act', () => {
  test.each<[string, (page: Page) => Promise<void>]>([
    ['a movement of the pointer', (page) => page.mouse.move(100, 100)],
    ['a click', (page) => page.mouse.click(5, 5)],
    ['a key', (page) => page.keyboard.press('a')],
    ['a turn of the wheel', (page) => page.mouse.wheel(0, 10)],
  ])('such as %s keeps the session alive', async (_, act) => {
    await visitor.sleep(20 * MINUTE_MS)
    expect(await minutesLeft()).toBeLessThan(11)
    await act(tab)
    await expectSoon(() => minutesLeft()).toBeGreaterThan(29)
    expect(await minutesSinceAct()).toBeLessThan(1)
    expect(touches()).toBe(1)
  })

  test('that a script makes up is nobody’s', async () => {
    await visitor.sleep(20 * MINUTE_MS)
    await tab.evaluate(() => {
      for (const name of ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'])
        document.dispatchEvent(new Event(name, { bubbles: true }))
      document.body.click()
    })
    await visitor.pass(1_000)
    expect(touches()).toBe(0)
    expect(await minutesSinceAct()).toBeGreaterThan(19)
  })

  test('is told seldom, however much somebody does', async () => {
    await visitor.sleep(5 * MINUTE_MS)
    for (let seconds = 0; seconds < 120; seconds += 5) {
      await tab.mouse.move(seconds, 10)
      await tab.mouse.move(seconds, 20)
      await tab.keyboard.press('a')
      await visitor.pass(5_000)
    }
    // As often as the server writes it down: twenty times in the time without an act that is the end.
    expect(touches()).toBeGreaterThanOrEqual(1)
    expect(touches()).toBeLessThanOrEqual(3)
  })

  test('is not told where the application says so', async () => {
    const page = await visitor.openTab({ activity: false })
    await visitor.sleep(20 * MINUTE_MS)
    const before = touches()
    await page.mouse.move(50, 50)
    await page.keyboard.press('a')
    await visitor.pass(1_000)
    expect(touches()).toBe(before)
    expect(await withClient(page, ({ client }) => client.touch())).toEqual({ ok: true })
    expect(touches()).toBe(before + 1)
  })
})

test('renewals, requests and streams keep nobody alive who has left', async () => {
  visitor.expectComplaint(/401 \(Unauthorized\)/)
  for (let minutes = 0; minutes < 28; minutes += 2) {
    await visitor.sleep(2 * MINUTE_MS)
    expect(await tokenOf(tab)).toMatch(/^ey/)
  }
  expect(await minutesLeft()).toBeLessThan(3)
  expect(touches()).toBe(0)
  await visitor.sleep(5 * MINUTE_MS)
  await expectSoon(() => stateOf(tab)).toMatchObject({ status: 'signed-out', reason: 'idle_limit' })
})

test('who acts now and then stays signed in for hours', async () => {
  for (let minutes = 0; minutes < 5 * 60; minutes += 15) {
    await visitor.sleep(15 * MINUTE_MS)
    await tab.mouse.move(10 + minutes, 10)
    await expectSoon(() => minutesLeft()).toBeGreaterThan(28)
  }
  expect(await stateOf(tab)).toMatchObject({ status: 'signed-in', reason: null })
})

test('an act in one tab counts in all, which see the time that is left', async () => {
  const other = await visitor.openTab()
  await visitor.sleep(20 * MINUTE_MS)
  for (const page of [tab, other]) expect(await minutesLeft(page)).toBeLessThan(11)
  const before = touches()
  await tab.mouse.move(100, 100)
  for (const page of [tab, other]) await expectSoon(() => minutesLeft(page)).toBeGreaterThan(29)
  await other.mouse.move(100, 100)
  await visitor.pass(1_000)
  expect(touches() - before).toBe(1)
})

test('an answer that was on its way while somebody acted does not take the act back', async () => {
  await visitor.sleep(20 * MINUTE_MS)
  const read = Promise.withResolvers<void>()
  const acted = Promise.withResolvers<void>()
  await visitor.context.route('**/api/auth/client', async (route) => {
    const response = await route.fetch()
    read.resolve()
    await acted.promise
    await route.fulfill({ response })
  })
  await withClient(tab, ({ client, pending }) => void (pending['reload'] = client.reload()))
  await read.promise
  await tab.mouse.move(100, 100)
  await expectSoon(() => minutesLeft()).toBeGreaterThan(29)
  acted.resolve()
  await withClient(tab, ({ pending }) => pending['reload']?.then(() => null))
  expect(await minutesLeft()).toBeGreaterThan(29)
})

test('coming back to the page is an act', async () => {
  const setVisible = (visibility: string): Promise<void> =>
    tab.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }, visibility)
  await setVisible('hidden')
  await visitor.sleep(20 * MINUTE_MS)
  expect(touches()).toBe(0)
  await setVisible('visible')
  await expectSoon(() => minutesLeft()).toBeGreaterThan(29)
  expect(touches()).toBe(1)
})
