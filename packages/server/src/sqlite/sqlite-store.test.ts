/** The SQLite store: the conformance suite on a file and in memory, and what only a file can get wrong. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SessionReading, User } from '@coatcheck/core'
import {
  CONTEXT,
  fakeClock,
  seededRandom,
  stepOf,
  storeConformance,
  type StoreUnderTest,
  type Subject,
  subjectOf,
} from '@coatcheck/core/testing'
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

  test('a folder that cannot be made is refused with one clear line', () => {
    const folder = freshFolder()
    writeFileSync(join(folder, 'data'), '')
    const path = join(folder, 'data', 'coatcheck.db')
    expect(() => openSqliteStore({ path, clock: fakeClock(), random })).toThrow(
      /coatcheck\.db cannot be opened: .+/,
    )
    rmSync(folder, { recursive: true })
  })

  test('an older schema is brought up to date with what is in it', async () => {
    const folder = freshFolder()
    const path = join(folder, 'coatcheck.db')
    const database = new DatabaseSync(path)
    database.exec(readFileSync(new URL('migrations/0001-initial.sql', import.meta.url), 'utf8'))
    database.exec("INSERT INTO used_once (key, until_at) VALUES ('claimed', 9e15); PRAGMA user_version = 1")
    database.close()
    const { store, close } = await open(path, folder)
    expect(await store.once.claim('claimed', 1_000)).toBe(false)
    await close()
  })

  test('a store that is opened again holds everything, and its log goes on', async () => {
    const folder = freshFolder()
    const path = join(folder, 'coatcheck.db')
    const subject = subjectOf({ random, crypto: nodeCrypto }, await open(path, null))
    const user = await subject.user({ metadata: { public: { n: 1 }, private: {}, unsafe: {} } })
    const [session, ended] = [await subject.open(user), await subject.open(user)]
    await subject.store.sessions.advance(stepOf(session))
    const selector = { by: 'id', id: ended.session.id } as const
    await subject.store.sessions.end(selector, { state: 'ended', reason: 'signed_out' }, CONTEXT)
    const before = await everything(subject, user, session)
    await subject.close()

    const again = subjectOf({ random, crypto: nodeCrypto }, await open(path, folder))
    expect(await everything(again, user, session)).toEqual(before)
    await again.store.sessions.end({ by: 'all' }, { state: 'revoked', reason: 'revoked_by_admin' }, CONTEXT)
    expect(await again.store.log.head()).toBe(2)
    await again.close()
  })

  test('its write-ahead log is gone once it is closed, and closing twice is no error', async () => {
    const folder = freshFolder()
    const path = join(folder, 'coatcheck.db')
    const { store } = await open(path, null)
    await store.check()
    expect(readdirSync(folder)).toContain('coatcheck.db-wal')
    await store.close()
    expect(readdirSync(folder)).toEqual(['coatcheck.db'])
    await store.close()
    await expect(store.check()).rejects.toThrow(/not open|finalized/)
    rmSync(folder, { recursive: true })
  })

  test('what was asked for before it closes is written', async () => {
    const folder = freshFolder()
    const path = join(folder, 'coatcheck.db')
    const { store } = await open(path, null)
    const claim = store.once.claim('late', 1_000)
    await store.close()
    expect(await claim).toBe(true)
    const again = await open(path, folder)
    expect(await again.store.once.claim('late', 1_000)).toBe(false)
    await again.close()
  })
})

async function everything({ store, find, told }: Subject, user: User, { session }: SessionReading) {
  return {
    user: await store.users.findWithPassword(user.id),
    reading: await find(session.id),
    client: await store.sessions.findClient(session.clientId),
    events: await told(user.id),
    log: await store.log.after(0, 100),
  }
}
