/** Every page in every state, in light and dark, by the rules of WCAG 2.2 AA as axe checks them; in other languages and looks, too. */

import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ACME } from '../pages/acme.ts'
import { type Preview, startPreview } from '../pages/preview.ts'
import { SAMPLES } from '../pages/samples.ts'
import { launchChromium, VIEWPORTS } from '../support/chromium.ts'

const AXE_PATH = createRequire(import.meta.url).resolve('axe-core')
let chromium: Browser
let preview: Preview
let acme: Preview

beforeAll(async () => {
  chromium = await launchChromium()
  preview = await startPreview()
  acme = await startPreview(0, ACME)
})
afterAll(async () => {
  await chromium.close()
  await preview.close()
  await acme.close()
})

/** The policy of the pages forbids every script, and axe is one. */
function newPage(options: BrowserContextOptions): Promise<Page> {
  return chromium.newPage({ bypassCSP: true, viewport: VIEWPORTS.phone, ...options })
}

/** The rules that the page breaks, and what breaks them. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ path: AXE_PATH })
  const results = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as axe.AxeResults
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

/** How wide what is on the page is, in pixels. */
async function widthOf(page: Page): Promise<number> {
  return Number(await page.evaluate('document.documentElement.scrollWidth'))
}

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  let page: Page
  beforeAll(async () => {
    page = await newPage({ colorScheme })
  })
  afterAll(() => page.close())

  test.each(Object.keys(SAMPLES))(
    '%s breaks no rule and does not scroll sideways on a phone',
    async (name) => {
      await page.goto(`${preview.url}/${name}`)
      expect(await violations(page)).toEqual([])
      expect(await widthOf(page)).toBeLessThanOrEqual(VIEWPORTS.phone.width)
    },
  )
})

/** One page of each shape. */
const SHAPES = [
  'sign-in-accounts',
  'sign-up-error',
  'account',
  'consent',
  'device-confirm',
  'error-429',
] as const

/** The narrowest phone that is still sold. */
const NARROW = { width: 320, height: 640 }

describe.each(['de', 'es', 'fr', 'ja', 'ar'])('in %s', (locale) => {
  let page: Page
  beforeAll(async () => {
    page = await newPage({ locale, viewport: NARROW })
  })
  afterAll(() => page.close())

  test('no page scrolls sideways on a narrow phone', async () => {
    const wide: string[] = []
    for (const name of Object.keys(SAMPLES)) {
      await page.goto(`${preview.url}/${name}`)
      if ((await widthOf(page)) > NARROW.width) wide.push(name)
    }
    expect(wide).toEqual([])
  })

  test.each(SHAPES)('%s breaks no rule', async (name) => {
    await page.goto(`${preview.url}/${name}`)
    expect(await violations(page)).toEqual([])
  })
})

describe.each(['light', 'dark'] as const)("in an operator's %s colours", (colorScheme) => {
  test.each(SHAPES)('%s breaks no rule', async (name) => {
    const page = await newPage({ colorScheme })
    await page.goto(`${acme.url}/${name}`)
    expect(await violations(page)).toEqual([])
    await page.close()
  })
})
