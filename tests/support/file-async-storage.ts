/**
 * `@react-native-async-storage/async-storage` as iOS has it: an index with the short values in it, and a file for each longer
 * one. A value that becomes short loses its file before the index is written, so it can be lost.
 */

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AsyncStorageModule } from '@coatcheck/sdk/storage'

/** That of React Native, in a folder. */
export type FileAsyncStorage = AsyncStorageModule & { readonly countItems: () => number }

/** What the index has room for, in UTF-16 code units; what is longer is `null` there. */
const MAX_INLINE = 1024

/** @param beforeChange Is called before whatever changes a file: there a process may die. */
export function fileAsyncStorage(folder: string, beforeChange: () => void = () => {}): FileAsyncStorage {
  mkdirSync(folder, { recursive: true })
  const indexPath = join(folder, 'manifest.json')
  const fileOf = (key: string): string => join(folder, createHash('md5').update(key).digest('hex'))

  const readIndex = (): Record<string, string | null> => JSON.parse(readIfThere(indexPath) ?? '{}')
  const replace = (path: string, content: string): void => {
    beforeChange()
    writeFileSync(`${path}.draft`, content)
    beforeChange()
    renameSync(`${path}.draft`, path)
  }
  const remove = (path: string): void => {
    beforeChange()
    rmSync(path, { force: true })
  }

  return {
    getItem: async (key) => {
      const inline = readIndex()[key]
      return inline === null ? readIfThere(fileOf(key)) : (inline ?? null)
    },
    setItem: async (key, value) => {
      const index = readIndex()
      const isShort = value.length <= MAX_INLINE
      if (!isShort) replace(fileOf(key), value)
      else if (index[key] === null) remove(fileOf(key))
      if (isShort || index[key] !== null)
        replace(indexPath, JSON.stringify({ ...index, [key]: isShort ? value : null }))
    },
    removeItem: async (key) => {
      const { [key]: found, ...others } = readIndex()
      if (found === undefined) return
      if (found === null) remove(fileOf(key))
      replace(indexPath, JSON.stringify(others))
    },
    countItems: () => Object.keys(readIndex()).length,
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
