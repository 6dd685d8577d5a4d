/** A database of the browser with one table, whose connection may be lost at any time. */

import { StorageError } from './storage-error.ts'

/**
 * Works in one transaction and gives what `work` gives once that has been committed, for writes to the disk itself. When the
 * browser has closed the connection, as it does with pages in the background, it is opened anew, once.
 */
export type Transact = <T>(mode: 'readonly' | 'readwrite', work: Work<T>) => Promise<T | undefined>

/** What is done in a transaction, and what it gives. */
type Work<T> = (table: IDBObjectStore, give: (result: T) => void) => void

const TABLE = 'kept'
/** What a transaction ends with, or does not begin for, when its connection is closed under it. */
const LOST: readonly unknown[] = ['AbortError', 'InvalidStateError', 'UnknownError']

/** The database of a name. Nothing is opened before it is used. Whatever fails is a `StorageError`. */
export function indexedDb(name: string): Transact {
  let connection: Promise<IDBDatabase> | null = null

  function drop(lost: Promise<IDBDatabase>): void {
    if (connection === lost) connection = null
  }

  async function attempt<T>(mode: IDBTransactionMode, work: Work<T>): Promise<T | undefined> {
    const opening: Promise<IDBDatabase> = connection ?? open(name, () => drop(opening))
    connection = opening
    const database = await opening.catch((cause: unknown) => {
      drop(opening)
      throw openFailure(cause)
    })
    try {
      return await transact(database, mode, work)
    } catch (cause) {
      if (isLost(cause)) {
        database.close()
        drop(opening)
      }
      throw cause
    }
  }

  return async (mode, work) => {
    try {
      return await attempt(mode, work).catch((cause: unknown) => {
        if (!isLost(cause)) throw cause
        return attempt(mode, work)
      })
    } catch (cause) {
      throw cause instanceof StorageError ? cause : transactionFailure(cause)
    }
  }
}

function open(name: string, onLost: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => void request.result.createObjectStore(TABLE)
    request.onerror = () => reject(errorOf(request.error))
    request.onsuccess = () => {
      const database = request.result
      database.onclose = onLost
      // Somebody deletes it, who would wait for us.
      database.onversionchange = () => {
        database.close()
        onLost()
      }
      resolve(database)
    }
  })
}

function transact<T>(database: IDBDatabase, mode: IDBTransactionMode, work: Work<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(TABLE, mode, { durability: 'strict' })
    let result: T | undefined
    transaction.oncomplete = () => resolve(result)
    transaction.onabort = () => reject(errorOf(transaction.error))
    work(transaction.objectStore(TABLE), (given) => {
      result = given
    })
  })
}

function openFailure(cause: unknown): StorageError {
  const code = nameOf(cause) === 'QuotaExceededError' ? 'full' : 'unavailable'
  return new StorageError(code, `IndexedDB does not open: ${messageOf(cause)}`, cause)
}

function transactionFailure(cause: unknown): StorageError {
  switch (nameOf(cause)) {
    case 'QuotaExceededError':
      return new StorageError('full', 'IndexedDB has no room left', cause)
    case 'DataCloneError':
      return new StorageError('unavailable', 'IndexedDB keeps no keys here', cause)
    default:
      return new StorageError('failed', `IndexedDB failed: ${messageOf(cause)}`, cause)
  }
}

function isLost(cause: unknown): boolean {
  return LOST.includes(nameOf(cause))
}

/** A transaction that was aborted from outside has no error of its own. */
function errorOf(error: DOMException | null): Error {
  return error ?? new DOMException('the transaction was aborted', 'AbortError')
}

function nameOf(error: unknown): unknown {
  return error instanceof Error ? error.name : undefined
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
