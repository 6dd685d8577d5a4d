/** Every page in every state, in light and dark, by the rules of WCAG 2.2 AA as axe checks them; in other languages and looks, too. */

import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ACME } from '../pages/acme.ts'
import { type Preview, startPreview } from '../pages/preview.ts'
import { SAMPLES } from '../pages/samples.ts'
import { violationsOn } from '../support/axe.ts'
import { launchChromium, VIEWPORTS } from '../support/chromium.ts'

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

function newPage(options: BrowserContextOptions = {}): Promise<Page> {
  return chromium.newPage({ viewport: VIEWPORTS.phone, reducedMotion: 'reduce', ...options })
}

/** What colours can break. */
const RULES_OF_COLOURS = ['color-contrast', 'link-in-text-block']
/** What words, and how long they are, can break. */
const RULES_OF_WORDS = [
  'aria-command-name',
  'button-name',
  'document-title',
  'html-has-lang',
  'html-lang-valid',
  'label',
  'label-content-name-mismatch',
  'link-name',
  'target-size',
  'valid-lang',
]

/** The rules that a page breaks in the light, or, by its colours, in the dark: nothing else of it is different there. */
async function violationsInBothSchemes(page: Page, url: string): Promise<readonly string[]> {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto(url)
  const inLight = await violationsOn(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  const inDark = await violationsOn(page, RULES_OF_COLOURS)
  return [...inLight, ...inDark.map((violation) => `in the dark, ${violation}`)]
}

/** How wide what is on the page is, in pixels. */
async function widthOf(page: Page): Promise<number> {
  return await page.evaluate(() => document.documentElement.scrollWidth)
}

describe('in light and dark', () => {
  let page: Page
  beforeAll(async () => {
    page = await newPage()
  })
  afterAll(() => page.close())

  test.each(Object.keys(SAMPLES))(
    '%s breaks no rule and does not scroll sideways on a phone',
    async (name) => {
      expect(await violationsInBothSchemes(page, `${preview.url}/${name}`)).toEqual([])
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

  test.each(SHAPES)('the words of %s break no rule', async (name) => {
    await page.goto(`${preview.url}/${name}`)
    expect(await violationsOn(page, RULES_OF_WORDS)).toEqual([])
  })
})

describe("in an operator's colours, light and dark", () => {
  let page: Page
  beforeAll(async () => {
    page = await newPage()
  })
  afterAll(() => page.close())

  test.each(SHAPES)('%s breaks no rule', async (name) => {
    expect(await violationsInBothSchemes(page, `${acme.url}/${name}`)).toEqual([])
  })
})
