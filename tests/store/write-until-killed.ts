/** A process that opens a store and writes until it is killed, saying what was acknowledged; or why it cannot open. */

import { randomBytes } from 'node:crypto'
import { writeSync } from 'node:fs'
import { openSqliteStore, StoreError } from '@coatcheck/server'

const WRITERS = 16
const [path = ''] = process.argv.slice(2)
// Straight to the pipe: a line that waits in this process would die with it.
const say = (line: string): void => void writeSync(1, `${line}\n`)

try {
  const clock = { nowMs: Date.now }
  const store = openSqliteStore({ path, clock, random: { bytes: (length) => randomBytes(length) } })
  let next = 0
  const write = async (): Promise<never> => {
    for (;;) {
      const version = ++next
      await store.secretFingerprints.add(version, Uint8Array.of(1))
      say(String(version))
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, write))
} catch (error) {
  if (!(error instanceof StoreError)) throw error
  say(error.message)
}
