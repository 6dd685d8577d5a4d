/**
 * Takes pictures of every sample, light and dark, phone and desktop:
 * `node --conditions=source tests/pages/screenshots.ts <folder> [name...]`. To look around instead, leave the folder out.
 */

import { join } from 'node:path'
import { launchChromium, VIEWPORTS } from '../support/chromium.ts'
import { startPreview } from './preview.ts'
import { SAMPLES } from './samples.ts'

const [folder, ...chosen] = process.argv.slice(2)
const preview = await startPreview()

if (folder === undefined) {
  process.stdout.write(`${preview.url}\n`)
} else {
  const browser = await launchChromium()
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [size, viewport] of Object.entries(VIEWPORTS)) {
      const context = await browser.newContext({ colorScheme, viewport, javaScriptEnabled: false })
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
