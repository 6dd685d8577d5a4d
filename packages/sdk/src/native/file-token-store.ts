/** Tokens in a file of their owner alone, written so that a crash at any moment leaves the old content or the new. */

import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { takeLock } from './file-lock.ts'
import { NativeError } from './native-error.ts'
import type { StoredGrant, TokenStore } from './token-store.ts'

/**
 * A file that processes share: `fileTokenStore('/home/ada/.config/example/tokens.json')`. It is readable by its owner
 * alone (mode 0600). Beside it, `<path>.lock` is there while somebody works on it.
 */
export function fileTokenStore(path: string): TokenStore {
  return {
    read: () => guarded(path, () => read(path)),
    write: (grant) => guarded(path, () => (grant === null ? rm(path, { force: true }) : write(path, grant))),
    exclusively: async (work) => {
      const giveBack = await guarded(path, async () => {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 })
        return await takeLock(`${path}.lock`)
      })
      try {
        return await work()
      } finally {
        await guarded(path, giveBack)
      }
    },
  }
}

async function read(path: string): Promise<StoredGrant | null> {
  try {
    return parseGrant(await readFile(path, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

async function write(path: string, grant: StoredGrant): Promise<void> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const prefix = `${basename(path)}.draft-`
  const draft = join(folder, prefix + randomUUID())
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(`${JSON.stringify(grant, null, 2)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
  await syncFolder(folder)
  // Who was stopped while writing left a draft with a token in it.
  for (const name of await readdir(folder))
    if (name.startsWith(prefix)) await rm(join(folder, name), { force: true })
}

/** The new name is durable once its folder is. Windows keeps names durable by itself, and opens no folders. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const opened = await open(folder, 'r')
  try {
    await opened.sync()
  } finally {
    await opened.close()
  }
}

/** What the file says; `null` when it is not what was written: whoever changed it has to sign in anew. */
function parseGrant(text: string): StoredGrant | null {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    return null // not JSON: nobody can be signed in by it
  }
  if (typeof read !== 'object' || read === null) return null
  const member = (name: string): unknown => (read as { readonly [name: string]: unknown })[name]
  const texts = ['issuer', 'clientId', 'refreshToken', 'refreshKey', 'scope'].map(member)
  const numbers = ['receivedAtMs', 'expiresInSeconds'].map(member)
  const accessToken = member('accessToken')
  const isGrant =
    texts.every((text) => typeof text === 'string') &&
    numbers.every((number) => Number.isFinite(number)) &&
    (accessToken === null || typeof accessToken === 'string')
  return isGrant ? (read as StoredGrant) : null
}

async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw new NativeError('storage-failed', `${path} cannot be read or written`, { cause })
  }
}
