/** The SQLite store: the conformance suite on a file and in memory, and what only a file can get wrong. */

import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fakeClock, seededRandom, storeConformance, type StoreUnderTest } from '@coatcheck/core/testing'
import { describe, expect, test } from 'vitest'
import { nodeCrypto } from '../crypto/node-crypto.ts'
import { openSqliteStore } from './sqlite-store.ts'

const random = seededRandom(1)

async function open(path: string, folder: string | null): Promise<StoreUnderTest> {
  const clock = fakeClock()
  const store = openSqliteStore({ path, clock, random })
  return {
    store,
    passTime: async (ms) => clock.advance(ms),
    close: async () => {
      await store.close()
      if (folder !== null) rmSync(folder, { recursive: true })
    },
  }
}

function freshFolder(): string {
  return mkdtempSync(join(tmpdir(), 'coatcheck-sqlite-'))
}

describe('in memory', () => {
  storeConformance({ describe, test, random, crypto: nodeCrypto, open: () => open(':memory:', null) })
})

describe('on a file', () => {
  storeConformance({
    describe,
    test,
    random,
    crypto: nodeCrypto,
    open: () => {
      const folder = freshFolder()
      return open(join(folder, 'coatcheck.db'), folder)
    },
  })

  test('only its owner can read it', async () => {
    const folder = freshFolder()
    const path = join(folder, 'data', 'coatcheck.db')
    const { close } = await open(path, folder)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700)
    await close()
  })

  test('a second owner is refused, and the first goes on', async () => {
    const folder = freshFolder()
    const path = join(folder, 'coatcheck.db')
    const first = await open(path, null)
    expect(() => openSqliteStore({ path, clock: fakeClock(), random })).toThrow(/in use by another/)
    await first.store.check()
    await first.close()
    await (await open(path, folder)).close()
  })

  test('a schema of a newer version is refused', async () => {
    const folder = freshFolder()
    const path = join(folder, 'coatcheck.db')
    await (await open(path, null)).close()
    const database = new DatabaseSync(path)
    database.exec('PRAGMA user_version = 99')
    database.close()
    expect(() => openSqliteStore({ path, clock: fakeClock(), random })).toThrow(/written by a newer one/)
    rmSync(folder, { recursive: true })
  })

  test('a file that is no database is refused with one clear line', () => {
    const folder = freshFolder()
    const path = join(folder, 'coatcheck.db')
    writeFileSync(path, 'this is a shopping list, long enough not to look like an empty file '.repeat(20))
    expect(() => openSqliteStore({ path, clock: fakeClock(), random })).toThrow(/cannot be opened/)
    rmSync(folder, { recursive: true })
  })

  test('a write that fails takes none of its neighbours with it', async () => {
    const { store, close } = await open(':memory:', null)
    const entry = { version: 1, fingerprint: Uint8Array.of(1) }
    const results = await Promise.allSettled([
      store.secretFingerprints.add(1, entry.fingerprint),
      store.secretFingerprints.add(1, entry.fingerprint),
      store.secretFingerprints.add(2, entry.fingerprint),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await store.secretFingerprints.list()).toHaveLength(2)
    await close()
  })
})
