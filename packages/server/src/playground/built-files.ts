/** What the build of `apps/playground` left: documents, scripts and styles, read into memory. */

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PAGE_PATHS } from '../pages/paths.ts'

/** A file as it is sent. */
export type BuiltFile = {
  readonly content: Uint8Array<ArrayBuffer>
  readonly type: string
  /** A strong entity tag, without quotes. */
  readonly tag: string
}

/** Documents at the top, what they load in `files`: each by its path in the folder. */
export type BuiltFiles = ReadonlyMap<string, BuiltFile>

/** Where the build is. Up to the package and down again: the same path works from `src` and from `dist`. */
export const BUILT_FOLDER: string = fileURLToPath(new URL('../../dist/playground/app/', import.meta.url))

const TYPES: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

/** Reads them; `null` when there is no build. @param stylesheetHref Which version of the pages' stylesheet to load. */
export function readBuiltFiles(folder: string, stylesheetHref: string): BuiltFiles | null {
  const files = new Map<string, BuiltFile>()
  for (const path of listFiles(folder)) {
    const type = TYPES[extname(path)]
    if (type === undefined) throw new Error(`the build of the playground holds ${path}, which nothing serves`)
    const read = new Uint8Array(readFileSync(join(folder, path)))
    const content = path.endsWith('.html') ? withStylesheet(read, stylesheetHref) : read
    files.set(path.replaceAll('\\', '/'), { content, type, tag: tagOf(content) })
  }
  return files.has('index.html') ? files : null
}

function listFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) =>
        join(parentPath, name)
          .slice(folder.length)
          .replace(/^[\\/]/, ''),
      )
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/** Without its version, browsers would keep the stylesheet of an earlier start. */
function withStylesheet(document: Uint8Array, href: string): Uint8Array<ArrayBuffer> {
  const text = new TextDecoder().decode(document)
  return new TextEncoder().encode(text.replace(`href="${PAGE_PATHS.stylesheet}"`, `href="${href}"`))
}

function tagOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16)
}
