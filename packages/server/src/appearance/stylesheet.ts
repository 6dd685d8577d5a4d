/** The pages' one stylesheet: the values of the appearance, then the sheets in cascade order, named by its content. */

import type { Palette } from '@coatcheck/core/protocol'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { PAGE_PATHS } from '../pages/paths.ts'
import type { Look } from './look.ts'

/** A stylesheet, as it is served. */
export type Stylesheet = {
  readonly text: string
  /** A strong entity tag of the text (RFC 9110 section 8.8.3), without quotes. */
  readonly tag: string
  /** What pages link to: the version in the query lets the answer be cached for good. */
  readonly href: string
}

const SHEETS = [
  'base',
  'layout',
  'form',
  'list',
  'account',
  'factors',
  'consent',
  'device',
  'outbox',
] as const

const RULES: string = SHEETS.map(readSheet).join('\n')

/** The stylesheet of a look. */
export function createStylesheet(look: Pick<Look, 'palettes' | 'font' | 'radius'>): Stylesheet {
  const text = `${valuesOf(look)}\n${RULES}`
  const tag = createHash('sha256').update(text).digest('hex').slice(0, 16)
  return { text, tag, href: `${PAGE_PATHS.stylesheet}?v=${tag}` }
}

/** What the sheets take by variables. Every value was read strictly: none can leave its declaration. */
function valuesOf({ palettes, font, radius }: Pick<Look, 'palettes' | 'font' | 'radius'>): string {
  return [
    `:root {\n  color-scheme: light dark;\n  --font: ${font};\n  --radius: ${radius};\n${colors(palettes.light, '  ')}}`,
    `@media (prefers-color-scheme: dark) {\n  :root {\n${colors(palettes.dark, '    ')}  }\n}`,
    '@media (prefers-contrast: more) {\n  :root {\n    --ink-soft: var(--ink);\n    --line: var(--field-line);\n    --hairline: var(--ink);\n  }\n}',
  ].join('\n\n')
}

function colors(palette: Palette, indent: string): string {
  return Object.entries(palette)
    .map(([name, color]) => `${indent}--${name.replaceAll(/[A-Z]/g, '-$&').toLowerCase()}: ${color};\n`)
    .join('')
}

// Up to the package and down again: `src` is published beside `dist`, so the same path works from both.
function readSheet(name: string): string {
  return readFileSync(new URL(`../../src/pages/styles/${name}.css`, import.meta.url), 'utf8')
}
