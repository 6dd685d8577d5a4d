/** Lists: composed filters, newest first, by a cursor that is the last row's key. */

import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Compilable,
} from 'kysely'
import type { Page, PageRequest } from '@coatcheck/core'
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { ListTables } from '../sql/list-tables.ts'
import { pageOf } from '../sql/pagination.ts'
import type { Row } from '../sql/session-row.ts'

/** Builds SQL and nothing else; it has no connection. */
export const sqlBuilder: Kysely<ListTables> = new Kysely({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

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
