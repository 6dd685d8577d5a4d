/** Lists whose filters are composed: built by Kysely, run on the pool. */

import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely'
import type { ListTables } from '../sql/list-tables.ts'
import { type Connection, objectsOf, type Row } from './statement.ts'

/** Builds SQL and nothing else; it has no connection. */
export const sqlBuilder: Kysely<ListTables> = new Kysely({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

/** Runs a query that was built. */
export async function runQuery(on: Connection, query: Compilable): Promise<readonly Row[]> {
  const { sql: text, parameters } = query.compile()
  return objectsOf(await on.query({ text, values: [...parameters], rowMode: 'array' }))
}
