/** `coatcheck copy`: moves everything from an SQLite file into Postgres, and says how far it is. */

import {
  type CopyProgress,
  copyDatabase,
  type Database,
  describeDatabase,
  readDatabase,
  StartError,
} from '@coatcheck/server'
import { type Terminal, terminalFor } from './terminal.ts'

const BAR = 24
/** How often the bar is drawn at most. */
const EVERY_MS = 100

/** What was asked for. */
export type CopyFlags = { readonly from: string; readonly to: string }

/** Copies. */
export async function copy(flags: CopyFlags): Promise<void> {
  const [from, to] = [named('--from', flags.from), named('--to', flags.to)]
  const { stdout } = process
  const show = progressOn(stdout, terminalFor(stdout.isTTY, process.env))
  stdout.write(`${describeDatabase(from)} -> ${describeDatabase(to)}\n`)
  const counts = await copyDatabase(from, to, show)
  const { users = 0, sessions = 0 } = counts
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0)
  if (stdout.isTTY) stdout.write('\r\u001B[K')
  stdout.write(
    `${rows.toLocaleString('en')} rows are the same on both sides, ${users.toLocaleString('en')} users and ${sessions.toLocaleString('en')} sessions among them.\n` +
      'Start servers with COATCHECK_DATABASE_URL set to the new database and the same COATCHECK_SECRET.\n',
  )
}

function named(flag: string, url: string): Database {
  const database = readDatabase(url)
  if (database === null)
    throw new StartError(`${flag} names no database; allowed: sqlite:<file>, postgres://...`)
  return database
}

/** A bar for each table on a terminal, and one that the comparison shares; lines elsewhere. */
function progressOn(out: NodeJS.WriteStream, terminal: Terminal): (progress: CopyProgress) => void {
  let drawnAtMs = 0
  return ({ phase, table, done, total }) => {
    const isDone = done === total
    if (!out.isTTY) {
      if (isDone && phase === 'copying') out.write(`${table}: ${total.toLocaleString('en')} rows\n`)
      return
    }
    const nowMs = performance.now()
    if (!isDone && nowMs - drawnAtMs < EVERY_MS) return
    drawnAtMs = nowMs
    const part = total === 0 ? 1 : done / total
    const bar =
      terminal.good('━'.repeat(Math.round(part * BAR))) +
      terminal.dim('━'.repeat(BAR - Math.round(part * BAR)))
    const facts = `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`
    out.write(
      `\r\u001B[K${phase.padEnd(9)} ${table.padEnd(19)} ${bar} ${terminal.dim(facts)}${isDone && phase === 'copying' ? '\n' : ''}`,
    )
  }
}
