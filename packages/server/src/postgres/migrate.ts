/** The schema: plain numbered SQL files, applied once each, in order; of nodes that start at once, one applies them. */

import { readdirSync, readFileSync } from 'node:fs'
import type pg from 'pg'
import { StoreError } from '../store/store-error.ts'
import type { Pool } from './pool.ts'
import { isOutage } from './unavailable.ts'

// The SQL files are published beside the sources; the built files find them there too.
const FOLDER = new URL('../../src/postgres/migrations/', import.meta.url)

/** The table in which a copy into this database notes how far it has come; gone when it has finished. */
export const COPY_NOTES = 'copy_notes'

/** Any number that nobody else is likely to lock in this database. */
const LOCK = 4_262_001

/**
 * Brings the database to the newest schema. Servers of the version before may be running: a migration only adds to what
 * they know, and says in its first line since which version that is so (`-- Runs beside: 3`). What they need goes with
 * a later version, once none of them runs any more. A server refuses a database that a newer one has changed beyond that.
 */
export async function migrate(pool: Pool): Promise<void> {
  const files = readdirSync(FOLDER)
    .filter((name) => /^\d{4}-.*\.sql$/.test(name))
    .toSorted()
  const { on: client, release } = await pool.lease()
  let failure: unknown
  try {
    await client.query('BEGIN')
    // Held until the commit, so that it works behind a pooler that hands out connections by the transaction.
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
    await refuseUnfinishedCopy(client)
    await client.query(
      'CREATE TABLE IF NOT EXISTS schema_version (version INT NOT NULL, runs_beside INT NOT NULL)',
    )
    const { rows } = await client.query<{ version: number | null; runs_beside: number | null }>(
      'SELECT max(version) AS version, max(runs_beside) AS runs_beside FROM schema_version',
    )
    const version = rows[0]?.version ?? 0
    if ((rows[0]?.runs_beside ?? 0) > files.length) {
      throw new StoreError(
        `the database has schema version ${version}, this Coatcheck knows up to ${files.length}: it was written by a newer one`,
      )
    }
    for (const [index, name] of files.entries()) {
      if (index < version) continue
      const sql = readFileSync(new URL(name, FOLDER), 'utf8')
      await client.query(sql)
      await client.query('INSERT INTO schema_version (version, runs_beside) VALUES ($1, $2)', [
        index + 1,
        runsBeside(name, sql),
      ])
    }
    await client.query('COMMIT')
  } catch (error) {
    failure = error
    if (!isOutage(error)) await client.query('ROLLBACK')
    throw error
  } finally {
    release(failure)
  }
}

/** The oldest schema whose servers can go on beside a migration. */
function runsBeside(name: string, sql: string): number {
  const version = /^-- Runs beside: (\d+)$/m.exec(sql)?.[1]
  if (version === undefined) throw new Error(`${name} does not say beside which version it runs`)
  return Number(version)
}

/** A server that starts on half a copy would answer half of its users that they do not exist. */
async function refuseUnfinishedCopy(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ unfinished: boolean }>(
    `SELECT to_regclass('${COPY_NOTES}') IS NOT NULL AS unfinished`,
  )
  if (rows[0]?.unfinished === true)
    throw new StoreError('a copy into this database has not finished: run it again')
}
