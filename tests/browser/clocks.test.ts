/** Clocks that are wrong, that step, and that stand still while a machine sleeps: tokens are never used past their end. */

import { setTimeout as wait } from 'node:timers/promises'
import { decodeJwt } from 'jose'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { withClient } from '../support/browser-app.ts'
import { expectSoon, openScene, type Scene, stateOf, tokenOf, type Visitor } from './scene.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

let scene: Scene
beforeAll(async () => {
  scene = await openScene({ environment: { COATCHECK_SESSION_TOKEN_SECONDS: '600' } })
})
afterEach(() => scene.leave())
afterAll(() => scene.close())

/** How long the token that an application is given now works at the server, in milliseconds. */
async function worksForMs(tab: Page): Promise<number> {
  const token = await tokenOf(tab)
  return Number(decodeJwt(token ?? '').exp) * 1000 - scene.coatcheck.clock.nowMs()
}

function mints(visitor: Visitor): number {
  return visitor.asked().filter((path) => path === '/api/auth/session/token').length
}

/** How far a client is from the server's time. */
async function offByMs(tab: Page): Promise<number> {
  return (await withClient(tab, ({ client }) => client.nowMs())) - scene.coatcheck.clock.nowMs()
}

describe.each([
  ['nine years behind', new Date('2017-05-01T00:00:00Z')],
  ['nine years ahead', new Date('2035-05-01T00:00:00Z')],
])('on a machine whose clock is %s', (_, time) => {
  test('the client knows what time it is, and renews as if nothing were wrong', async () => {
    const visitor = await scene.openBrowser({ clock: time })
    const tab = await visitor.openSignedIn(await scene.makePerson())
    expect(Math.abs(await offByMs(tab))).toBeLessThan(5_000)
    const before = mints(visitor)
    for (let minutes = 0; minutes < 24; minutes += 2) {
      await visitor.sleep(2 * MINUTE_MS)
      expect(await worksForMs(tab)).toBeGreaterThan(0)
    }
    expect(mints(visitor) - before).toBeLessThanOrEqual(6)
    expect(await stateOf(tab)).toMatchObject({ status: 'signed-in', error: null })
    expect(Math.abs(await offByMs(tab))).toBeLessThan(5_000)
  })
})

