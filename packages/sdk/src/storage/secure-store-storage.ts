/** The keychain of iOS and the keystore of Android, by `expo-secure-store`. */

import type { SessionStorage } from '../browser/session-storage.ts'
import { swappedText, turnOf } from './swapped-text.ts'

/** What is used of `expo-secure-store`: `import * as SecureStore from 'expo-secure-store'`. */
export type SecureStoreModule = {
  readonly getItemAsync: (key: string, options?: SecureStoreOptions) => Promise<string | null>
  readonly setItemAsync: (key: string, value: string, options?: SecureStoreOptions) => Promise<void>
  readonly deleteItemAsync: (key: string, options?: SecureStoreOptions) => Promise<void>
}

/** What is passed on to each of its calls. */
export type SecureStoreOptions = {
  /**
   * Of iOS: when items can be read. `SecureStore.AFTER_FIRST_UNLOCK_THIS_DEVICE_ONLY` lets an application refresh while
   * the phone is locked, and keeps the session out of backups. By Expo's default a locked phone gives nothing.
   */
  readonly keychainAccessible?: number
  readonly keychainService?: string
  /** Of iOS: a group of applications that share the items. */
  readonly accessGroup?: string
}

/** How it is set up. */
export type SecureStoreStorageOptions = SecureStoreOptions & {
  /** The name of the item: letters, digits, `.`, `-` and `_`. `coatcheck.session` when left out. */
  readonly key?: string | undefined
}

/** Expo's documentation: larger values may fail. */
const MAX_BYTES = 2048

/**
 * Keeps the text encrypted. A text of more than 2048 bytes is in several items, which are swapped as one. The place is
 * that of one process: an extension of the application takes a key of its own.
 *
 * @throws {TypeError} When the key is not of the form that Expo takes.
 */
export function secureStoreStorage(
  secureStore: SecureStoreModule,
  { key = 'coatcheck.session', ...options }: SecureStoreStorageOptions = {},
): SessionStorage {
  if (!/^[\w.-]+$/.test(key))
    throw new TypeError(`key is ${JSON.stringify(key)}; allowed: letters, digits, ".", "-" and "_"`)
  const values = {
    get: (name: string) => secureStore.getItemAsync(name, options),
    set: (name: string, value: string) => secureStore.setItemAsync(name, value, options),
    remove: (name: string) => secureStore.deleteItemAsync(name, options),
  }
  const place = { key, headBytes: MAX_BYTES, partBytes: MAX_BYTES }
  return { name: `secure-store:${key}`, ...swappedText(values, turnOf(secureStore, key), place) }
}
