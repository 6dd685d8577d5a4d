/** However many components there are, the server is asked as by one. */

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { PATIENCE, signInBy, underEachReact } from './world.ts'

/** What a page asks the server, as `GET /api/auth/client`. */
function noteRequests(page: Page, server: string): readonly string[] {
  const asked: string[] = []
  page.on('request', (request) => {
    const { origin, pathname } = new URL(request.url())
    if (origin === server && request.method() !== 'OPTIONS') asked.push(`${request.method()} ${pathname}`)
  })
  return asked
}

underEachReact({}, (world) => {
  test('a hundred components with all hooks ask for each thing once, in strict mode too', async () => {
    const person = await world.signUp('ada@example.com')
    const page = await world.open({ show: [], handsClient: true })
    await signInBy(page, person.email)
    await page.goto('about:blank')
    const asked = noteRequests(page, world.coatcheck.url)
    await world.app.show(page, { show: ['Hundred'], handsClient: true })
    const switchers = page.getByRole('button', { name: 'Organization: Personal account' })
    await expect.poll(() => switchers.count(), PATIENCE).toBe(100)
    expect(await page.getByRole('timer').count()).toBe(100)
    expect(asked.toSorted()).toEqual([
      'GET /api/auth/client',
      'GET /api/auth/events',
      'GET /api/auth/organizations',
      'POST /api/auth/session/token',
    ])
  })

  test('components that come and go ask at most once in five seconds', async () => {
    const person = await world.signUp('grace@example.com')
    const client = { url: world.coatcheck.url, activity: false }
    const page = await world.open({ show: ['Flicker'], handsClient: true, client })
    await signInBy(page, person.email)
    await page.getByRole('heading', { name: 'Devices' }).waitFor()
    const asked = noteRequests(page, world.coatcheck.url)
    const button = page.getByRole('button', { name: 'Show or hide' })
    const elapsedMs = await button.evaluate(async (element: HTMLButtonElement) => {
      const begin = performance.now()
      for (let turn = 0; turn < 60; turn++) {
        element.click()
        await new Promise(requestAnimationFrame)
      }
      return performance.now() - begin
    })
    await page.getByRole('heading', { name: 'Devices' }).waitFor()
    const most = 1 + Math.floor(elapsedMs / 5_000)
    for (const path of ['GET /api/auth/sessions', 'GET /api/auth/organizations'])
      expect(asked.filter((one) => one === path).length).toBeLessThanOrEqual(most)
    expect(asked.length).toBeLessThanOrEqual(2 * most + 1)
  })

  test('a client that the provider made is closed with it, and one that it was handed is not', async () => {
    const person = await world.signUp('alan@example.com')
    const own = await world.open({ show: ['SignIn', 'SessionInfo', 'Exposed'] })
    await own.locator('.cc-session-info').waitFor()
    await signInBy(own, person.email)
    const getToken = (page: Page): Promise<string> =>
      page.evaluate(() =>
        window.client.getToken({ skipCache: true }).then(
          (token) => typeof token,
          (error: { readonly code: string }) => error.code,
        ),
      )
    expect(await getToken(own)).toBe('string')
    await own.evaluate(() => window.unmount())
    await expect.poll(() => getToken(own), PATIENCE).toBe('closed')

    const handed = await world.open({ show: ['SessionInfo'], handsClient: true })
    await signInBy(handed, person.email)
    await handed.evaluate(() => window.unmount())
    expect(await getToken(handed)).toBe('string')
  })
})
