/** SQL with `:names`, as Postgres takes it: numbered parameters, one round trip. */

import type { QueryArrayResult } from 'pg'
import { describeFailure } from './unavailable.ts'

/** What a parameter may be. */
export type Value = string | number | Uint8Array | readonly string[] | null

/** The parameters of a statement. */
export type SqlParameters = { readonly [name: string]: Value }

/** Runs statements: a pool, or the connection of a transaction. */
export type Connection = {
  readonly query: (statement: {
    readonly text: string
    readonly values: unknown[]
    readonly rowMode: 'array'
  }) => Promise<QueryArrayResult<unknown[]>>
}

/** A row as an object. */
export type Row = { readonly [column: string]: unknown }

/** A statement ready to run. */
export type Statement = {
  /** Rows as objects. */
  readonly all: (on: Connection, parameters?: SqlParameters) => Promise<readonly Row[]>
  readonly get: (on: Connection, parameters?: SqlParameters) => Promise<Row | null>
  /** Rows as arrays, for the wide ones. */
  readonly arrays: (on: Connection, parameters?: SqlParameters) => Promise<readonly (readonly unknown[])[]>
  /** How many rows it changed. */
  readonly run: (on: Connection, parameters?: SqlParameters) => Promise<number>
}

/**
 * Numbers the names once. `:now` is no parameter: it is the store's clock, which a statement that had to wait for a
 * lock asks again.
 */
export function statement(sql: string): Statement {
  const names: string[] = []
  const text = sql.replaceAll(/(?<!:):(\w+)/g, (_, name: string) => {
    if (name === 'now') return 'coatcheck_now()'
    if (!names.includes(name)) names.push(name)
    return `$${names.indexOf(name) + 1}`
  })
  const ask = async (on: Connection, parameters: SqlParameters) => {
    const values = names.map((name) => {
      const value = parameters[name]
      if (value === undefined) throw new TypeError(`the statement needs :${name}`)
      return value
    })
    try {
      return await on.query({ text, values, rowMode: 'array' })
    } catch (error) {
      throw describeFailure(error)
    }
  }
  const all: Statement['all'] = async (on, parameters = {}) => objectsOf(await ask(on, parameters))
  return {
    all,
    get: async (on, parameters) => (await all(on, parameters))[0] ?? null,
    arrays: async (on, parameters = {}) => (await ask(on, parameters)).rows,
    run: async (on, parameters = {}) => (await ask(on, parameters)).rowCount ?? 0,
  }
}

/** Makes objects of the rows of a result. */
export function objectsOf({ fields, rows }: QueryArrayResult<unknown[]>): readonly Row[] {
  return rows.map((row) => Object.fromEntries(fields.map(({ name }, index) => [name, row[index]])))
}
