/** Writes `docs/configuration.md` from the definitions of the settings; with `--check`, fails when it is out of date. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { settingsPage } from '../packages/server/src/config/settings-table.ts'

const PAGE = new URL('../docs/configuration.md', import.meta.url)

/** Whether the page says what the definitions say. */
export function configurationPageInSync(): boolean {
  try {
    return readFileSync(PAGE, 'utf8') === settingsPage()
  } catch {
    return false // there is no page yet
  }
}

function writePage(): void {
  mkdirSync(new URL('.', PAGE), { recursive: true })
  writeFileSync(PAGE, settingsPage())
}

if (import.meta.main) {
  if (!process.argv.includes('--check')) writePage()
  else if (!configurationPageInSync()) {
    console.error(
      'docs/configuration.md is out of date: run node --conditions=source scripts/write-configuration-page.ts',
    )
    process.exit(1)
  }
}
