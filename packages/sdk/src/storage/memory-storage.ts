/** A place that goes with the page or process. */

import type { SessionStorage } from '../browser/session-storage.ts'

/** Keeps the text for as long as the program runs: everybody is signed out by a reload. For tests, and for kiosks. */
export function memoryStorage(): SessionStorage {
  let kept: string | null = null
  return {
    read: async () => kept,
    write: async (text) => {
      kept = text
    },
  }
}
