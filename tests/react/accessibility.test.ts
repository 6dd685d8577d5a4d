/**
 * Every component in every state by the rules of WCAG 2.2 AA as axe checks them: light and dark, on a desktop and a phone,
 * in Japanese, from right to left, and in colours of one's own. `COATCHECK_SCREENSHOTS=<folder>` takes pictures besides.
 */

import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violationsOn } from '../support/axe.ts'
import { VIEWPORTS } from '../support/chromium.ts'
import { seat, type Sitters, STATES } from './gallery.ts'
import type { AppPage } from './react-app.ts'
import { underEachReact } from './world.ts'

const FOLDER = process.env['COATCHECK_SCREENSHOTS']

/** In what surroundings people look at it. */
type Look = {
  readonly colorScheme?: 'light' | 'dark'
  readonly size?: keyof typeof VIEWPORTS
  readonly change?: Parameters<typeof window.change>[0]
}

const LIGHT: { readonly [name: string]: Look } = { light: {} }
const LOOKS: { readonly [name: string]: Look } = {
  ...LIGHT,
  'dark on a phone': { colorScheme: 'dark', size: 'phone' },
  'in colours of one’s own': {
    change: {
      language: 'de',
      provider: {
        appearance: {
          name: 'Bright Ideas',
          colors: { accent: '#ffc400', background: '#ffffff', surface: '#ffffff', text: '#101010' },
          font: 'Georgia, serif',
          radius: '0',
        },
      },
    },
  },
  'Japanese on a phone': { size: 'phone', change: { language: 'ja' } },
  'dark by choice, from right to left': { change: { provider: { dir: 'rtl', colorScheme: 'dark' } } },
}

/** Puts the page into other surroundings, as it stands: whatever is open stays open. */
async function dress(
  page: Page,
  { colorScheme = 'light', size = 'desktop', change = {} }: Look,
): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await page.setViewportSize(VIEWPORTS[size])
  await page.evaluate((changed) => window.change(changed as typeof change), change)
}

underEachReact({}, (world, version) => {
  let sitters: Sitters
  beforeAll(async () => {
    sitters = await seat(world)
  })

  describe.each(Object.entries(STATES))('%s', (name, { show, reach }) => {
    let app: AppPage
    beforeAll(async () => {
      const client = { url: world.coatcheck.url, activity: false }
      const context = { viewport: VIEWPORTS.desktop }
      app = await world.app.open(world.chromium, { show, handsClient: true, client }, context)
      await reach(app.page, world, sitters)
    })
    afterAll(async () => {
      await app.page.context().close()
      expect(app.complaints).toEqual([])
    })

    // How it looks is not for React to say.
    test.each(Object.entries(version === 19 ? LOOKS : LIGHT))(
      'breaks no rule, and does not scroll sideways: %s',
      async (look, surroundings) => {
        const { page } = app
        await dress(page, surroundings)
        if (FOLDER !== undefined && version === 19)
          await page.screenshot({ path: join(FOLDER, `${name} ${look}.png`), fullPage: true })
        expect(await violationsOn(page)).toEqual([])
        const width = await page.evaluate(() => document.documentElement.scrollWidth)
        expect(width).toBeLessThanOrEqual(page.viewportSize()!.width)
      },
    )
  })
})
