/** Which database: read from a URL once, shown without its password, and opened. */

import { type Clock, type Random, Secret, type Store } from '@coatcheck/core'
import type { SessionRecord } from '../sql/session-record.ts'
import { StoreError } from './store-error.ts'
import { splitHosts } from '../postgres/hosts.ts'
import { openSqliteStore } from '../sqlite/sqlite-store.ts'

/** A database as settings name it. */
export type Database =
  /** `path`: a file, or `:memory:`. */
  { readonly engine: 'sqlite'; readonly path: string } | { readonly engine: 'postgres'; readonly url: Secret }

/** Reads `sqlite:<path>`, `postgres://...` or `postgresql://...`, also of several hosts; `null` for anything else. */
export function readDatabase(text: string): Database | null {
  if (/^sqlite:./.test(text)) return { engine: 'sqlite', path: text.slice('sqlite:'.length) }
  return splitHosts(text) === null ? null : { engine: 'postgres', url: new Secret(text) }
}

/** What may be shown of it. */
export function describeDatabase(database: Database): string {
  if (database.engine === 'postgres') {
    const urls = (splitHosts(database.url.reveal()) ?? []).map((url) => new URL(url))
    return `Postgres, ${urls.map(({ host }) => host).join(',')}${urls[0]?.pathname ?? ''}`
  }
  return database.path === ':memory:' ? 'in memory, gone with the process' : database.path
}

/** A store in a database; `record` where sessions may be worked on outside of it. */
export type DatabaseStore = Store & { readonly record?: SessionRecord }

/**
 * Opens the store, bringing its schema up to date.
 *
 * @param world SQLite's clock is the process's; Postgres has one of its own.
 * @throws {StoreError} When it cannot be opened, or was written by a newer version.
 */
export async function openStore(
  database: Database,
  world: { readonly clock: Clock; readonly random: Random },
): Promise<DatabaseStore> {
  if (database.engine === 'sqlite') return openSqliteStore({ path: database.path, ...world })
  const { openPostgresStore } = await import('../postgres/postgres-store.ts') // SQLite needs no driver in memory
  try {
    return await openPostgresStore({ url: database.url.reveal(), random: world.random })
  } catch (error) {
    if (error instanceof StoreError) throw error
    const message = error instanceof Error ? error.message : String(error)
    throw new StoreError(`${describeDatabase(database)} cannot be opened: ${message}`, { cause: error })
  }
}
