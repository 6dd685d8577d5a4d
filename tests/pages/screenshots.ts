/**
 * Takes pictures of samples, light and dark, phone and desktop:
 * `node --conditions=source tests/pages/screenshots.ts <folder> [--locale=de] [--acme] [name...]`.
 * To look around instead, leave the folder out.
 */

import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { launchChromium, VIEWPORTS } from '../support/chromium.ts'
import { ACME } from './acme.ts'
import { startPreview } from './preview.ts'
import { SAMPLES } from './samples.ts'

const { values, positionals } = parseArgs({
  options: { locale: { type: 'string', default: 'en' }, acme: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const [folder, ...chosen] = positionals
const preview = await startPreview(0, values.acme ? ACME : {})

if (folder === undefined) {
  process.stdout.write(`${preview.url}\n`)
} else {
  const browser = await launchChromium()
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [size, viewport] of Object.entries(VIEWPORTS)) {
      const context = await browser.newContext({
        colorScheme,
        viewport,
        locale: values.locale,
        javaScriptEnabled: false,
      })
      const page = await context.newPage()
      for (const name of chosen.length > 0 ? chosen : Object.keys(SAMPLES)) {
        await page.goto(`${preview.url}/${name}`)
        await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`), fullPage: true })
      }
      await context.close()
    }
  }
  await browser.close()
  await preview.close()
}
