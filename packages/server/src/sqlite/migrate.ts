/** The schema: plain numbered SQL files, applied once each, in order, at start. */

import { readdirSync, readFileSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../store/store-error.ts'

// The SQL files are published beside the sources; the built files find them there too.
const FOLDER = new URL('../../src/sqlite/migrations/', import.meta.url)

/** Brings a database to the newest schema; refuses one that a newer version has already changed. */
export function migrate(database: DatabaseSync): void {
  const files = readdirSync(FOLDER)
    .filter((name) => /^\d{4}-.*\.sql$/.test(name))
    .sort()
  const version = schemaVersion(database)
  if (version > files.length) {
    throw new StoreError(
      `the database has schema version ${version}, this Coatcheck knows up to ${files.length}: it was written by a newer one`,
    )
  }
  for (const [index, name] of files.entries()) {
    if (index < version) continue
    const sql = readFileSync(new URL(name, FOLDER), 'utf8')
    database.exec(`BEGIN IMMEDIATE; ${sql}; PRAGMA user_version = ${index + 1}; COMMIT`)
  }
}

function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
}
