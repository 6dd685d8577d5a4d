/** Places where a client in `token` mode keeps its credential. */

export type { DeviceKey, SessionStorage } from '../browser/session-storage.ts'
export {
  type AsyncStorageModule,
  type AsyncStorageOptions,
  asyncStorageStorage,
} from './async-storage-storage.ts'
export { type IndexedDbOptions, indexedDbStorage } from './indexed-db-storage.ts'
export { memoryStorage } from './memory-storage.ts'
export {
  type SecureStoreModule,
  type SecureStoreOptions,
  secureStoreStorage,
  type SecureStoreStorageOptions,
} from './secure-store-storage.ts'
export { StorageError } from './storage-error.ts'
