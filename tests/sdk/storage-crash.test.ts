/** Processes that die while they write a text, at every single change of a file: what is read then is whole. */

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { beforeAll, expect, test } from 'vitest'
import { openPlace, type PlaceName } from '../support/file-places.ts'

const PROGRAM = fileURLToPath(new URL('../support/storage-program.ts', import.meta.url))
const textOf = (length: number, letter: string): string => letter.repeat(length)
const TEXTS = [textOf(5000, 'a'), textOf(9000, 'b'), 'short', textOf(5000, 'd'), null, 'again'] as const
const AT_ONCE = 4

/** The program in one file, which starts faster than its sources do. */
let program: string
beforeAll(async () => {
  program = join(mkdtempSync(join(tmpdir(), 'coatcheck-crash-')), 'program.mjs')
  await build({
    entryPoints: [PROGRAM],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['source'],
  })
})

type Run = { readonly written: number; readonly died: boolean; readonly isWhole: boolean }

async function runUntil(place: PlaceName, dieAt: number): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-crash-'))
  const child = spawn(process.execPath, [program, place, folder, String(dieAt), JSON.stringify(TEXTS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  for await (const chunk of child.stdout) said += String(chunk)
  const written = said.split('\n').length - 1
  const read = await openPlace(place, folder).read()
  const [before, next] = [TEXTS[written - 1] ?? null, TEXTS[written] ?? null]
  rmSync(folder, { recursive: true })
  return { written, died: written < TEXTS.length, isWhole: read === before || read === next }
}

/** Runs that die at the first change, at the second, and so on, until one comes to its end. */
async function runsOf(place: PlaceName): Promise<readonly Run[]> {
  const runs: Run[] = []
  while (runs.at(-1)?.died !== false)
    runs.push(
      ...(await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => runUntil(place, runs.length + n)))),
    )
  return runs
}

test.each(['SecureStore', 'AsyncStorage'] as const)(
  'a process that dies at any change of a file leaves the old text or the new one in %s',
  async (place) => {
    const runs = await runsOf(place)
    expect(runs.filter(({ died }) => died).length).toBeGreaterThan(20)
    expect(new Set(runs.map(({ written }) => written)).size).toBe(TEXTS.length + 1)
    expect(runs.flatMap(({ isWhole }, dieAt) => (isWhole ? [] : [dieAt]))).toEqual([])
  },
  300_000,
)

test('without the adapter some of these deaths lose the text', async () => {
  const runs = await runsOf('plain')
  expect(runs.filter(({ isWhole }) => !isWhole).length).toBeGreaterThan(0)
}, 300_000)
