/** The fenced code blocks of the documentation. */

import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** A block, and where it stands: `README.md:53`. */
export type CodeBlock = { readonly place: string; readonly language: string; readonly code: string }

/** Every block of every page that is not a decision. */
export function codeBlocks(): readonly CodeBlock[] {
  const pages = globSync(['*.md', 'docs/*.md', 'packages/*/*.md', 'bench/*.md'], { cwd: ROOT })
  return pages.toSorted().flatMap(blocksOf)
}

function blocksOf(page: string): readonly CodeBlock[] {
  const text = readFileSync(ROOT + page, 'utf8')
  return Array.from(
    text.matchAll(/^```(\w*)\n(.*?)^```$/gms),
    ({ index, 1: language = '', 2: code = '' }) => ({
      place: `${page}:${text.slice(0, index).split('\n').length}`,
      language,
      code,
    }),
  )
}
