/** Places on files, by name: those of React Native, and one without an adapter, to compare. */

import { asyncStorageStorage, secureStoreStorage, type SessionStorage } from '@coatcheck/sdk/storage'
import { fileAsyncStorage } from './file-async-storage.ts'
import { fileSecureStore } from './file-secure-store.ts'

/** `plain`: AsyncStorage as it is, one item for the text. */
export type PlaceName = 'SecureStore' | 'AsyncStorage' | 'plain'

/** Opens one. Before each change of a file `beforeChange` is called. */
export function openPlace(place: PlaceName, folder: string, beforeChange?: () => void): SessionStorage {
  switch (place) {
    case 'SecureStore':
      return secureStoreStorage(fileSecureStore(folder, beforeChange))
    case 'AsyncStorage':
      return asyncStorageStorage(fileAsyncStorage(folder, beforeChange), { dangerouslyUnencrypted: true })
    case 'plain': {
      const { getItem, setItem, removeItem } = fileAsyncStorage(folder, beforeChange)
      return {
        read: () => getItem('text'),
        write: (text) => (text === null ? removeItem('text') : setItem('text', text)),
      }
    }
  }
}
