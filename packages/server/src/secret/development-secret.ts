/** The secret of a development instance: made once, kept in the data folder, readable by its owner only. */

import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from '@coatcheck/core'
import { encodeBase64url } from '@coatcheck/core'
import { makeFolder } from '../config/data-folder.ts'
import { MIN_SECRET_BYTES } from './parse-secrets.ts'

/** The secret's text, and whether it was made just now. */
export type DevelopmentSecret = { readonly text: string; readonly path: string; readonly created: boolean }

/**
 * Reads the file `secret` of the data folder, or makes it with mode 0600. Of two processes that start at once, one
 * makes it and both read it: the file appears whole or not at all.
 *
 * @throws The system's error when the folder or file cannot be read or written.
 */
export function developmentSecret(dataFolder: string, random: Random): DevelopmentSecret {
  makeFolder(dataFolder)
  const path = join(dataFolder, 'secret')
  const found = readIfThere(path)
  if (found !== null) return { text: found, path, created: false }

  const draft = `${path}.${encodeBase64url(random.bytes(6))}`
  const file = openSync(draft, 'wx', 0o600)
  writeSync(file, `${encodeBase64url(random.bytes(MIN_SECRET_BYTES + 1))}\n`)
  fsyncSync(file)
  closeSync(file)
  const created = linkUnlessThere(draft, path)
  rmSync(draft)
  return { text: readFileSync(path, 'utf8').trim(), path, created }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return null
    throw error
  }
}

function linkUnlessThere(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false
    throw error
  }
}

function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
