/** Every place that runs without a browser, by the suite that is for places of application developers' own. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fileAsyncStorage } from '../../../../tests/support/file-async-storage.ts'
import { fileSecureStore } from '../../../../tests/support/file-secure-store.ts'
import { asyncStorageStorage } from './async-storage-storage.ts'
import {
  cutOffConformance,
  type FaultyStorageUnderTest,
  type Make,
  storageConformance,
  withFaults,
} from './conformance/index.ts'
import { memoryStorage } from './memory-storage.ts'
import { secureStoreStorage } from './secure-store-storage.ts'

const scratch = (): string => mkdtempSync(join(tmpdir(), 'coatcheck-storage-'))

const onSecureStore: Make<FaultyStorageUnderTest> = () => {
  const folder = scratch()
  const store = fileSecureStore(folder)
  return {
    open: () => secureStoreStorage(store),
    openWithFaults: (faults) => secureStoreStorage(withFaults(store, faults)),
    countItems: store.countItems,
    close: () => rmSync(folder, { recursive: true }),
  }
}

const onAsyncStorage: Make<FaultyStorageUnderTest> = () => {
  const folder = scratch()
  const store = fileAsyncStorage(folder)
  return {
    open: () => asyncStorageStorage(store, { dangerouslyUnencrypted: true }),
    openWithFaults: (faults) =>
      asyncStorageStorage(withFaults(store, faults), { dangerouslyUnencrypted: true }),
    countItems: store.countItems,
    close: () => rmSync(folder, { recursive: true }),
  }
}

describe('memory', () => {
  storageConformance(
    () => {
      const storage = memoryStorage()
      return { open: () => storage }
    },
    { test },
  )
})

describe.each([
  ['SecureStore', onSecureStore],
  ['AsyncStorage', onAsyncStorage],
])('%s', (_, make) => {
  storageConformance(make, { test })
  cutOffConformance(make, { test })
})

describe('SecureStore', () => {
  test('keeps a text under its own key, by the options that it was given', async () => {
    const folder = scratch()
    const store = fileSecureStore(folder)
    const options = { keychainAccessible: 1, keychainService: 'example' }
    const one = secureStoreStorage(store, { key: 'one', ...options })
    const another = secureStoreStorage(store, { key: 'another' })
    await one.write('x'.repeat(5000))
    await another.write('y')
    expect([await one.read(), await another.read()]).toEqual(['x'.repeat(5000), 'y'])
    expect(await secureStoreStorage(store, { key: 'one' }).read()).toBeNull()
    for (const item of ['one', 'one.a.0', 'one.a.2'])
      expect(store.optionsOf(item, 'example')).toEqual(options)
    rmSync(folder, { recursive: true })
  })

  test('refuses a key that Expo would not take', () => {
    expect(() => secureStoreStorage(fileSecureStore(scratch()), { key: 'a/b' })).toThrow(/"a\/b"; allowed/)
  })

  test('knows a value that somebody else wrote under its key for none of its own', async () => {
    const folder = scratch()
    const store = fileSecureStore(folder)
    for (const value of ['', 'text', '@a1.00000000', '@c1.00000000', '@a99999999.00000000']) {
      await store.setItemAsync('coatcheck.session', value)
      expect(await secureStoreStorage(store).read()).toBeNull()
    }
    rmSync(folder, { recursive: true })
  })

  test('reads nothing rather than a text of which a part is gone or another', async () => {
    const folder = scratch()
    const store = fileSecureStore(folder)
    await secureStoreStorage(store).write('x'.repeat(5000))
    await store.setItemAsync('coatcheck.session.a.1', 'y'.repeat(2048))
    expect(await secureStoreStorage(store).read()).toBeNull()
    await store.deleteItemAsync('coatcheck.session.a.1')
    expect(await secureStoreStorage(store).read()).toBeNull()
    rmSync(folder, { recursive: true })
  })
})

test('AsyncStorage is taken only from those who say that it is not encrypted', () => {
  const store = fileAsyncStorage(scratch())
  for (const options of [{}, { dangerouslyUnencrypted: false }, { dangerouslyUnencrypted: 'yes' }])
    expect(() => asyncStorageStorage(store, options as never)).toThrow(/dangerouslyUnencrypted/)
})
