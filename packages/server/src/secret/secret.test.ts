/** The instance secret: its spelling, its keys, its seals, and what the database remembers of it. */

import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SecretFingerprintStore } from '@coatcheck/core'
import { fakeClock } from '@coatcheck/core/testing'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openSqliteStore } from '../sqlite/sqlite-store.ts'
import { StartError } from '../config/start-error.ts'
import { nodeRandom } from '../crypto/node-crypto.ts'
import { checkFingerprints } from './check-fingerprints.ts'
import { developmentSecret } from './development-secret.ts'
import { createInstanceSecrets, type InstanceSecrets } from './instance-secrets.ts'
import { parseSecrets } from './parse-secrets.ts'

const OLD = 'a'.repeat(20) + 'old secret of long ago'
const NEW = 'b'.repeat(20) + 'new secret of today...'

function secretsOf(text: string): InstanceSecrets {
  const parsed = parseSecrets(text)
  if (!parsed.ok) throw new Error(parsed.problem)
  return createInstanceSecrets(parsed.secrets)
}

function fingerprintsOf(): SecretFingerprintStore {
  const store = openSqliteStore({ path: ':memory:', clock: fakeClock(), random: nodeRandom })
  onTestFinished(() => store.close())
  return store.secretFingerprints
}

describe('spelling', () => {
  test('plain text is version 1', () => {
    expect(secretsOf(OLD).versions).toEqual([1])
  })

  test('the first listed version is current and all are accepted', () => {
    const secrets = secretsOf(`v2:${NEW},v1:${OLD}`)
    expect(secrets.currentVersion).toBe(2)
    expect(secrets.versions).toEqual([2, 1])
    expect(secrets.refreshKey(1)).toEqual(secretsOf(OLD).refreshKey(1))
    expect(secrets.refreshKey(3)).toBeNull()
  })

  test.each([
    ['', 'version 1 has 0 bytes'],
    ['short', 'version 1 has 5 bytes'],
    [`v2:${NEW},v1:short`, 'version 1 has 5 bytes'],
    [`v1:${NEW},v1:${OLD}`, 'version 1 is listed twice'],
    [`v0:${NEW}`, 'entry 1 is not spelled'],
    [`v70000:${NEW}`, 'entry 1 is not spelled'],
    [`v2:${NEW},${OLD}`, 'entry 2 is not spelled'],
  ])('%j is refused, and the problem quotes no secret', (text, problem) => {
    const parsed = parseSecrets(text)
    expect(parsed).toMatchObject({ ok: false, problem: expect.stringContaining(problem) })
    expect(JSON.stringify(parsed)).not.toContain('secret of')
  })
})

describe('keys', () => {
  test('each use, version and secret has a key of its own', () => {
    const both = secretsOf(`v2:${NEW},v1:${OLD}`)
    const keys = [both.refreshKey(1), both.refreshKey(2), both.pepper(1), both.pepper(2)]
    keys.push(both.keyedHash('a', ''), ...both.fingerprints().map(({ fingerprint }) => fingerprint))
    const spelled = keys.map((key) => Buffer.from(key ?? []).toString('hex'))
    expect(new Set(spelled).size).toBe(keys.length)
    expect(spelled.every((key) => key.length === 64)).toBe(true)
  })

  test('purpose and text of a keyed hash cannot be shifted into each other', () => {
    const secrets = secretsOf(OLD)
    expect(secrets.keyedHash('ab', 'c')).not.toEqual(secrets.keyedHash('a', 'bc'))
    expect(secrets.keyedHash('a', 'b')).toEqual(secrets.keyedHash('a', 'b'))
  })
})

