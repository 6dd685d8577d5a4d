/** Opens the database file: private to its owner, owned by one process, durable at every commit. */

import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreError } from './store-error.ts'

/** Opens `path`, or a database in memory for `:memory:`. */
export function openDatabase(path: string): DatabaseSync {
  try {
    if (path !== ':memory:') makePrivateFile(path)
    const database = new DatabaseSync(path)
    // The lock is the operating system's: it goes with the process, however that ends.
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    database.exec('PRAGMA journal_mode = WAL')
    database.exec('PRAGMA synchronous = FULL')
    database.exec('PRAGMA foreign_keys = ON')
    database.exec('PRAGMA cache_size = -16384')
    database.exec('PRAGMA trusted_schema = OFF')
    database.exec('BEGIN IMMEDIATE; COMMIT')
    return database
  } catch (error) {
    throw new StoreError(explain(path, error), { cause: error })
  }
}

function makePrivateFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  closeSync(openSync(path, 'a', 0o600))
  // SQLite gives its -wal and -shm files the mode of the database.
  chmodSync(path, 0o600)
}

function explain(path: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  if (/database is locked/.test(message)) return `${path} is in use by another Coatcheck process`
  if (/EACCES|EROFS|EPERM|readonly database/.test(message)) return `${path} cannot be written: ${message}`
  return `${path} cannot be opened: ${message}`
}
