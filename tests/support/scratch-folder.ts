/**
 * Where a run of the tests keeps what it makes: one folder that goes with it, in memory where there is room. The
 * programs under test are killed, the machine is not: what they wrote is there either way, and is waited for less.
 */

import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MEMORY = '/dev/shm'
const ROOM_BYTES = 8 * 2 ** 30

let folder: string

/** Makes the folder before the workers start, which take it for that of temporary files. */
export function setup(): void {
  folder = mkdtempSync(join(hasRoom(MEMORY) ? MEMORY : tmpdir(), 'coatcheck-tests-'))
  chmodSync(folder, 0o755) // servers that are somebody else's have their folders in it
  process.env['TMPDIR'] = folder
}

/** Removes it. */
export function teardown(): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize >= ROOM_BYTES
}
