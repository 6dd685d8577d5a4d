/** A place that the tabs and workers of an origin share, with a key that does not leave the browser. */

import type { SessionStorage } from '../browser/session-storage.ts'
import { keptDeviceKey } from './device-key.ts'
import { inTurn } from './in-turn.ts'
import { indexedDb } from './indexed-db.ts'

/** How it is set up. */
export type IndexedDbOptions = {
  /** The name of the database. Applications that share an origin take one each. `coatcheck` when left out. */
  readonly name?: string | undefined
}

const ENTRY = 'session'

/**
 * Keeps the text in IndexedDB, and beside it a key of P-256 that signs here and that no script can read: the refresh
 * token is bound to it, and alone is worth nothing. Scripts of the page can still use both, and so can whoever starts a
 * browser with a copy of the whole profile.
 *
 * Its functions reject with a `StorageError`.
 */
export function indexedDbStorage({ name = 'coatcheck' }: IndexedDbOptions = {}): Required<SessionStorage> {
  const transact = indexedDb(name)
  const put = (table: IDBObjectStore, text: string | null): void => {
    if (text === null) table.delete(ENTRY)
    else table.put(text, ENTRY)
  }
  // A write that has to be repeated must not come after one that was asked for later.
  const writes = inTurn()
  return {
    name: `indexed-db:${name}`,
    read: async () => {
      const kept = await transact<unknown>('readonly', (table, give) => {
        const asked = table.get(ENTRY)
        asked.onsuccess = () => give(asked.result)
      })
      return typeof kept === 'string' ? kept : null
    },
    write: (text) =>
      writes(async () => {
        await transact('readwrite', (table) => put(table, text))
      }),
    replace: (before, after) =>
      writes(async () => {
        const isReplaced = await transact<boolean>('readwrite', (table, give) => {
          const asked = table.get(ENTRY)
          asked.onsuccess = () => {
            const kept: unknown = asked.result
            // Done before, by a transaction whose end was not heard of.
            if (kept === (after ?? undefined)) return give(true)
            give(kept === (before ?? undefined))
            if (kept === (before ?? undefined)) put(table, after)
          }
        })
        return isReplaced === true
      }),
    deviceKey: () => keptDeviceKey(transact),
  }
}
