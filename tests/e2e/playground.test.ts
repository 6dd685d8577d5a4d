/** The playground in Chromium, as a newcomer uses it: each switch does what it says, and nobody is lost by it. */

import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { Browser, BrowserContext, FrameLocator, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import playgroundBuild from '../../apps/playground/vite.config.ts'
import { fakeClock } from '@coatcheck/core/testing'
import { systemClock } from '@coatcheck/server'
import { BUILT_FOLDER } from '../../packages/server/src/playground/built-files.ts'
import { PASSWORD } from '../support/api-client.ts'
import { buildPlayground } from '../support/build-playground.ts'
import { launchChromium, VIEWPORTS } from '../support/chromium.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const AXE_PATH = createRequire(import.meta.url).resolve('axe-core')

let chromium: Browser
let coatcheck: RunningCoatcheck
/** How far the server's clock is ahead: between tests, so much that limits of sign-ins are forgotten. */
let aheadMs = 0
const contexts: BrowserContext[] = []
/** What a console says that is not a refusal that was asked for. */
const complaints: string[] = []

beforeAll(async () => {
  chromium = await launchChromium()
  coatcheck = await startCoatcheck({
    playgroundFolder: await buildPlayground(),
    clock: { ...fakeClock(), nowMs: () => systemClock.nowMs() + aheadMs },
  })
})
afterAll(async () => {
  await chromium.close()
  await coatcheck.close()
})
afterEach(async () => {
  aheadMs += 10 * 60_000
  for (const context of contexts.splice(0)) await context.close()
  expect(complaints.splice(0)).toEqual([])
})

/** What a page comes to, however busy the machine is. */
function expectSoon<T>(probe: () => Promise<T>): ReturnType<typeof expect.poll<T>> {
  return expect.poll(probe, { timeout: 10_000 })
}

type Options = Parameters<Browser['newContext']>[0]

async function newcomer(options: Options = {}): Promise<Page> {
  const context = await chromium.newContext({ viewport: VIEWPORTS.desktop, ...options })
  contexts.push(context)
  return await open(context)
}

async function open(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('console', (message) => {
    // Browsers write every 401 down, also the one that shows that a token is refused.
    const isRefusal = /the server responded with a status of 401/.test(message.text())
    if (['error', 'warning'].includes(message.type()) && !isRefusal) complaints.push(message.text())
  })
  await page.goto(`${coatcheck.url}/playground`)
  return page
}

async function demoUser(options: Options = {}): Promise<Page> {
  const page = await newcomer(options)
  await page.getByRole('button', { name: 'Use a demo account' }).click()
  await userCard(page).getByText('signed-in').waitFor()
  await claim(page, 'role').waitFor()
  return page
}

function userCard(page: Page): Locator {
  return page.getByRole('region', { name: 'What the user sees' })
}

/** The value of a claim of the token at hand. */
function claim(page: Page, name: string): Locator {
  return page
    .getByTestId('claims')
    .locator('div', { has: page.locator(`dt:text-is("${name}")`) })
    .locator('code')
}

function steps(page: Page): Locator {
  return page.getByRole('list', { name: 'Steps, the latest first' })
}

function outcome(page: Page, name: string): Locator {
  return page.locator(`[data-switch="${name}"] .outcome`)
}

function phone(page: Page): FrameLocator {
  return page.frameLocator('iframe[title="Second device"]')
}

async function withPhone(options: Options = {}): Promise<Page> {
  const page = await demoUser(options)
  await phone(page).getByRole('button', { name: 'Sign in here too' }).click()
  await phone(page).getByText('signed-in').waitFor()
  await userCard(page).getByText('Second device').waitFor()
  return page
}

/** How long after the click a device felt that its session had ended, as the page measured it. */
async function feltAfterMs(page: Page): Promise<number> {
  const step = steps(page).getByRole('listitem').filter({ hasText: 'The end is felt here' })
  const [, ms] = /([\d.]+) ms after the click/.exec((await step.textContent()) ?? '') ?? []
  return Number(ms)
}

async function isSignedIn(page: Page): Promise<void> {
  await userCard(page).getByText('signed-in').waitFor()
  expect(await userCard(page).getByText('You were signed out').count()).toBe(0)
}

test('one click makes a demo account and signs it in, and the API takes its token', async () => {
  const page = await demoUser()
  expect(await userCard(page).innerText()).toMatch(/Demo\s+\w+\.\w+@playground\.example/)
  expect(await claim(page, 'role').innerText()).toBe('"viewer"')
  await steps(page).getByText('The API took the token').first().waitFor()
})

test('somebody signs up with an account of their own, which the playground leaves alone', async () => {
  const page = await newcomer()
  await page.getByText('Sign up with an account of your own').click()
  await page.getByLabel('E-mail address').fill('ada@example.com')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign up', exact: true }).click()
  await userCard(page).getByText('ada@example.com').first().waitFor()
  await page.getByText('This account is a real one').waitFor()
  expect(await userCard(page).getByText('ada@example.com').count()).toBe(1) // it has no name beside it
  for (const name of ['Expire it', 'Let it go idle', 'Revoke it'])
    expect(await page.getByRole('button', { name }).isDisabled()).toBe(true)
  expect(await page.getByRole('radio', { name: 'admin' }).isDisabled()).toBe(true)
  expect(await phone(page).getByRole('button', { name: 'Sign in here too' }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Ask for a token and lose the answer' }).click()
  await expectSoon(() => outcome(page, 'lost').innerText()).toMatch(/Nobody was signed out/)
})

describe('the network', () => {
  test('is cut, and the user stays who they are until it is back', async () => {
    const page = await demoUser()
    await page.getByRole('radio', { name: 'Offline' }).click()
    await userCard(page).getByText('You are offline').waitFor()
    expect(await userCard(page).getByRole('status').innerText()).toBe('offline')
    expect(await userCard(page).innerText()).toContain('playground.example')
    await steps(page).getByText('The request did not get through').first().waitFor()
    await page.getByRole('radio', { name: 'Fine' }).click()
    await isSignedIn(page)
  })

  test.each(['Server down', 'Hotel Wi-Fi'])('answers as "%s", and nobody is signed out', async (name) => {
    const page = await demoUser()
    await page.getByRole('radio', { name }).click()
    await expectSoon(() => userCard(page).getByRole('status').innerText()).toBe('degraded')
    expect(await userCard(page).innerText()).toContain('playground.example')
    await steps(page).getByText('Somebody else answers; still signed in').waitFor()
    await page.getByRole('radio', { name: 'Fine' }).click()
    await isSignedIn(page)
  })

  test.each([
    ['does not answer', null, 'No answer; still signed in'],
    ['answers with an error', 'store_unavailable', 'The server answers with an error; still signed in'],
  ])('leads to a server that %s, and the journal says so', async (_, code, words) => {
    const page = await demoUser()
    await page.route('**/api/auth/**', (route) =>
      code === null ? route.abort() : route.fulfill({ status: 503, json: { code, title: code } }),
    )
    await page.getByRole('button', { name: 'Get a new one now' }).click()
    await steps(page).getByText(words).waitFor()
    await page.unroute('**/api/auth/**')
    await isSignedIn(page)
    // Chromium writes down every load that fails.
    expect(complaints.splice(0).every((text) => text.startsWith('Failed to load resource'))).toBe(true)
  })

  test.each([
    ['1280', 1280],
    ['1000', 1000],
  ])('moves no switch when it is cut, at a width of %s', async (_, width) => {
    const page = await demoUser({ viewport: { width, height: 900 } })
    const offline = page.getByRole('radio', { name: 'Offline' })
    await offline.scrollIntoViewIfNeeded()
    // On the page: browsers scroll along with what moves.
    const place = () => offline.evaluate((radio) => radio.getBoundingClientRect().top + scrollY)
    const before = await place()
    await offline.click()
    const note = userCard(page).getByText('You are offline')
    await note.waitFor()
    expect(await place()).toBe(before)
    // The card stays in view while the switches are.
    await page.getByRole('button', { name: 'Revoke it' }).scrollIntoViewIfNeeded()
    expect(await note.evaluate((text) => text.getBoundingClientRect().top)).toBeGreaterThanOrEqual(0)
  })

  test('loses an answer, and the client has its token all the same', async () => {
    const page = await demoUser()
    const before = await claim(page, 'jti').innerText()
    await page.getByRole('button', { name: 'Ask for a token and lose the answer' }).click()
    await expectSoon(() => outcome(page, 'lost').innerText()).toMatch(/asked again.*Nobody was signed out/)
    expect(await claim(page, 'jti').innerText()).not.toBe(before)
    await steps(page).getByText('The answer got lost on its way back').waitFor()
    await isSignedIn(page)
  })
})

test.each(['3 years ahead', '3 years back'])(
  'a clock that is %s changes nothing for the user',
  async (name) => {
    const page = await demoUser()
    await page.getByRole('radio', { name }).click()
    await expectSoon(() => outcome(page, 'clock').innerText()).toMatch(/nobody is signed out/)
    await page.getByRole('button', { name: 'Get a new one now' }).click()
    const left = Number(await page.locator('.token-card .ring-text').textContent())
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThanOrEqual(60)
    const answered = await steps(page).getByText('The API took the token').count()
    await expectSoon(() => steps(page).getByText('The API took the token').count()).toBeGreaterThan(answered)
    await isSignedIn(page)
  },
)

test.each([
  ['Expire it', 'absolute_limit'],
  ['Let it go idle', 'idle_limit'],
  ['Revoke it', 'revoked_by_admin'],
])('"%s" signs the user out with the reason, and they come back by a click', async (name, reason) => {
  const page = await demoUser()
  const email = await claim(page, 'email').innerText()
  await page.getByRole('button', { name }).click()
  await userCard(page).getByText('You were signed out').waitFor()
  expect(await userCard(page).innerText()).toContain(reason)
  await expectSoon(() => outcome(page, 'end').innerText()).toMatch(/Felt here \d+ ms after the click/)
  await steps(page).getByText('The API refuses what is left of the token').waitFor()
  await page.getByRole('button', { name: /^Sign in again as/ }).click()
  await isSignedIn(page)
  await expectSoon(() => claim(page, 'email').innerText()).toBe(email)
})

test('another role is in the token and in force at the API within two seconds', async () => {
  const page = await demoUser()
  await page.getByRole('radio', { name: 'editor' }).click()
  await expectSoon(() => claim(page, 'role').innerText()).toBe('"editor"')
  await expectSoon(() => outcome(page, 'role').innerText()).toMatch(/token-outdated.*says editor after/)
  const [refusedMs = '', renewedMs = ''] =
    (await outcome(page, 'role').innerText()).match(/[\d.]+(?= ms)/g) ?? []
  expect(Number(refusedMs)).toBeLessThan(2_000)
  expect(Number(renewedMs)).toBeLessThan(2_000)
  await userCard(page).getByText('Edit').waitFor()
  await steps(page).getByText('editor; verified in').first().waitFor()
  await isSignedIn(page)
})

describe('the second device', () => {
  test('is revoked from the browser, and told why within a second', async () => {
    const page = await withPhone()
    await userCard(page).getByRole('button', { name: 'Revoke' }).click()
    await phone(page).getByText('You were signed out').waitFor()
    expect(await feltAfterMs(page)).toBeLessThan(1_000)
    expect(await phone(page).locator('.screen').innerText()).toContain('from another device')
    await expectSoon(() => userCard(page).getByText('Second device').count()).toBe(0)
    await isSignedIn(page)
  })

  test('revokes the browser, which is told why within a second', async () => {
    const page = await withPhone()
    await phone(page).getByRole('button', { name: 'Revoke' }).click()
    await userCard(page).getByText('You were signed out').waitFor()
    expect(await feltAfterMs(page)).toBeLessThan(1_000)
    expect(await userCard(page).innerText()).toContain('revoked_by_user')
    await steps(page).getByText('The API refuses what is left of the token').waitFor()
    expect(await phone(page).getByText('signed-in').count()).toBe(1)
  })

  test('loses the answer to a refresh, and goes on with the same successor', async () => {
    const page = await withPhone()
    await phone(page).getByRole('button', { name: 'Refresh and lose the answer' }).click()
    await phone(page).getByText('the same successor came').waitFor()
    await steps(page).getByText('POST /api/auth/refresh, which had answered 200').waitFor()
    expect(await phone(page).getByText('signed-in').count()).toBe(1)
  })

  test('flies, lands, and is still signed in; a reload of the page changes nothing either', async () => {
    const page = await withPhone()
    await phone(page).getByLabel('Flight mode').click()
    await phone(page).getByText('offline').waitFor()
    await phone(page).getByLabel('Flight mode').click()
    await phone(page).getByText('signed-in').waitFor()
    await page.reload()
    await isSignedIn(page)
    await expectSoon(() => phone(page).getByRole('status').innerText()).toBe('signed-in')
  })
})

test('several accounts share a browser, and one of them signs out alone', async () => {
  const page = await demoUser()
  const first = JSON.parse(await claim(page, 'email').innerText()) as string
  await page.getByRole('button', { name: 'Add an account' }).click()
  await userCard(page).getByRole('button', { name: first }).waitFor()
  await expectSoon(() => claim(page, 'email').innerText()).not.toContain(first)
  await userCard(page).getByRole('button', { name: first }).click()
  await expectSoon(() => claim(page, 'email').innerText()).toContain(first)
  await userCard(page).getByRole('button', { name: 'Sign out' }).click()
  await userCard(page).getByRole('list', { name: 'Other accounts' }).getByRole('button').click()
  await isSignedIn(page)
  expect(await claim(page, 'email').innerText()).not.toContain(first)
})

test('a second tab is signed in by itself, and knows when the first one signs out', async () => {
  const page = await demoUser()
  const other = await open(page.context())
  await isSignedIn(other)
  await userCard(page).getByRole('button', { name: 'Sign out' }).click()
  await expectSoon(() => userCard(other).getByRole('status').innerText()).toBe('signed-out')
})

test('a template is previewed while it is typed, and says where it is wrong', async () => {
  const page = await demoUser()
  const card = page.getByRole('region', { name: 'Template preview' })
  await expectSoon(() => card.locator('pre').innerText()).toContain('"role": "viewer"')
  await card.getByRole('textbox').fill('{ "who": "{{user.first_name}}" }')
  await expectSoon(() => card.locator('pre').innerText()).toMatch(/"who": "\w+"/)
  await card.getByRole('combobox').selectOption('hasura')
  await expectSoon(() => card.locator('pre').innerText()).toContain('x-hasura-user-id')
  await card.getByRole('textbox').fill('{\n  "who": "{{user.shoe_size}}"\n}')
  await expectSoon(() => card.getByRole('listitem').innerText()).toMatch(/^2:\d+ /)
  expect(complaints.splice(0).every((text) => text.includes('400'))).toBe(true) // a template that is no good
})

/** Half a second of a browser that draws sixty times in one. */
const SOME_FRAMES = `new Promise((resolve) => {
  let left = 30
  requestAnimationFrame(function next() {
    left -= 1
    if (left === 0) resolve()
    else requestAnimationFrame(next)
  })
})`

describe('the timeline', () => {
  test('is walked through with arrow keys', async () => {
    const page = await demoUser()
    const timeline = page.getByRole('slider', { name: 'Step of the timeline' })
    await timeline.focus()
    await page.keyboard.press('Home')
    const first = await page.locator('.caption strong').innerText()
    expect(await timeline.getAttribute('aria-valuetext')).toContain(first)
    expect(await page.locator('.step-chosen').count()).toBe(1)
    await page.keyboard.press('ArrowRight')
    await expectSoon(() => page.locator('.caption strong').innerText()).not.toBe(first)
    await page.keyboard.press('Escape')
    expect(await page.locator('.step-chosen').count()).toBe(0)
  })

  test('moves with time, is held, and goes on', async () => {
    const page = await newcomer()
    const place = (): Promise<string> =>
      page.locator('.timeline-track').evaluate((track) => (track as HTMLElement).style.transform)
    const before = await place()
    await expectSoon(place).not.toBe(before)
    await page.getByRole('button', { name: 'Hold' }).click()
    const held = await place()
    await page.evaluate(SOME_FRAMES)
    expect(await place()).toBe(held)
    await page.getByRole('button', { name: 'Go on' }).click()
    await expectSoon(place).not.toBe(held)
  })

  test('takes a step a second where people want no motion', async () => {
    const page = await newcomer({ reducedMotion: 'reduce' })
    const betweenMs = await page.locator('.timeline-track').evaluate(
      (track) =>
        new Promise<number>((resolve) => {
          const moves: number[] = []
          new MutationObserver(() => {
            moves.push(performance.now())
            if (moves.length === 3) resolve((performance.now() - (moves[0] ?? 0)) / 2)
          }).observe(track, { attributeFilter: ['style'] })
        }),
    )
    expect(betweenMs).toBeGreaterThan(900)
  })
})

describe.each([
  ['light', 'phone'],
  ['dark', 'desktop'],
] as const)('in %s on a %s, no rule of accessibility is broken', (colorScheme, device) => {
  const viewport = VIEWPORTS[device]
  // The policy of the pages forbids every script but its own, and axe is one.
  const options = { colorScheme, viewport, bypassCSP: true, reducedMotion: 'reduce' } as const

  test('before anybody signs in', async () => {
    const page = await newcomer(options)
    await page.getByRole('button', { name: 'Use a demo account' }).waitFor()
    expect(await violations(page)).toEqual([])
  })

  test('while much is going on, and nothing scrolls sideways or sticks out', async () => {
    const page = await withPhone(options)
    await page.getByRole('button', { name: 'Add an account' }).click()
    await userCard(page).getByRole('list', { name: 'Other accounts' }).waitFor()
    await page.getByRole('radio', { name: 'Offline' }).click()
    await userCard(page).getByText('You are offline').waitFor()
    expect(await violations(page)).toEqual([])
    const width = await page.evaluate('document.documentElement.scrollWidth')
    expect(width).toBeLessThanOrEqual(viewport.width)
    expect(await page.evaluate(STICKING_OUT)).toEqual([])
  })

  test('when a session is over', async () => {
    const page = await demoUser(options)
    await page.getByRole('button', { name: 'Expire it' }).click()
    await userCard(page).getByText('You were signed out').waitFor()
    expect(await violations(page)).toEqual([])
  })
})

/** The classes of what is wider than its card, where it is not to be. */
const STICKING_OUT = `[...document.querySelectorAll('.card *')]
  .filter((part) => part.closest('.timeline-window, .visually-hidden') === null)
  .filter((part) => part.getBoundingClientRect().right > part.closest('.card').getBoundingClientRect().right + 1)
  .map((part) => part.className)`

async function violations(page: Page): Promise<readonly string[]> {
  for (const frame of page.frames()) await frame.addScriptTag({ path: AXE_PATH })
  const results = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as axe.AxeResults
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

test('it is built to where the server looks for it', () => {
  expect(`${playgroundBuild.build?.outDir}/`).toBe(BUILT_FOLDER)
})
