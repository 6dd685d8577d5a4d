/**
 * Group commit: the writes that arrive in one turn of the event loop share one transaction and one fsync, and are
 * answered after it. Each is a savepoint of its own, so that one that fails takes nobody with it.
 */

import type { DatabaseSync } from 'node:sqlite'

/** Runs a write with the next commit; settles when it is on disk. */
export type Write = <T>(work: () => T) => Promise<T>

type Pending = {
  readonly work: () => unknown
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** A batch of writes on one database. */
export type WriteBatch = {
  readonly write: Write
  /** Commits what is waiting, now. */
  readonly flush: () => void
}

/**
 * Makes the batch of a database.
 *
 * @param afterRollback Called when a whole transaction did not happen, so that what memory knows of it is dropped.
 */
export function createWriteBatch(database: DatabaseSync, afterRollback: () => void): WriteBatch {
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const savepoint = database.prepare('SAVEPOINT one_write')
  const release = database.prepare('RELEASE one_write')
  const rollbackTo = database.prepare('ROLLBACK TO one_write')
  let waiting: Pending[] = []

  function flush(): void {
    const batch = waiting
    if (batch.length === 0) return
    waiting = []
    try {
      const answers = transact(batch)
      for (const answer of answers) answer()
    } catch (error) {
      for (const { reject } of batch) reject(error)
      if (!database.isOpen) return // closed before their turn came
      if (database.isTransaction) database.exec('ROLLBACK')
      afterRollback()
    }
  }

  function transact(batch: readonly Pending[]): readonly (() => void)[] {
    begin.run()
    const [only, another] = batch
    if (only !== undefined && another === undefined) {
      const value = only.work() // alone, it fails with the whole transaction: no savepoint is needed
      commit.run()
      return [() => only.resolve(value)]
    }
    const answers = batch.map(({ work, resolve, reject }) => {
      savepoint.run()
      try {
        const value = work()
        release.run()
        return () => resolve(value)
      } catch (error) {
        if (!database.isTransaction) throw error // a full disk rolls everything back
        rollbackTo.run()
        release.run()
        afterRollback()
        return () => reject(error)
      }
    })
    commit.run()
    return answers
  }

  return {
    flush,
    write: (work) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush)
        waiting.push({ work, resolve: resolve as (value: unknown) => void, reject })
      }),
  }
}
