/** Where a copy comes from: an SQLite file, which no server has open meanwhile. */

import { existsSync } from 'node:fs'
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { migrate } from '../sqlite/migrate.ts'
import { openDatabase } from '../sqlite/open-database.ts'
import { StoreError } from '../store/store-error.ts'
import type { CopiedTable } from './tables.ts'

/** A row, column by column. */
export type CopiedRow = { readonly [column: string]: SQLInputValue }

/** The source. */
export type CopySource = {
  readonly columnsOf: (table: CopiedTable) => readonly string[]
  readonly count: (table: CopiedTable) => number
  /** The rows behind a key, in the order of keys. */
  readonly rows: (
    table: CopiedTable,
    after: readonly SQLInputValue[] | null,
    limit: number,
  ) => readonly CopiedRow[]
  readonly close: () => void
}

/**
 * Opens it, brought up to date, and keeps everybody else out.
 *
 * @throws {StoreError} When it is not there, or a server has it open.
 */
export function openCopySource(path: string): CopySource {
  if (!existsSync(path)) throw new StoreError(`${path} is not there`)
  const database = openDatabase(path, migrate)
  return {
    columnsOf: (table) => columnsOf(database, table),
    count: ({ name }) => Number(database.prepare(`SELECT count(*) AS count FROM ${name}`).get()?.['count']),
    rows: (table, after, limit) => {
      const { name, key } = table
      const behind = after === null ? '' : `WHERE (${key.join(', ')}) > (${key.map(() => '?').join(', ')})`
      return database
        .prepare(
          `SELECT ${columnsOf(database, table).join(', ')} FROM ${name} ${behind} ORDER BY ${key.join(', ')} LIMIT ${limit}`,
        )
        .all(...(after ?? []))
    },
    close: () => database.close(),
  }
}

/** Those that are written; the others follow from them. */
function columnsOf(database: DatabaseSync, { name }: CopiedTable): readonly string[] {
  return database
    .prepare('SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0 ORDER BY cid')
    .all(name)
    .map((row) => String(row['name']))
}
