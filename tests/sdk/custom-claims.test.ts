/** What an application declares of its claims reaches every place where they are. The compiler is the judge. */

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const PROJECT = fileURLToPath(new URL('custom-claims', import.meta.url))

test('an application that declares its claims compiles, and what it must not do does not', () => {
  const { stdout, status } = spawnSync('tsc', ['-p', PROJECT], { encoding: 'utf8' })
  expect([stdout, status]).toEqual(['', 0])
}, 120_000)
