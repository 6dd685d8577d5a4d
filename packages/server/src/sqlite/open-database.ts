/** Opens the database file: private to its owner, owned by one process, durable at every commit. */

import { chmodSync, closeSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeFolder } from '../config/data-folder.ts'
import { StoreError } from '../store/store-error.ts'

/**
 * Opens `path`, or a database in memory for `:memory:`, and prepares it.
 *
 * @param prepare Brings the schema up to date. When it fails, the file is let go of.
 * @throws {StoreError} When the file cannot be opened or written, or is in use.
 */
export function openDatabase(path: string, prepare: (database: DatabaseSync) => void): DatabaseSync {
  let database: DatabaseSync | null = null
  try {
    if (path !== ':memory:') makePrivateFile(path)
    database = new DatabaseSync(path)
    // The lock is the operating system's: it goes with the process, however that ends.
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    database.exec('PRAGMA journal_mode = WAL')
    database.exec('PRAGMA synchronous = FULL')
    database.exec('PRAGMA foreign_keys = ON')
    database.exec('PRAGMA cache_size = -16384')
    database.exec('PRAGMA trusted_schema = OFF')
    database.exec('BEGIN IMMEDIATE; COMMIT')
    prepare(database)
    return database
  } catch (error) {
    database?.close()
    throw error instanceof StoreError ? error : new StoreError(explain(path, error), { cause: error })
  }
}

function makePrivateFile(path: string): void {
  makeFolder(dirname(path))
  createFile(path)
  // SQLite gives its -wal and -shm files the mode of the database.
  chmodSync(path, 0o600)
}

/**
 * Makes the file if it is not there. One that is there must not even be opened: POSIX lets go of all locks that a
 * process holds on a file when it closes any descriptor of it, and a store of this process may hold the lock.
 */
function createFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

function explain(path: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  if (/database is locked/.test(message))
    return `${path} is in use by another Coatcheck process: stop it first`
  if (/EACCES|EROFS|EPERM|readonly database/.test(message)) return `${path} cannot be written: ${message}`
  return `${path} cannot be opened: ${message}`
}
