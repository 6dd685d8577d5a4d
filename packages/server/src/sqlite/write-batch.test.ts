/** Group commit on a real database: what shares a transaction, what fails alone, what fails together. */

import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { createWriteBatch, type WriteBatch } from './write-batch.ts'

type Bench = WriteBatch & {
  readonly database: DatabaseSync
  readonly insert: (id: number, parent?: number) => Promise<void>
  readonly ids: () => readonly unknown[]
  readonly rollbacks: () => number
}

/** A database in which a row without its parent is found out by the commit, and by nothing before. */
function openBench(): Bench {
  const database = new DatabaseSync(':memory:')
  database.exec('PRAGMA foreign_keys = ON')
  database.exec(`CREATE TABLE rows (
    id INTEGER PRIMARY KEY, parent INTEGER REFERENCES rows (id) DEFERRABLE INITIALLY DEFERRED) STRICT`)
  let rollbacks = 0
  const batch = createWriteBatch(database, () => rollbacks++)
  const statement = database.prepare('INSERT INTO rows (id, parent) VALUES (?, ?)')
  return {
    ...batch,
    database,
    rollbacks: () => rollbacks,
    insert: (id, parent) =>
      batch.write(() => {
        statement.run(id, parent ?? null)
      }),
    ids: () =>
      database
        .prepare('SELECT id FROM rows ORDER BY id')
        .all()
        .map((row) => row['id']),
  }
}

const statuses = (results: readonly PromiseSettledResult<unknown>[]) => results.map(({ status }) => status)

test('a write that fails takes none of its neighbours with it', async () => {
  const { insert, ids, rollbacks } = openBench()
  const results = await Promise.allSettled([insert(1), insert(1), insert(2)])
  expect(statuses(results)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(ids()).toEqual([1, 2])
  expect(rollbacks()).toBe(1)
})

test('when the commit fails, nobody was written and everybody is told', async () => {
  const { insert, ids, rollbacks } = openBench()
  const results = await Promise.allSettled([insert(1), insert(2, 99), insert(3)])
  expect(statuses(results)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(ids()).toEqual([])
  expect(rollbacks()).toBe(1)
  await insert(4)
  expect(ids()).toEqual([4])
})

test('a write alone in its turn fails without a trace, in its work or in its commit', async () => {
  const { insert, ids, write } = openBench()
  await expect(insert(2, 99)).rejects.toThrow(/FOREIGN KEY/)
  await expect(
    write(() => {
      throw new Error('a refusal')
    }),
  ).rejects.toThrow('a refusal')
  await insert(1)
  expect(ids()).toEqual([1])
})

test('nothing of a batch can be read before its commit, nor is anybody answered', async () => {
  const { write, insert, database, ids } = openBench()
  const order: string[] = []
  const first = write(() => order.push(`work in a transaction: ${database.isTransaction}`))
  const second = insert(1).then(() => order.push(`answer, still in a transaction: ${database.isTransaction}`))
  expect(ids()).toEqual([])
  await Promise.all([first, second])
  expect(order).toEqual(['work in a transaction: true', 'answer, still in a transaction: false'])
})

test('what waits is written at once when asked, and only once', async () => {
  const { insert, flush, ids } = openBench()
  const answer = insert(1)
  flush()
  expect(ids()).toEqual([1])
  await answer
  await insert(2)
  expect(ids()).toEqual([1, 2])
})
