/** Forgets rows whose time is over, a batch at a time, so that no write is held up for long. */

import type { Engine } from './engine.ts'

/** Which rows: of a table, by its key, whose time column is at or before a moment. */
export type Forgettable = { readonly table: string; readonly key: string; readonly time: string }

/** Prepares it. The names are the caller's own words, never input. */
export function prepareForget(
  { database, write }: Engine,
  { table, key, time }: Forgettable,
): (untilMs: number, batch: number) => Promise<number> {
  const forget = database.prepare(
    `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE ${time} <= ? ORDER BY ${time} LIMIT ?)`,
  )
  return (untilMs, batch) => write(() => Number(forget.run(untilMs, batch).changes))
}