describe('seals', () => {
  const at = { table: 'signing_keys', row: 'kid', column: 'private_key' }

  test('whatever is sealed opens again, also after another version became current', () => {
    const before = secretsOf(OLD)
    const after = secretsOf(`v2:${NEW},v1:${OLD}`)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (plain) => {
        expect(Buffer.compare(after.open(at, before.seal(at, plain)) ?? Buffer.from('?'), plain)).toBe(0)
      }),
    )
  })

  test('equal values look different', () => {
    const secrets = secretsOf(OLD)
    expect(secrets.seal(at, Buffer.from('x'))).not.toEqual(secrets.seal(at, Buffer.from('x')))
  })

  test('it opens in no other table, row or column, whatever the names hold', () => {
    const secrets = secretsOf(OLD)
    fc.assert(
      fc.property(fc.tuple(fc.string(), fc.string(), fc.string()), ([table, row, column]) => {
        const sealed = secrets.seal({ table, row, column }, Buffer.from('x'))
        expect(secrets.open({ table: table + row, row: '', column }, sealed) !== null).toBe(row === '')
        expect(secrets.open({ table, row: `${row},`, column }, sealed)).toBeNull()
        expect(secrets.open({ table, row, column: `${column}"` }, sealed)).toBeNull()
      }),
    )
  })

  test('one flipped bit anywhere, a cut, or a foreign version is refused', () => {
    const secrets = secretsOf(OLD)
    const sealed = secrets.seal(at, Buffer.from('private'))
    for (let i = 0; i < sealed.length * 8; i++) {
      const altered = Uint8Array.from(sealed)
      altered[i >> 3] = (altered[i >> 3] ?? 0) ^ (1 << (i & 7))
      expect(secrets.open(at, altered)).toBeNull()
    }
    for (let i = 0; i < sealed.length; i++) expect(secrets.open(at, sealed.subarray(0, i))).toBeNull()
    expect(secretsOf(`v2:${OLD}`).open(at, sealed)).toBeNull()
    expect(secretsOf(NEW).open(at, sealed)).toBeNull()
  })
})

describe('what the database remembers', () => {
  test('the first start records, the next one knows', async () => {
    const store = fingerprintsOf()
    expect(await checkFingerprints(store, secretsOf(OLD))).toEqual([1])
    expect(await checkFingerprints(store, secretsOf(OLD))).toEqual([])
  })

  test('of nodes that start at once, those with one secret all start, and of two secrets one', async () => {
    const store = fingerprintsOf()
    const same = [secretsOf(OLD), secretsOf(OLD), secretsOf(OLD)]
    await Promise.all(same.map((secrets) => checkFingerprints(store, secrets)))
    const other = fingerprintsOf()
    const starts = [secretsOf(OLD), secretsOf(NEW)].map((secrets) => checkFingerprints(other, secrets))
    const outcomes = await Promise.allSettled(starts)
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(await other.list()).toHaveLength(1)
  })

  test('a new version is taken beside a known one', async () => {
    const store = fingerprintsOf()
    await checkFingerprints(store, secretsOf(OLD))
    const check = await checkFingerprints(store, secretsOf(`v1:${OLD},v2:${NEW}`))
    expect(check).toEqual([2])
    expect(await checkFingerprints(store, secretsOf(`v2:${NEW}`))).toEqual([])
  })

  test('another text under a known version is refused, and nothing is recorded', async () => {
    const store = fingerprintsOf()
    await checkFingerprints(store, secretsOf(OLD))
    const check = checkFingerprints(store, secretsOf(`v1:${NEW},v2:${OLD}`))
    await expect(check).rejects.toThrow('version 1 is not the secret')
    expect(await store.list()).toHaveLength(1)
  })

  test('a secret that the database has never seen is refused when it knows others', async () => {
    const store = fingerprintsOf()
    await checkFingerprints(store, secretsOf(OLD))
    const check = checkFingerprints(store, secretsOf(`v2:${NEW}`))
    await expect(check).rejects.toThrow(StartError)
    expect(await store.list()).toHaveLength(1)
  })
})

test('the development secret is made once, for its owner only', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-secret-'))
  try {
    const first = developmentSecret(join(folder, 'data'), nodeRandom)
    const second = developmentSecret(join(folder, 'data'), nodeRandom)
    expect(first.created).toBe(true)
    expect(second).toEqual({ ...first, created: false })
    expect(statSync(first.path).mode & 0o777).toBe(0o600)
    expect(parseSecrets(first.text).ok).toBe(true)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
