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
  // Chosen before anything is removed: a subquery that is run for each row would choose others every time.
  const remove = statement(`WITH chosen AS MATERIALIZED (SELECT ${key} FROM ${table}
    WHERE ${time} <= (SELECT :now) - :retention::BIGINT ORDER BY ${time} LIMIT :batch FOR UPDATE SKIP LOCKED)
    DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM chosen)`)
  return (on, retentionMs, batch) => remove.run(on, { retention: retentionMs, batch })
}
