/** Passwords: which may be chosen, how they are hashed, and what happens when too many come at once. */

import { encodeBase64url } from '@coatcheck/core'
import { hash as argon2Hash } from '@node-rs/argon2'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nodeCrypto } from '../crypto/node-crypto.ts'
import { createInstanceSecrets, type InstanceSecrets } from '../secret/instance-secrets.ts'
import { createBoundedPool } from '../jobs/bounded-pool.ts'
import { createPasswordHasher } from './password-hasher.ts'
import { passwordWeakness, refusePassword } from './password-rules.ts'

function secretsOfVersions(first: number, ...others: number[]): InstanceSecrets {
  const of = (version: number) => ({ version, material: new Uint8Array(32).fill(version) })
  return createInstanceSecrets([of(first), ...others.map(of)])
}

async function hashOf(secrets: InstanceSecrets, password: string): Promise<string> {
  const hashed = await createPasswordHasher(secrets).hash(password)
  if (hashed.outcome === 'busy') throw new Error('an idle hasher was busy')
  return hashed.hash
}

describe('rules', () => {
  test.each([
    ['seven characters', 'sevench'],
    ['257 characters', 'x'.repeat(257)],
    ['ten thousand characters', 'x'.repeat(10_000)],
    ['seven characters spelled with fourteen', 'e\u0301'.repeat(7)],
    ['half of a surrogate pair', 'eight chars \ud800'],
    ['one of the commonest', 'password123'],
    ['one of the commonest in capitals', 'PassWord1'],
    ['one of the commonest of digits', '1234567890'],
  ])('%s is refused', (_, password) => {
    expect(passwordWeakness(password)).toEqual(expect.any(String))
  })

  test.each([
    ['eight characters', 'k7#qvw2z'],
    ['eight characters beyond the basic plane', '🦊🐢🦉🐝🦋🐙🦔🐧'],
    ['256 characters', 'k7#qvw2z'.repeat(32)],
    ['256 composed characters spelled with 512', 'e\u0301'.repeat(256)],
    ['words with spaces', 'four words make one'],
    ['one kind of character only', 'lkjwqoeiruxmv'],
  ])('%s may be chosen', (_, password) => {
    expect(passwordWeakness(password)).toBeNull()
  })

  test('a refusal never repeats the password', async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[0-9]{5,7}$/), async (password) => {
        const answer = await refusePassword(password, 'body.password')?.text()
        expect(answer).toContain('"reason":"too_short"')
        expect(answer).not.toContain(password)
      }),
    )
  })
})

describe('hashing', () => {
  test('a password matches its own hash and no other does', async () => {
    const secrets = secretsOfVersions(1)
    const hasher = createPasswordHasher(secrets)
    const stored = await hashOf(secrets, 'correct horse')
    expect(stored).toMatch(/^1:\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await hasher.verify(stored, 'correct horse')).toEqual({
      outcome: 'checked',
      matches: true,
      needsRehash: false,
    })
    expect(await hasher.verify(stored, 'Correct horse')).toMatchObject({ matches: false })
  })

  test('the same password typed on another system matches', async () => {
    const secrets = secretsOfVersions(1)
    const stored = await hashOf(secrets, 'caf\u00e9 creme')
    expect(await createPasswordHasher(secrets).verify(stored, 'cafe\u0301 creme')).toMatchObject({
      matches: true,
    })
  })

  test('without the pepper the right password does not match', async () => {
    const stored = await hashOf(secretsOfVersions(1), 'correct horse')
    const asVersionTwo = stored.replace('1:', '2:')
    const check = await createPasswordHasher(secretsOfVersions(2)).verify(asVersionTwo, 'correct horse')
    expect(check).toMatchObject({ outcome: 'checked', matches: false })
  })

  test('an unknown account matches nothing, and costs a hash', async () => {
    const hasher = createPasswordHasher(secretsOfVersions(1), { concurrency: 1, maxQueued: 0 })
    const checking = hasher.verify(null, 'correct horse')
    expect(await hasher.verify(null, 'correct horse')).toMatchObject({ outcome: 'busy' })
    expect(await checking).toEqual({ outcome: 'checked', matches: false, needsRehash: false })
  })

  test('a hash of weaker parameters matches and is to be made anew', async () => {
    const secrets = secretsOfVersions(1)
    const pepper = secrets.pepper(1) ?? new Uint8Array()
    const keyed = nodeCrypto.hmacSha256(pepper, Buffer.from('correct horse'))
    const weaker = `1:${await argon2Hash(encodeBase64url(keyed), { memoryCost: 8192, timeCost: 1 })}`
    const check = await createPasswordHasher(secrets).verify(weaker, 'correct horse')
    expect(check).toMatchObject({ matches: true, needsRehash: true })
  })

  test('a hash of an older secret matches and is to be made anew', async () => {
    const older = await hashOf(secretsOfVersions(1), 'correct horse')
    const hasher = createPasswordHasher(secretsOfVersions(2, 1))
    expect(await hasher.verify(older, 'correct horse')).toMatchObject({ matches: true, needsRehash: true })
    expect(await hasher.verify(older, 'wrong horse')).toMatchObject({ matches: false, needsRehash: false })
  })

  test('a hash whose secret version is gone matches nothing, and somebody is told', async () => {
    const stored = await hashOf(secretsOfVersions(1), 'correct horse')
    const told: number[] = []
    const hasher = createPasswordHasher(secretsOfVersions(2), {
      onUnknownPepper: (version) => told.push(version),
    })
    expect(await hasher.verify(stored, 'correct horse')).toMatchObject({ outcome: 'checked', matches: false })
    expect(told).toEqual([1])
  })

  test('a password of ten thousand characters is answered while the pool is full', async () => {
    const hasher = createPasswordHasher(secretsOfVersions(1), { concurrency: 1, maxQueued: 0 })
    const running = hasher.verify(null, 'correct horse')
    expect(await hasher.verify(null, 'x'.repeat(10_000))).toMatchObject({
      outcome: 'checked',
      matches: false,
    })
    await expect(hasher.hash('x'.repeat(10_000))).rejects.toThrow(RangeError)
    await running
  })
})

describe('the pool', () => {
  test('runs no more at once than it may, in order, and turns away what does not fit', async () => {
    const scenario = fc.record({
      concurrency: fc.integer({ min: 1, max: 4 }),
      maxQueued: fc.integer({ min: 0, max: 4 }),
      works: fc.array(fc.boolean(), { maxLength: 20 }),
    })
    await fc.assert(
      fc.asyncProperty(scenario, async ({ concurrency, maxQueued, works }) => {
        const pool = createBoundedPool(concurrency, maxQueued)
        const started: number[] = []
        let running = 0
        let most = 0
        const outcomes = works.map((fails, i) =>
          pool.run(async () => {
            started.push(i)
            most = Math.max(most, ++running)
            await Promise.resolve()
            running--
            if (fails) throw new Error('failed')
          }),
        )
        const taken = outcomes.filter((outcome) => outcome !== null)
        expect(taken).toHaveLength(Math.min(works.length, concurrency + maxQueued))
        await Promise.allSettled(taken)
        expect(started).toEqual(taken.map((_, i) => i))
        expect(most).toBeLessThanOrEqual(concurrency)
        expect(pool.run(async () => 'free again')).not.toBeNull()
      }),
    )
  })
})
