/** What axe finds wrong with a page. */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * The rules that a page breaks, and what breaks them.
 *
 * @param rules Only these. Left out: all.
 */
export async function violationsOn(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE)
  const options: axe.RunOptions = {
    resultTypes: ['violations'],
    ...(rules !== undefined && { runOnly: [...rules] }),
  }
  // Only what is wrong comes back: to hand over all of what is right takes longer than to find it.
  return await page.evaluate(async (asked) => {
    const { run } = (globalThis as unknown as { readonly axe: typeof axe }).axe
    const { violations } = await run(asked)
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  }, options)
}
