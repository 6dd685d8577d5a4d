/** The pages' one script, for passkeys alone: read at start, named by its content. */

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { PAGE_PATHS } from './paths.ts'

/** The text of `/assets/passkeys.js`. */
export const SCRIPT: string = readFileSync(
  new URL('../../src/pages/scripts/passkeys.js', import.meta.url),
  'utf8',
)

/** A strong entity tag of the text, without quotes. */
export const SCRIPT_TAG: string = createHash('sha256').update(SCRIPT).digest('hex').slice(0, 16)

/** What pages link to. */
export const SCRIPT_HREF: string = `${PAGE_PATHS.script}?v=${SCRIPT_TAG}`
