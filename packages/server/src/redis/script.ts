/** The scripts: each racing change is one of them, run by the server as a whole. */

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** A script, known to servers by its hash. */
export type Script = { readonly text: string; readonly sha: string }

// The Lua files are published beside the sources; the built files find them there too.
const FOLDER = new URL('../../src/redis/scripts/', import.meta.url)
const PRELUDE = read('prelude')

/** Reads a script by its name. */
export function script(name: string): Script {
  const text = `${PRELUDE}\n${read(name)}`
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}

function read(name: string): string {
  return readFileSync(new URL(`${name}.lua`, FOLDER), 'utf8')
}
