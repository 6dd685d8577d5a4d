/** Copies an SQLite file into Postgres, can go on where it was cut short, and compares both when it is done. */

import { createHash } from 'node:crypto'
import type { Database } from '../store/database.ts'
import { StoreError } from '../store/store-error.ts'
import { type CopiedRow, type CopySource, openCopySource } from './copy-source.ts'
import { type CopyTarget, openCopyTarget } from './copy-target.ts'
import { COPIED_TABLES, type CopiedTable } from './tables.ts'

const BATCH = 2_000

/** How far it is. */
export type CopyProgress = {
  readonly phase: 'copying' | 'comparing'
  readonly table: string
  readonly done: number
  readonly total: number
}

/** What was copied, table by table. */
export type CopiedCounts = { readonly [table: string]: number }

/**
 * Copies everything. What servers wrote stays as it is: sessions, refresh tokens and keys go on with the same secret.
 *
 * @throws {StoreError} When a side cannot be used, or what arrived is not what was there.
 */
export async function copyDatabase(
  from: Database,
  to: Database,
  onProgress: (progress: CopyProgress) => void,
): Promise<CopiedCounts> {
  if (from.engine !== 'sqlite' || from.path === ':memory:')
    throw new StoreError('a copy comes from sqlite:<file>')
  if (to.engine !== 'postgres') throw new StoreError('a copy goes to postgres://...')
  const source = openCopySource(from.path)
  try {
    const target = await openCopyTarget(to.url.reveal())
    try {
      for (const table of COPIED_TABLES) await copyTable(source, target, table, onProgress)
      const counts: Record<string, number> = {}
      for (const table of COPIED_TABLES)
        counts[table.name] = await compareTable(source, target, table, onProgress)
      await target.finish()
      return counts
    } finally {
      await target.close()
    }
  } finally {
    source.close()
  }
}

async function copyTable(
  source: CopySource,
  target: CopyTarget,
  table: CopiedTable,
  onProgress: (progress: CopyProgress) => void,
): Promise<void> {
  const columns = source.columnsOf(table)
  const total = source.count(table)
  let { lastKey, rows: done } = await target.note(table)
  for (;;) {
    onProgress({ phase: 'copying', table: table.name, done, total })
    const rows = source.rows(table, lastKey, BATCH)
    const last = rows.at(-1)
    if (last === undefined) return
    done += rows.length
    lastKey = table.key.map((column) => last[column] as string | number)
    await target.write(table, columns, rows, { lastKey, rows: done })
  }
}

/** Reads both sides through. @returns How many rows they have. */
async function compareTable(
  source: CopySource,
  target: CopyTarget,
  table: CopiedTable,
  onProgress: (progress: CopyProgress) => void,
): Promise<number> {
  const columns = source.columnsOf(table).toSorted()
  const total = source.count(table)
  const [ours, theirs] = [createHash('sha256'), createHash('sha256')]
  let after: readonly (string | number)[] | null = null
  let done = 0
  for (;;) {
    onProgress({ phase: 'comparing', table: table.name, done, total })
    const read: readonly CopiedRow[] = source.rows(table, after, BATCH)
    const arrived: readonly CopiedRow[] = await target.rows(table, columns, after, BATCH)
    for (const row of read) ours.update(spelled(columns, row))
    for (const row of arrived) theirs.update(spelled(columns, row))
    const last: CopiedRow | undefined = read.at(-1)
    if (last === undefined) break
    done += read.length
    after = table.key.map((column) => last[column] as string | number)
  }
  const count = await target.count(table)
  if (count !== total) throw new StoreError(`${table.name} has ${count} rows there and ${total} here`)
  if (ours.digest('hex') !== theirs.digest('hex'))
    throw new StoreError(`${table.name} is not the same on both sides: something else writes to the database`)
  return total
}

/** A row as both sides spell it. */
function spelled(columns: readonly string[], row: CopiedRow): string {
  const values = columns.map((column) => {
    const value = row[column] ?? null
    return value instanceof Uint8Array ? [Buffer.from(value).toString('base64')] : value
  })
  return `${JSON.stringify(values)}\n`
}
