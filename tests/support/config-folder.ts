/** A folder with a configuration file, where the packages are found by their names. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { onTestFinished } from 'vitest'

const CACHE = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url))

/** The address of `pseudo-messages.ts`, for files that bring its language along. */
export const PSEUDO_MESSAGES: string = pathToFileURL(
  fileURLToPath(new URL('pseudo-messages.ts', import.meta.url)),
).href

/** Makes one; it goes with the test. */
export function configFolder(text: string): string {
  mkdirSync(CACHE, { recursive: true })
  const folder = mkdtempSync(join(CACHE, 'config-'))
  writeFileSync(join(folder, 'coatcheck.config.ts'), text)
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}
