/** Forgets rows whose time is over, a batch at a time; rows that another node forgets just now are skipped. */

import { type Connection, statement } from './statement.ts'

/** Which rows: of a table, by its key, whose time column is at or before a moment. */
export type Forgettable = { readonly table: string; readonly key: string; readonly time: string }

/** Prepares it. The names are the caller's own words, never input. */
export function forget({
  table,
  key,
  time,
}: Forgettable): (on: Connection, retentionMs: number, batch: number) => Promise<number> {
  const remove = statement(`DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table}
    WHERE ${time} <= (SELECT :now) - :retention::BIGINT ORDER BY ${time} LIMIT :batch FOR UPDATE SKIP LOCKED)`)
  return (on, retentionMs, batch) => remove.run(on, { retention: retentionMs, batch })
}
