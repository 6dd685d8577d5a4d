/** Counting down, and the warning before somebody is signed out because nothing was done. */

import { expect, test } from 'vitest'
import { letTimePass, PATIENCE, signInBy, underEachReact } from './world.ts'

const IDLE_SECONDS = 600
const WARNING = { name: 'InactivityWarning', props: { warnBeforeSeconds: 120 } }

underEachReact({ COATCHECK_SESSION_IDLE_SECONDS: String(IDLE_SECONDS) }, (world) => {
  test('the warning comes in time, counts the seconds, and goes when the person stays', async () => {
    const { email } = await world.signUp('ada@example.com')
    const client = { url: world.coatcheck.url, activity: false }
    const page = await world.open({ show: [WARNING, 'Probe', 'SignIn'], handsClient: true, client })
    await signInBy(page, email)
    await letTimePass(world, page, IDLE_SECONDS - 130)
    const warning = page.getByRole('alertdialog', { name: 'Are you still there?' })
    expect(await warning.count()).toBe(0)
    const inactivity = (): Promise<unknown> =>
      page.evaluate(() => {
        const { isWarning, secondsLeft } = window.seen.at(-1)!.inactivity
        return { isWarning, secondsLeft }
      })
    expect(await inactivity()).toEqual({ isWarning: false, secondsLeft: null })

    await letTimePass(world, page, 20)
    await warning.waitFor()
    const left = async (): Promise<number> => {
      const [minutes, seconds] = ((await warning.textContent()) ?? '').match(/\d+/g) ?? []
      return Number(minutes) * 60 + Number(seconds)
    }
    const first = await left()
    expect(first).toBeLessThanOrEqual(110)
    await expect.poll(left, PATIENCE).toBeLessThan(first)
    expect(await inactivity()).toMatchObject({ isWarning: true })
    const stay = warning.getByRole('button', { name: 'Stay signed in' })
    expect(await stay.evaluate((button) => button === document.activeElement)).toBe(true)

    const readOut = await warning.getByRole('status').textContent()
    expect(readOut).toMatch(/in (1 minute, 45 seconds|1 minute, 30 seconds|1 minute, 50 seconds|2 minutes)/)
    await stay.click()
    await expect.poll(() => warning.count(), PATIENCE).toBe(0)
    expect(await inactivity()).toEqual({ isWarning: false, secondsLeft: null })
    await letTimePass(world, page, IDLE_SECONDS - 130)
    expect(await page.evaluate(() => window.client.state.session)).not.toBeNull()
  })

  test('who is not there is signed out, and told why', async () => {
    const { email } = await world.signUp('away@example.com')
    const client = { url: world.coatcheck.url, activity: false }
    const page = await world.open({ show: [WARNING, 'SignIn'], handsClient: true, client })
    await signInBy(page, email)
    await letTimePass(world, page, IDLE_SECONDS - 60)
    await page.getByRole('alertdialog').waitFor()
    // Past the limit, and the slack that the server has.
    await letTimePass(world, page, 60 + IDLE_SECONDS / 20 + 2)
    await page.getByText('You were signed out because nothing was done for a while.').waitFor()
    expect(await page.getByRole('alertdialog').count()).toBe(0)
  })

  test('what the person does in another tab ends the warning in this one', async () => {
    const { email } = await world.signUp('tabs@example.com')
    const client = { url: world.coatcheck.url, activity: false }
    const page = await world.open({ show: [WARNING], handsClient: true, client })
    await signInBy(page, email)
    const beside = await world.openBeside(page, { show: [], handsClient: true, client })
    // What one tab is given another one takes: it is not to be asked for meanwhile.
    await expect.poll(() => beside.evaluate(() => window.client.state.token !== null), PATIENCE).toBe(true)
    await letTimePass(world, page, IDLE_SECONDS - 60)
    await page.getByRole('alertdialog').waitFor()
    await beside.evaluate(async () => await window.client.touch())
    await expect.poll(() => page.getByRole('alertdialog').count(), PATIENCE).toBe(0)
  })

  test('a countdown ticks once a second while it is on the screen, and not at all when it is not', async () => {
    const { email } = await world.signUp('counting@example.com')
    const page = await world.open({
      show: [
        { name: 'SessionCountdown', props: { to: 'idle' } },
        { name: 'SessionCountdown', props: { to: 'token' } },
        'SessionCountdown',
      ],
      handsClient: true,
    })
    await signInBy(page, email)
    const timers = page.getByRole('timer')
    await expect.poll(() => timers.count(), PATIENCE).toBe(3)
    expect(await timers.nth(0).textContent()).toMatch(/^(10:00|9:5\d)$/)
    expect(await timers.nth(1).textContent()).toMatch(/^(1:00|0:[2-5]\d)$/)
    expect(await timers.nth(2).textContent()).toMatch(/^6 days, 23 hours$|^7 days$/)
    expect(await timers.nth(0).getAttribute('aria-label')).toBe(
      'Time left until you are signed out for inactivity',
    )

    const ticksIn = (seconds: number): Promise<number> =>
      page.evaluate(async (asked) => {
        let ticks = 0
        const [timer] = document.querySelectorAll('[role="timer"]')
        const observer = new MutationObserver(() => (ticks += 1))
        observer.observe(timer!, { characterData: true, childList: true, subtree: true })
        const begin = performance.now()
        while (performance.now() - begin < asked * 1000) await new Promise(requestAnimationFrame)
        observer.disconnect()
        return ticks
      }, seconds)
    const seen = await ticksIn(3.2)
    expect(seen).toBeGreaterThanOrEqual(2)
    expect(seen).toBeLessThanOrEqual(4)

    await page.evaluate(() => {
      document.querySelector('#root')!.insertAdjacentHTML('beforebegin', '<p class="cc-far"></p>')
      const far = document.querySelector<HTMLElement>('.cc-far')!
      far.style.setProperty('height', '300vh')
    })
    await expect.poll(() => ticksIn(1.2), PATIENCE).toBe(0)
    await page.evaluate(() => document.querySelector('.cc-far')!.remove())
    await expect.poll(() => ticksIn(1.2), PATIENCE).toBeGreaterThan(0)
  })
})