describe('a clock that is set', () => {
  test.each([
    ['back by a day', -DAY_MS],
    ['back by nine years', -9 * 365 * DAY_MS],
  ])('%s costs no request, and tokens are renewed in time', async (_, byMs) => {
    const visitor = await scene.openBrowser({ clock: 'fake' })
    const tab = await visitor.openSignedIn(await scene.makePerson())
    const before = mints(visitor)
    await visitor.context.clock.setSystemTime(scene.coatcheck.clock.nowMs() + byMs)
    expect(await worksForMs(tab)).toBeGreaterThan(0)
    expect(mints(visitor)).toBe(before)
    for (let minutes = 0; minutes < 20; minutes += 2) {
      await visitor.sleep(2 * MINUTE_MS)
      expect(await worksForMs(tab)).toBeGreaterThan(0)
    }
    expect(mints(visitor) - before).toBeLessThanOrEqual(3)
  })

  test('ahead by a day costs one request, and nobody is signed out', async () => {
    const visitor = await scene.openBrowser({ clock: 'fake' })
    const tab = await visitor.openSignedIn(await scene.makePerson())
    const before = mints(visitor)
    await visitor.context.clock.setSystemTime(scene.coatcheck.clock.nowMs() + DAY_MS)
    expect(await worksForMs(tab)).toBeGreaterThan(0)
    await visitor.pass(MINUTE_MS)
    expect(mints(visitor) - before).toBe(1)
    expect(await stateOf(tab)).toMatchObject({ status: 'signed-in', reason: null, error: null })
  })

  test.each([false, true])(
    'ahead by years moves no limit when the person acts then, keeping tokens: %s',
    async (keepsTokens) => {
      const visitor = await scene.openBrowser({ clock: 'fake' })
      visitor.expectComplaint(/400 \(/) // a proof by the time that leapt
      const tab = await visitor.openSignedIn(await scene.makePerson(), { keepsTokens })
      await visitor.context.clock.setSystemTime(scene.coatcheck.clock.nowMs() + 3 * 365 * DAY_MS)
      expect(await withClient(tab, ({ client }) => client.touch())).toEqual({ ok: true })
      const known = await withClient(tab, ({ client: { state } }) => ({
        lastAct: state.session?.lastActiveAt.getTime() ?? 0,
        end: state.session?.abandonAt?.getTime() ?? 0,
      }))
      const nowMs = scene.coatcheck.clock.nowMs()
      expect(Math.abs(known.lastAct - nowMs)).toBeLessThan(10 * MINUTE_MS)
      expect(known.end).toBeLessThan(nowMs + HOUR_MS) // by tokens there is no idle limit
    },
  )

  test('every few seconds, in either direction, makes no storm', async () => {
    const visitor = await scene.openBrowser({ clock: 'fake' })
    const tab = await visitor.openSignedIn(await scene.makePerson())
    const before = mints(visitor)
    for (const hours of [5, -3, 1, -200, 48, -1]) {
      await visitor.context.clock.setSystemTime(scene.coatcheck.clock.nowMs() + hours * HOUR_MS)
      await visitor.pass(5_000)
      expect(await worksForMs(tab)).toBeGreaterThan(0)
    }
    expect(mints(visitor) - before).toBeLessThanOrEqual(6)
  })
})

test('at its absolute limit, wherever in a second that falls, a page finds itself signed out unasked', async () => {
  const limits = { COATCHECK_SESSION_MAX_SECONDS: '600', COATCHECK_SESSION_IDLE_SECONDS: 'none' }
  const shortLived = await openScene({ environment: limits })
  const { clock } = shortLived.coatcheck
  const beganMs = clock.nowMs()
  const openTab = async (): Promise<Page> => {
    const visitor = await shortLived.openBrowser()
    visitor.expectComplaint(/40[01] \(/) // 400: a proof by the time before the server's leapt
    return await visitor.openSignedIn(await shortLived.makePerson(), { keepsTokens: true })
  }
  const tabs = await Promise.all(Array.from({ length: 8 }, openTab))
  clock.advance(beganMs + 600_000 - 8_000 - clock.nowMs())
  for (const tab of tabs) {
    expect(await tokenOf(tab, { skipCache: true })).toMatch(/^ey/)
    await wait(170)
  }
  const over = { status: 'signed-out', userId: null, reason: 'absolute_limit', error: null }
  for (const tab of tabs) await expectSoon(() => stateOf(tab)).toEqual(over)
  await shortLived.leave()
  await shortLived.close()
}, 180_000)

describe('a machine that sleeps', () => {
  test('for less than the idle limit has a new token before anybody asks', async () => {
    const visitor = await scene.openBrowser({ clock: 'fake' })
    const tab = await visitor.openSignedIn(await scene.makePerson())
    const before = visitor.asked().length
    await visitor.sleep(20 * MINUTE_MS)
    expect(await worksForMs(tab)).toBeGreaterThan(0)
    expect(visitor.asked().slice(before)).toEqual(['/api/auth/session/token'])
  })

  test('over its idle limit finds itself signed out, with the reason, and asks no more', async () => {
    const visitor = await scene.openBrowser({ clock: 'fake' })
    const tabs = [await visitor.openSignedIn(await scene.makePerson()), await visitor.openTab()]
    visitor.expectComplaint(/401 \(Unauthorized\)/)
    const before = visitor.asked().length
    await visitor.sleep(8 * HOUR_MS)
    const over = { status: 'signed-out', userId: null, reason: 'idle_limit', error: null }
    for (const tab of tabs) await expectSoon(() => stateOf(tab)).toEqual(over)
    for (const tab of tabs) expect(await tokenOf(tab)).toBe(null)
    await visitor.pass(MINUTE_MS)
    expect(visitor.asked().length - before).toBeLessThanOrEqual(3)
  })
})
