/** `expo-secure-store` as a phone has it, on files: small values, each of which is replaced whole or not at all. */

import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SecureStoreModule, SecureStoreOptions } from '@coatcheck/sdk/storage'

/** Expo's, in a folder. */
export type FileSecureStore = SecureStoreModule & {
  readonly countItems: () => number
  /** What an item was written with. */
  readonly optionsOf: (key: string, service?: string) => SecureStoreOptions
}

/** Expo's limit, which older versions enforced. */
const MAX_BYTES = 2048

/** @param beforeChange Is called before whatever changes a file: there a process may die. */
export function fileSecureStore(folder: string, beforeChange: () => void = () => {}): FileSecureStore {
  const pathOf = (key: string, service = 'app'): string => {
    if (!/^[\w.-]+$/.test(key)) throw new Error('Invalid key provided to SecureStore')
    mkdirSync(join(folder, service), { recursive: true })
    return join(folder, service, `${key}.item`)
  }
  const read = (path: string): { readonly value: string; readonly options: SecureStoreOptions } | null => {
    try {
      return JSON.parse(readFileSync(path, 'utf8'))
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
      throw error
    }
  }
  return {
    getItemAsync: async (key, { keychainService } = {}) => read(pathOf(key, keychainService))?.value ?? null,
    setItemAsync: async (key, value, options = {}) => {
      if (Buffer.byteLength(value) > MAX_BYTES) throw new Error(`Value is larger than ${MAX_BYTES} bytes`)
      const path = pathOf(key, options.keychainService)
      beforeChange()
      writeFileSync(`${path}.draft`, JSON.stringify({ value, options }))
      beforeChange()
      renameSync(`${path}.draft`, path)
    },
    deleteItemAsync: async (key, { keychainService } = {}) => {
      beforeChange()
      rmSync(pathOf(key, keychainService), { force: true })
    },
    countItems: () =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.item'))
        .length,
    optionsOf: (key, service) => read(pathOf(key, service))?.options ?? {},
  }
}
