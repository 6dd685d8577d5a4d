/** The accounts of a browser and the devices of a person, by the components that show them. */

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectSignedIn, letTimePass, PATIENCE, signInBy, typePassword, underEachReact } from './world.ts'

underEachReact({}, (world) => {
  const hasFocus = (page: Page, name: string): Promise<boolean> =>
    page.getByRole('button', { name }).evaluate((button) => button === document.activeElement)

  test('the button of a person opens by the keyboard, changes the account, and signs out', async () => {
    const ada = await world.signUp('ada@example.com', { firstName: 'Ada', lastName: 'Lovelace' })
    const grace = await world.signUp('grace@example.com', { firstName: 'Grace' })
    const page = await world.open({ show: ['UserButton', 'SessionInfo'], handsClient: true })
    await signInBy(page, ada.email)
    await signInBy(page, grace.email)
    const opener = page.getByRole('button', { name: 'Account of Grace' })
    await opener.focus()
    await page.keyboard.press('Enter')
    expect(await opener.getAttribute('aria-expanded')).toBe('true')
    await page.keyboard.press('Escape')
    expect(await opener.getAttribute('aria-expanded')).toBe('false')
    expect(await hasFocus(page, 'Account of Grace')).toBe(true)

    await page.keyboard.press('Enter')
    const manage = page.getByRole('link', { name: 'Manage account' })
    expect(await manage.getAttribute('href')).toBe(`${world.coatcheck.url}/api/auth/pages/account`)
    for (let step = 0; step < 3; step++) await page.keyboard.press('Tab')
    expect(await hasFocus(page, 'Switch to Ada Lovelace')).toBe(true)
    await page.keyboard.press('Enter')
    await expectSignedIn(page, 'Ada Lovelace')
    expect(await hasFocus(page, 'Account of Ada Lovelace')).toBe(true)

    await page.getByRole('button', { name: 'Account of' }).click()
    await page.mouse.click(600, 600)
    expect(await page.getByRole('link', { name: 'Manage account' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Account of' }).click()
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await expect
      .poll(() => page.locator('.cc-session-info').textContent(), PATIENCE)
      .toBe('Nobody is signed in.')
    expect(await page.getByRole('button').count()).toBe(0)
  })

  test('behind a mount the links lead to the pages of the server', async () => {
    const person = await world.signUp('mounted@example.com')
    const page = await world.open({ show: ['SignIn', 'UserButton'], handsClient: true, client: {} })
    const wanted = page.url()
    await page.getByRole('link', { name: 'Forgot password?' }).click()
    await page.waitForURL(`${world.coatcheck.url}/forgot-password`)
    await page.goto(wanted)
    await signInBy(page, person.email)
    await page.getByRole('button', { name: 'Account of' }).click()
    await page.getByRole('link', { name: 'Manage account' }).click()
    await page.waitForURL(`${world.coatcheck.url}/account`)

    const own = await world.open({ show: ['SignIn'], client: {}, path: '/enter?redirect_url=/notes' })
    const forgotten = own.getByRole('link', { name: 'Forgot password?' })
    const target = encodeURIComponent(`${world.app.url}/notes`)
    expect(await forgotten.getAttribute('href')).toBe(
      `/api/auth/pages/forgot-password?redirect_url=${target}`,
    )
    await forgotten.click()
    await own.waitForURL(`${world.coatcheck.url}/forgot-password?redirect_url=${target}`)
  })

  test('the list of devices knows of what was done here since it was asked for', async () => {
    const person = await world.signUp('acts@example.com')
    const client = { url: world.coatcheck.url, activity: false }
    const accounts = { name: 'MultiSessionManager', props: { showDevices: false } }
    const page = await world.open({ show: [accounts, 'Devices'], handsClient: true, client })
    await signInBy(page, person.email)
    await page.getByText('This device').waitFor()
    const said = async (): Promise<readonly (string | undefined)[]> =>
      (await page.locator('.cc-rows > li:first-child').allTextContents()).map(
        (row) => /Last active (.*? ago|just now)/.exec(row)?.[1],
      )
    await letTimePass(world, page, 540)
    // Renewing a token is no act.
    await expect.poll(said, PATIENCE).toEqual(['9 minutes ago', '9 minutes ago'])
    await page.evaluate(async () => await window.client.touch())
    await expect.poll(said, PATIENCE).toEqual(['just now', 'just now'])
  })

  test('all accounts are shown with what can be done: change, complete, sign out', async () => {
    const person = await world.signUp('alan@example.com', { firstName: 'Alan' })
    const half = await world.signUp('half@example.com')
    await world.protect(half)
    const page = await world.open({
      show: [{ name: 'MultiSessionManager', props: { showDevices: false } }, 'SessionInfo', 'SignIn'],
      hasRouter: true,
      handsClient: true,
    })
    await typePassword(page, half.email)
    await page.getByLabel('Code', { exact: true }).waitFor()
    await signInBy(page, person.email)
    const rows = page.locator('.cc-rows > li')
    await expect.poll(() => rows.count(), PATIENCE).toBe(2)
    const pending = rows.filter({ hasText: 'Not complete yet' })
    await pending.getByRole('button', { name: 'Complete sign-in' }).click()
    await expect
      .poll(() => page.evaluate(() => window.went), PATIENCE)
      .toEqual([{ url: `${world.coatcheck.url}/sign-in`, replace: false }])
    await pending.getByRole('button', { name: 'Sign out half@example.com' }).click()
    await expect.poll(() => rows.count(), PATIENCE).toBe(1)
    expect(await rows.textContent()).toMatch(/Alan.*In use.*Last active just now · Ends in \d days/)
    await rows.getByRole('button', { name: 'Sign out Alan' }).click()
    await expect.poll(() => rows.count(), PATIENCE).toBe(0)
  })

  test('devices are listed, one is signed out there, then all others, after a question', async () => {
    const person = await world.signUp('many@example.com')
    for (const _ of [1, 2])
      await world.open({ show: [], handsClient: true }).then((other) => signInBy(other, person.email))
    const page = await world.open({ show: ['Devices'], handsClient: true })
    await signInBy(page, person.email)
    const rows = page.locator('.cc-rows > li')
    await expect.poll(() => rows.count(), PATIENCE).toBe(4)
    expect(await rows.first().textContent()).toMatch(/^Chrome \d+ on Linux.*This device/)
    await rows.nth(3).getByRole('button').click()
    await page.getByText('The device was signed out.').waitFor()
    expect(await rows.count()).toBe(3)
    await page.getByRole('button', { name: 'Sign out all others' }).click()
    const question = page.getByRole('alertdialog')
    await question.getByRole('button', { name: 'Cancel' }).click()
    expect(await rows.count()).toBe(3)
    await page.getByRole('button', { name: 'Sign out all others' }).click()
    await question.getByRole('button', { name: 'Sign out all others' }).click()
    await page.getByText('No other device is signed in.').waitFor()
    expect((await person.elsewhere.send('/api/auth/session/token', { body: {} })).status).toBe(401)
    await rows.getByRole('button', { name: 'Sign out This device' }).click()
    await expect.poll(() => rows.count(), PATIENCE).toBe(0)
  })

  test('devices that cannot be listed are asked for again when the person wants it', async () => {
    const person = await world.signUp('unlucky@example.com')
    const page = await world.open({ show: ['Devices'], handsClient: true })
    await page.route('**/api/auth/sessions', (route) => route.abort())
    await signInBy(page, person.email)
    await page.getByRole('alert').waitFor()
    await page.unroute('**/api/auth/sessions')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => page.locator('.cc-rows > li').count(), PATIENCE).toBe(2)
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  test('what is protected shows to who may see it, and the rest sees what stands in its place', async () => {
    const boss = await world.signUp('boss@example.com')
    const id = await world.organize('Acme', boss)
    const page = await world.open({
      show: [
        { name: 'SignedIn', children: 'in;' },
        { name: 'SignedOut', children: 'out;' },
        { name: 'Protect', props: { fallback: 'no person;' }, children: 'a person;' },
        { name: 'Protect', props: { role: 'org:admin', fallback: 'no admin;' }, children: 'an admin;' },
        { name: 'Protect', props: { permission: 'org:sys_profile:manage' }, children: 'may manage;' },
        { name: 'Protect', props: { reverification: 'strict', fallback: 'stale;' }, children: 'fresh;' },
      ],
      handsClient: true,
    })
    const shown = (): Promise<string | null> => page.locator('#root').textContent()
    await expect.poll(shown, PATIENCE).toBe('out;no person;no admin;stale;')
    await signInBy(page, boss.email)
    await expect.poll(shown, PATIENCE).toBe('in;a person;no admin;fresh;')
    await page.evaluate(async (organization) => await window.client.setActive({ organization }), id)
    await expect.poll(shown, PATIENCE).toBe('in;a person;an admin;may manage;fresh;')
  })

  test('who signs out is led to where that leads, and not to sign in again', async () => {
    const person = await world.signUp('leaves@example.com', { firstName: 'Leave' })
    const page = await world.open({
      show: ['UserButton', 'SignIn', 'Guard'],
      provider: { signInUrl: '/enter', afterSignOutUrl: '/bye' },
      hasRouter: true,
    })
    await typePassword(page, person.email)
    await page.getByRole('button', { name: 'Account of' }).click()
    await page.evaluate(() => {
      window.went.length = 0
    })
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
    expect(await page.evaluate(() => window.went)).toEqual([{ url: '/bye', replace: false }])
  })

  test('who is not signed in is led to where they can be, once, and comes back', async () => {
    const page = await world.open({
      show: ['RedirectToSignIn'],
      provider: { signInUrl: '/enter?theme=blue' },
      hasRouter: true,
    })
    await expect.poll(() => page.evaluate(() => window.went.length), PATIENCE).toBe(1)
    await expect
      .poll(() => page.evaluate(() => window.went), PATIENCE)
      .toEqual([{ url: `/enter?theme=blue&redirect_url=${encodeURIComponent(page.url())}`, replace: true }])
  })
})
