/** A week of somebody who works, sleeps and comes back, in seconds: signed in until the absolute limit, and not beyond it. */

import { decodeJwt } from 'jose'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openScene, type Person, type Scene, stateOf, tokenOf, type Visitor, expectSoon } from './scene.ts'

const HOUR_MS = 3_600_000
/** How often a day a token is used. */
const USES = 10

let scene: Scene
beforeAll(async () => {
  const limits = { COATCHECK_SESSION_IDLE_SECONDS: '86400', COATCHECK_TOKEN_SESSION_IDLE_SECONDS: '86400' }
  scene = await openScene({ environment: limits })
})
afterEach(() => scene.leave())
afterAll(() => scene.close())

describe.each([
  ['a cookie', false],
  ['tokens of its own', true],
])('by %s, with tokens that live for a minute, and sessions for a day without an act', (_, keepsTokens) => {
  let visitor: Visitor
  let person: Person
  let tab: Page

  /** An application uses a token, and its backend, whose time is the server's, has to take it. */
  async function use(): Promise<void> {
    const token = await tokenOf(tab)
    expect(Number(decodeJwt(token ?? '').exp) * 1000).toBeGreaterThan(scene.coatcheck.clock.nowMs())
  }

  /** Two hours in front of the page. */
  async function workHours(): Promise<void> {
    for (let uses = 0; uses < USES; uses++) {
      if (uses % 5 === 0) await tab.mouse.move(10 + uses, 10)
      await use()
      await visitor.sleep((2 * HOUR_MS) / USES)
    }
  }

  async function currentSession(): Promise<unknown> {
    return decodeJwt((await tokenOf(tab)) ?? '')['sid']
  }

  test('seven days pass without a sign-in between them', async () => {
    visitor = await scene.openBrowser({ clock: 'fake' })
    // What was signed or issued before a sleep, and is sent after it, is refused for its age.
    visitor.expectComplaint(/400 \(Bad Request\).*refresh|401 \(Unauthorized\).*(session|events)\)$/)
    person = await scene.makePerson()
    tab = await visitor.openSignedIn(person, { keepsTokens })
    const beganMs = scene.coatcheck.clock.nowMs()
    const sessionId = await currentSession()
    const signedIn = { status: 'signed-in', userId: person.userId, reason: null, error: null }
    for (let day = 1; day <= 7; day++) {
      const before = visitor.asked().length
      await workHours()
      expect(await currentSession()).toBe(sessionId)
      // A token for each time that it is used, and whatever the person's acts and the stream's breaks bring.
      expect(visitor.asked().length - before).toBeLessThan(3 * USES)
      const untilMorning = beganMs + day * 24 * HOUR_MS - HOUR_MS / 2 - scene.coatcheck.clock.nowMs()
      const closesTab = day % 2 === 0 // and on other days the laptop
      if (closesTab) await tab.close()
      await visitor.sleep(untilMorning)
      if (closesTab) tab = await visitor.openTab({ keepsTokens })
      await expectSoon(() => stateOf(tab)).toEqual(signedIn)
    }
    await use()
    await tab.mouse.move(500, 500)
    visitor.expectComplaint(/401 \(Unauthorized\)/)
    const before = visitor.asked().length
    await visitor.sleep(HOUR_MS)
    const over = { status: 'signed-out', userId: null, reason: 'absolute_limit', error: null }
    await expectSoon(() => stateOf(tab)).toEqual(over)
    expect(await tokenOf(tab)).toBe(null)
    expect(visitor.asked().length - before).toBeLessThan(5)
  })
})
