/** Where a copy goes: a database of Postgres that nobody else has written to, with a note of how far it has come. */

import { COPY_NOTES, migrate } from '../postgres/migrate.ts'
import { createPool, type Pool } from '../postgres/pool.ts'
import { splitHosts } from '../postgres/hosts.ts'
import { StoreError } from '../store/store-error.ts'
import type { CopiedRow } from './copy-source.ts'
import { COPIED_TABLES, type CopiedTable } from './tables.ts'

/** How far a table has come. */
export type CopyNote = { readonly lastKey: readonly (string | number)[] | null; readonly rows: number }

/** The target. */
export type CopyTarget = {
  readonly note: (table: CopiedTable) => Promise<CopyNote>
  /** Writes rows and the note of them: both, or nothing. */
  readonly write: (
    table: CopiedTable,
    columns: readonly string[],
    rows: readonly CopiedRow[],
    note: CopyNote,
  ) => Promise<void>
  /** The rows behind a key, in the order of keys. */
  readonly rows: (
    table: CopiedTable,
    columns: readonly string[],
    after: readonly unknown[] | null,
    limit: number,
  ) => Promise<readonly CopiedRow[]>
  readonly count: (table: CopiedTable) => Promise<number>
  /** Opens the database to servers. */
  readonly finish: () => Promise<void>
  readonly close: () => Promise<void>
}

/**
 * Opens it.
 *
 * @throws {StoreError} When it holds anything that no copy has put there.
 */
export async function openCopyTarget(url: string): Promise<CopyTarget> {
  const urls = splitHosts(url)
  if (urls === null) throw new StoreError('the URL of the database names no host and database of Postgres')
  const pool = createPool(urls, {
    maxConnections: 2,
    connectTimeoutMs: 5_000,
    answerTimeoutMs: 600_000,
    statementTimeoutMs: null,
  })
  try {
    await claim(pool)
    return targetOn(pool, await readTypes(pool))
  } catch (error) {
    await pool.close()
    throw error
  }
}

async function query(pool: Pool, text: string, values: unknown[] = []): Promise<readonly unknown[][]> {
  return (await pool.query({ text, values, rowMode: 'array' })).rows
}

/** Takes an empty database, or goes on with one that a copy has taken. */
async function claim(pool: Pool): Promise<void> {
  const [[isTaken] = []] = await query(pool, `SELECT to_regclass('${COPY_NOTES}') IS NOT NULL`)
  if (isTaken === true) return
  await migrate(pool)
  for (const { name, changed = 'TRUE' } of COPIED_TABLES) {
    const [row] = await query(pool, `SELECT 1 FROM ${name} WHERE ${changed} LIMIT 1`)
    if (row !== undefined)
      throw new StoreError(`the database to copy to is in use: ${name} holds something; name an empty one`)
  }
  await query(
    pool,
    `CREATE TABLE ${COPY_NOTES} (name TEXT PRIMARY KEY, last_key TEXT NOT NULL, row_count BIGINT NOT NULL)`,
  )
}

/** The type of each column, for arrays of them. */
async function readTypes(pool: Pool): Promise<ReadonlyMap<string, string>> {
  const rows = await query(
    pool,
    `SELECT table_name || '.' || column_name, data_type FROM information_schema.columns
     WHERE table_schema = current_schema()`,
  )
  return new Map(rows.map(([column, type]) => [String(column), String(type)]))
}

function targetOn(pool: Pool, types: ReadonlyMap<string, string>): CopyTarget {
  return {
    note: async ({ name }) => {
      const [row] = await query(pool, `SELECT last_key, row_count FROM ${COPY_NOTES} WHERE name = $1`, [name])
      return row === undefined
        ? { lastKey: null, rows: 0 }
        : { lastKey: JSON.parse(String(row[0])) as (string | number)[], rows: Number(row[1]) }
    },
    write: async (table, columns, rows, note) => {
      const arrays = columns.map(
        (column, index) => `$${index + 3}::${types.get(`${table.name}.${column}`)}[]`,
      )
      const over = `ON CONFLICT (${table.key.join(', ')}) DO UPDATE
        SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`
      await query(
        pool,
        `WITH noted AS (
           INSERT INTO ${COPY_NOTES} (name, last_key, row_count) VALUES ('${table.name}', $1, $2)
           ON CONFLICT (name) DO UPDATE SET last_key = excluded.last_key, row_count = excluded.row_count),
         copied (${columns.join(', ')}) AS (SELECT * FROM unnest(${arrays.join(', ')}))
         INSERT INTO ${table.name} (${columns.join(', ')}) SELECT * FROM copied
         ${table.changed === undefined ? '' : over}`,
        [
          JSON.stringify(note.lastKey),
          note.rows,
          ...columns.map((column) => rows.map((row) => bufferOf(row[column]))),
        ],
      )
    },
    rows: async (table, columns, after, limit) => {
      const order = table.key.map((column) =>
        types.get(`${table.name}.${column}`) === 'text' ? `${column} COLLATE "C"` : column,
      )
      const behind =
        after === null
          ? ''
          : `WHERE (${order.join(', ')}) > (${table.key.map((_, index) => `$${index + 1}`).join(', ')})`
      const rows = await query(
        pool,
        `SELECT ${columns.join(', ')} FROM ${table.name} ${behind} ORDER BY ${order.join(', ')} LIMIT ${limit}`,
        [...(after ?? [])],
      )
      return rows.map(
        (row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])) as CopiedRow,
      )
    },
    count: async ({ name }) => Number((await query(pool, `SELECT count(*) FROM ${name}`))[0]?.[0]),
    finish: async () => {
      await query(pool, `DROP TABLE ${COPY_NOTES}`)
      await query(pool, 'ANALYZE')
    },
    close: () => pool.close(),
  }
}

/** The driver knows arrays of buffers, not of other bytes. */
function bufferOf(value: CopiedRow[string] | undefined): unknown {
  return value instanceof Uint8Array ? Buffer.from(value) : value
}
