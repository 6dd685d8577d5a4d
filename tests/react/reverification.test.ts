/** Actions that need a recent proof: the person is asked, and the action goes on. */

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { PASSWORD } from '../support/api-client.ts'
import { PATIENCE, type Person, signInBy, typePassword, underEachReact, type World } from './world.ts'

const HOUR_MS = 3_600_000

/** A page whose person proved long ago who they are. */
async function stalePage(world: World, person: Person, code?: () => string): Promise<Page> {
  const page = await world.open({ show: ['Danger', 'SignIn'], handsClient: true })
  if (code === undefined) await signInBy(page, person.email)
  else {
    await typePassword(page, person.email)
    await page.getByLabel('Code', { exact: true }).fill(code())
    await page.getByRole('button', { name: 'Continue', exact: true }).click()
    await page.getByText('You are signed in.').waitFor()
  }
  world.coatcheck.clock.advance(HOUR_MS)
  await page.evaluate(async () => {
    await window.client.touch()
    await window.client.getToken({ skipCache: true })
  })
  return page
}

const said = (page: Page): Promise<string | null> => page.getByTestId('said').textContent()

async function expectSaid(page: Page, text: string): Promise<void> {
  await expect.poll(() => said(page), PATIENCE).toBe(text)
}

underEachReact({ COATCHECK_SESSION_IDLE_SECONDS: '86400' }, (world) => {
  test('a refused response and a refused call both ask, and are repeated once it is proved', async () => {
    const ada = await world.signUp('ada@example.com')
    const page = await stalePage(world, ada)
    let requests = 0
    page.on('request', (request) => {
      if (request.url().endsWith('/api/danger') && request.method() === 'POST') requests += 1
    })
    await page.getByRole('button', { name: 'Fetch it' }).click()
    const dialog = page.getByRole('dialog', { name: 'Is it you?' })
    const password = dialog.getByLabel('Password', { exact: true })
    await password.fill('wrong')
    expect(await password.evaluate((field) => field === document.activeElement)).toBe(true)
    await password.press('Enter')
    await expect.poll(() => dialog.getByRole('alert').textContent(), PATIENCE).toBe('The password is wrong.')
    await password.fill(PASSWORD)
    await dialog.getByRole('button', { name: 'Confirm' }).click()
    await expectSaid(page, 'status 200')
    expect(requests).toBe(2)
    expect(await page.getByRole('dialog').count()).toBe(0)

    world.coatcheck.clock.advance(HOUR_MS)
    await page.getByRole('button', { name: 'Call it' }).click()
    await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await dialog.getByRole('button', { name: 'Confirm' }).click()
    await expectSaid(page, 'true')
  })

  test('who cancels, by the button or the Escape key, gets an error with a code of its own', async () => {
    const page = await stalePage(world, await world.signUp('grace@example.com'))
    const opener = page.getByRole('button', { name: 'Fetch it' })
    for (const cancel of ['Escape', 'Cancel'] as const) {
      await opener.click()
      await page.getByRole('dialog').getByLabel('Password', { exact: true }).waitFor()
      if (cancel === 'Escape') await page.keyboard.press('Escape')
      else await page.getByRole('button', { name: 'Cancel' }).click()
      await expectSaid(page, 'reverification_cancelled')
      expect(await page.getByRole('dialog').count()).toBe(0)
      expect(await opener.evaluate((button) => button === document.activeElement)).toBe(true)
    }
  })

  test('two actions that wait for it ask once', async () => {
    const page = await stalePage(world, await world.signUp('twice@example.com'))
    const [first, second] = [
      page.waitForResponse('**/api/danger'),
      page.getByRole('button', { name: 'Fetch it' }),
    ]
    await second.evaluate((button: HTMLButtonElement) => {
      button.click()
      button.click()
    })
    await first
    await page.getByRole('dialog').getByLabel('Password', { exact: true }).waitFor()
    expect(await page.getByRole('dialog').count()).toBe(1)
    await page.keyboard.press('Escape')
    await expectSaid(page, 'reverification_cancelled')
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  test('who has a second factor proves that one, or both where both are asked', async () => {
    const person = await world.signUp('factors@example.com')
    const { nextCode } = await world.protect(person)
    const page = await stalePage(world, person, nextCode)
    await page.getByRole('button', { name: 'Prove both' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await dialog.getByRole('button', { name: 'Confirm' }).click()
    const code = dialog.getByLabel('Code', { exact: true })
    await code.fill(nextCode())
    expect(await code.evaluate((field) => field === document.activeElement)).toBe(true)
    await dialog.getByRole('button', { name: 'Continue', exact: true }).click()
    await expectSaid(page, 'status 200')

    world.coatcheck.clock.advance(HOUR_MS)
    await page.evaluate(async () => await window.client.getToken({ skipCache: true }))
    await page.getByRole('button', { name: 'Fetch it' }).click()
    await dialog.getByLabel('Code', { exact: true }).fill(nextCode())
    expect(await dialog.getByLabel('Password', { exact: true }).count()).toBe(0)
    await dialog.getByRole('button', { name: 'Continue', exact: true }).click()
    await expect.poll(() => page.getByRole('dialog').count(), PATIENCE).toBe(0)
    await expectSaid(page, 'status 200')
  })

  test('an application that asks by itself completes or cancels it', async () => {
    const page = await stalePage(world, await world.signUp('own-words@example.com'))
    const button = page.getByRole('button', { name: 'Ask myself' })
    const asked = (): Promise<number> => page.evaluate(() => window.needed.length)
    await button.click()
    await expect.poll(asked, PATIENCE).toBe(1)
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(await page.evaluate(() => window.needed[0]!.level)).toBe('second_factor')
    await page.evaluate(() => window.needed[0]!.cancel())
    await expectSaid(page, 'reverification_cancelled')
    await button.click()
    await expect.poll(asked, PATIENCE).toBe(2)
    await page.evaluate(async (password) => {
      await window.client.reverify({ password })
      window.needed[1]!.complete()
    }, PASSWORD)
    await expectSaid(page, 'status 200')
  })

  test('a session that ends meanwhile takes the question with it', async () => {
    const page = await stalePage(world, await world.signUp('gone@example.com'))
    await page.getByRole('button', { name: 'Fetch it' }).click()
    await page.getByRole('dialog').waitFor()
    const id = await page.evaluate(() => window.client.state.session?.id)
    await world.admin.delete(`/sessions/${id}`)
    await expectSaid(page, 'reverification_cancelled')
    expect(await page.getByRole('dialog').count()).toBe(0)
  })
})
