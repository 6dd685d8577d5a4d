/**
 * Every component in every state by the rules of WCAG 2.2 AA as axe checks them: light and dark, on a desktop and a phone,
 * in Japanese, from right to left, and in colours of one's own. `COATCHECK_SCREENSHOTS=<folder>` takes pictures besides.
 */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type axe from 'axe-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { VIEWPORTS } from '../support/chromium.ts'
import { seat, type Sitters, STATES } from './gallery.ts'
import type { AppWanted } from './react-app.ts'
import { underEachReact } from './world.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const FOLDER = process.env['COATCHECK_SCREENSHOTS']

/** In what surroundings people look at it. */
const LOOKS: {
  readonly [name: string]: {
    readonly colorScheme: 'light' | 'dark'
    readonly size: keyof typeof VIEWPORTS
    readonly more?: Pick<AppWanted, 'language' | 'provider'>
  }
} = {
  light: { colorScheme: 'light', size: 'desktop' },
  'dark on a phone': { colorScheme: 'dark', size: 'phone' },
  'Japanese on a phone': { colorScheme: 'light', size: 'phone', more: { language: 'ja' } },
  'dark by choice, from right to left': {
    colorScheme: 'light',
    size: 'desktop',
    more: { provider: { dir: 'rtl', colorScheme: 'dark' } },
  },
  'in colours of one’s own': {
    colorScheme: 'light',
    size: 'desktop',
    more: {
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
}

underEachReact({}, (world, version) => {
  let sitters: Sitters
  beforeAll(async () => {
    sitters = await seat(world)
  })

  describe.each(Object.entries(LOOKS))('%s', (look, { colorScheme, size, more }) => {
    test.each(Object.entries(STATES))(
      '%s breaks no rule, and does not scroll sideways',
      async (name, state) => {
        const client = { url: world.coatcheck.url, activity: false }
        const wanted = { ...more, show: state.show, handsClient: true, client }
        const page = await world.open(wanted, { colorScheme, viewport: VIEWPORTS[size] })
        await state.reach(page, world, sitters)
        if (FOLDER !== undefined && version === 19)
          await page.screenshot({ path: join(FOLDER, `${name} ${look}.png`), fullPage: true })
        await page.evaluate(AXE)
        const results = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as axe.AxeResults
        expect(
          results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
        ).toEqual([])
        const width = await page.evaluate(() => document.documentElement.scrollWidth)
        expect(width).toBeLessThanOrEqual(VIEWPORTS[size].width)
      },
    )
  })
})
