/** The pages' one stylesheet: read at start, joined in cascade order, named by its content. */

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { PAGE_PATHS } from './paths.ts'

const SHEETS = [
  'colors',
  'base',
  'layout',
  'form',
  'list',
  'account',
  'factors',
  'consent',
  'outbox',
] as const

/** The text of `/assets/pages.css`. */
export const STYLESHEET: string = SHEETS.map(readSheet).join('\n')

/** A strong entity tag of the text (RFC 9110 section 8.8.3), without quotes. */
export const STYLESHEET_TAG: string = createHash('sha256').update(STYLESHEET).digest('hex').slice(0, 16)

/** What pages link to: the version in the query lets the answer be cached for good. */
export const STYLESHEET_HREF: string = `${PAGE_PATHS.stylesheet}?v=${STYLESHEET_TAG}`

// Up to the package and down again: `src` is published beside `dist`, so the same path works from both.
function readSheet(name: string): string {
  return readFileSync(new URL(`../../src/pages/styles/${name}.css`, import.meta.url), 'utf8')
}
