/**
 * Writes what `@coatcheck/sdk/admin` knows of the routes, from the OpenAPI document; `--check` only says whether it is up
 * to date.
 */

import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { adminClientFiles } from './admin-client/files.ts'

const FOLDER = new URL('../packages/sdk/src/admin/api/', import.meta.url)

for (const [name, text] of Object.entries(adminClientFiles())) {
  const place = fileURLToPath(new URL(name, FOLDER))
  const wanted = formatted(place, text)
  if (!process.argv.includes('--check')) {
    writeFileSync(place, wanted)
  } else if (readFileSync(place, 'utf8') !== wanted) {
    console.error(`sdk/src/admin/api/${name} is not what the routes say: run scripts/write-admin-client.ts`)
    process.exit(1)
  }
}

function formatted(place: string, text: string): string {
  const { status, stdout, stderr } = spawnSync('oxfmt', [`--stdin-filepath=${place}`], {
    input: text,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`oxfmt: ${stderr}`)
  return stdout
}
