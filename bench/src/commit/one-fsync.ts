/** The baseline of durable refresh: `one-fsync.ts <database>` commits each refresh by itself. */

import { DatabaseSync } from 'node:sqlite'
import { measureSelf, serveRounds } from '../process/worker.ts'

const ROWS = 10_000

const database = new DatabaseSync(process.argv[2] ?? '')
database.exec(`
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE session (id INTEGER PRIMARY KEY, counter INTEGER NOT NULL, key_hash BLOB, stepped_at INTEGER) STRICT;
`)
database.exec('BEGIN')
const insert = database.prepare('INSERT INTO session (id, counter) VALUES (?, 0)')
for (let id = 0; id < ROWS; id++) insert.run(id)
database.exec('COMMIT')

const advance = database.prepare(
  'UPDATE session SET counter = counter + 1, key_hash = ?, stepped_at = ? WHERE id = ? AND counter = ?',
)
const counters = new Uint32Array(ROWS)
const keyHash = new Uint8Array(32)
let turn = 0

serveRounds({ name: 'one fsync per refresh (node:sqlite)' }, (seconds) =>
  measureSelf(() => {
    const endsAt = performance.now() + seconds * 1000
    let operations = 0
    while (performance.now() < endsAt) {
      const id = turn++ % ROWS
      const { changes } = advance.run(keyHash, Date.now(), id, counters[id] ?? 0)
      if (changes !== 1) throw new Error(`the row ${id} did not hold the expected counter`)
      counters[id] = (counters[id] ?? 0) + 1
      operations++
    }
    return operations
  }),
)
