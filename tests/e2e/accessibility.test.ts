/** Every page in every state, in light and dark, by the rules of WCAG 2.2 AA as axe checks them. */

import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Preview, startPreview } from '../pages/preview.ts'
import { SAMPLES } from '../pages/samples.ts'
import { launchChromium, VIEWPORTS } from '../support/chromium.ts'

const AXE_PATH = createRequire(import.meta.url).resolve('axe-core')
let chromium: Browser
let preview: Preview

beforeAll(async () => {
  chromium = await launchChromium()
  preview = await startPreview()
})
afterAll(async () => {
  await chromium.close()
  await preview.close()
})

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  let page: Page
  beforeAll(async () => {
    // The policy of the pages forbids every script, and axe is one.
    page = await chromium.newPage({ bypassCSP: true, colorScheme, viewport: VIEWPORTS.phone })
  })
  afterAll(() => page.close())

  test.each(Object.keys(SAMPLES))(
    '%s breaks no rule and does not scroll sideways on a phone',
    async (name) => {
      await page.goto(`${preview.url}/${name}`)
      await page.addScriptTag({ path: AXE_PATH })
      const results = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as axe.AxeResults
      expect(
        results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
      ).toEqual([])
      const width = await page.evaluate('document.documentElement.scrollWidth')
      expect(width).toBeLessThanOrEqual(VIEWPORTS.phone.width)
    },
  )
})
