/** Lists: composed filters, newest first, by a cursor that is the last row's key. */

import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Compilable,
} from 'kysely'
import { type Id, type IdPrefix, type Page, type PageRequest, parseId } from '@coatcheck/core'
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { Row } from './session-row.ts'

/** The tables that lists read, as far as they compose on them. */
export type ListTables = {
  readonly events: { id: string; user_id: string | null; session_id: string | null; type: string }
  readonly users: {
    id: string
    state: string
    email: string | null
    external_id: string | null
    username: string | null
    first_name: string | null
    last_name: string | null
  }
}

/** Builds SQL and nothing else; it has no connection. */
export const sqlBuilder: Kysely<ListTables> = new Kysely({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

/** The id that a cursor is; `null` on the first page, and for what is none: lists start from the beginning then. */
export function readCursor<P extends IdPrefix>(prefix: P, { cursor }: PageRequest): Id<P> | null {
  return cursor === null ? null : parseId(prefix, cursor)
}

/** Runs a query for one row more than the page holds, and makes the page. */
export function readPage<T>(
  database: DatabaseSync,
  query: Compilable,
  page: PageRequest,
  read: { readonly item: (row: Row) => T; readonly key: (row: Row) => string },
): Page<T> {
  const { sql, parameters } = query.compile()
  const rows = database.prepare(sql).all(...(parameters as SQLInputValue[]))
  return pageOf(rows, page, read)
}

/** Makes a page from rows of which one more than the page holds was asked for. */
export function pageOf<R, T>(
  rows: readonly R[],
  page: PageRequest,
  read: { readonly item: (row: R) => T; readonly key: (row: R) => string },
): Page<T> {
  const shown = rows.slice(0, page.limit)
  const last = shown.at(-1)
  return {
    data: shown.map(read.item),
    nextCursor: rows.length > page.limit && last !== undefined ? read.key(last) : null,
  }
}
