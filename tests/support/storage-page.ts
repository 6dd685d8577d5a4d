/** What a page of the tests of IndexedDB has: places, and the suites by the names of their tests. */

import { indexedDbStorage, type SessionStorage, StorageError } from '@coatcheck/sdk/storage'
import { deviceKeyConformance, storageConformance } from '@coatcheck/sdk/storage/conformance'

/** What a script of a test finds at `window.places`. */
export type StoragePage = {
  /** The names of all conformance tests. */
  readonly names: () => readonly string[]
  /** Runs one. @returns What is wrong. */
  readonly run: (name: string) => Promise<string | null>
  readonly open: (name: string) => Required<SessionStorage>
  /** The code of the error that something fails with; `null` when it does not. */
  readonly codeOf: (work: () => Promise<unknown>) => Promise<string | null>
}

let made = 0

function make(): { readonly open: () => SessionStorage; readonly close: () => void } {
  const name = `place-${made++}`
  return { open: () => indexedDbStorage({ name }), close: () => void indexedDB.deleteDatabase(name) }
}

function suites(test: (name: string, body: () => Promise<void>) => void): void {
  storageConformance(make, { test })
  deviceKeyConformance(make, { test })
}

const page: StoragePage = {
  names: () => {
    const names: string[] = []
    suites((name) => void names.push(name))
    return names
  },
  run: async (name) => {
    const bodies = new Map<string, () => Promise<void>>()
    suites((declared, body) => void bodies.set(declared, body))
    try {
      await bodies.get(name)?.()
      return bodies.has(name) ? null : 'there is no such test'
    } catch (error) {
      return String(error)
    }
  },
  open: (name) => indexedDbStorage({ name }),
  codeOf: async (work) => {
    try {
      await work()
      return null
    } catch (error) {
      return error instanceof StorageError ? `${error.code}: ${error.message}` : String(error)
    }
  },
}

Object.assign(globalThis, { places: page })
