/** Builds the playground from its sources, so that what is tested is what they say now. */

import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const CONFIG = fileURLToPath(new URL('../../apps/playground/vite.config.ts', import.meta.url))
const VITE = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js')

/** By the very command of `npm run build`, but to a folder of its own. @returns That folder. */
export async function buildPlayground(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'coatcheck-playground-'))
  const flags = ['build', '--config', CONFIG, '--outDir', outDir, '--logLevel', 'error']
  const { NODE_ENV: _, ...env } = process.env // the tests' own would give React's development build
  await promisify(execFile)(process.execPath, [VITE, ...flags], { env })
  return outDir
}
