/** The plain storage of React Native, by `@react-native-async-storage/async-storage`. */

import type { SessionStorage } from '../browser/session-storage.ts'
import { swappedText, turnOf } from './swapped-text.ts'

/** What is used of it: `import AsyncStorage from '@react-native-async-storage/async-storage'`. */
export type AsyncStorageModule = {
  readonly getItem: (key: string) => Promise<string | null>
  readonly setItem: (key: string, value: string) => Promise<void>
  readonly removeItem: (key: string) => Promise<void>
}

/** How it is set up. */
export type AsyncStorageOptions = {
  /** What is kept can be read by whoever reads the files of the application: a backup, a rooted phone, a debugger. */
  readonly dangerouslyUnencrypted: true
  /** The name of the item. `coatcheck.session` when left out. */
  readonly key?: string | undefined
}

/** On iOS longer values have a file each, and one that becomes short again loses its file before the index says so. */
const HEAD_BYTES = 1024
/** On Android a row of more than two megabytes can be written, and not be read. */
const PART_BYTES = 512 * 1024

/**
 * Keeps the text **unencrypted**: `secureStoreStorage` is the place for an application that people use. Longer texts
 * are in several items, which are swapped as one, because not every platform replaces a long one whole. How soon
 * what was written is safe from a crash of the machine, the platform decides.
 *
 * @throws {TypeError} Without `dangerouslyUnencrypted: true`.
 */
export function asyncStorageStorage(
  asyncStorage: AsyncStorageModule,
  { dangerouslyUnencrypted, key = 'coatcheck.session' }: AsyncStorageOptions,
): SessionStorage {
  // Callers need not be typed.
  if ((dangerouslyUnencrypted as unknown) !== true)
    throw new TypeError(
      'AsyncStorage is not encrypted: say dangerouslyUnencrypted: true, or take secureStoreStorage',
    )
  const values = {
    get: (name: string) => asyncStorage.getItem(name),
    set: (name: string, value: string) => asyncStorage.setItem(name, value),
    remove: (name: string) => asyncStorage.removeItem(name),
  }
  const place = { key, headBytes: HEAD_BYTES, partBytes: PART_BYTES }
  return { name: `async-storage:${key}`, ...swappedText(values, turnOf(asyncStorage, key), place) }
}
