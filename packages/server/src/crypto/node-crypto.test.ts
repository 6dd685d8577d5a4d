/** The Node world against known answers, and the pool's promises. */

import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPooledRandom, nodeCrypto, nodeRandom } from './node-crypto.ts'

describe('hashes', () => {
  test('SHA-256 of "abc" is the value of FIPS 180-4', () => {
    const digest = Buffer.from(nodeCrypto.sha256(Buffer.from('abc'))).toString('hex')
    expect(digest).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })

  test('HMAC-SHA-256 is test case 2 of RFC 4231', () => {
    const mac = nodeCrypto.hmacSha256(Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?'))
    expect(Buffer.from(mac).toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
  })

  test('a key used again gives what a fresh one gives', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 100 }),
        fc.array(fc.uint8Array()),
        (key, texts) => {
          for (const text of texts) {
            const expected = createHmac('sha256', key).update(text).digest()
            expect(nodeCrypto.equal(nodeCrypto.hmacSha256(key, text), expected)).toBe(true)
          }
        },
      ),
    )
  })

  test('arrays of different length are unequal and do not throw', () => {
    expect(nodeCrypto.equal(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false)
    expect(nodeCrypto.equal(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true)
    expect(nodeCrypto.equal(Uint8Array.of(1, 3), Uint8Array.of(1, 2))).toBe(false)
  })
})

describe('randomness', () => {
  test('gives any length, also above the pool, in arrays that share no memory', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 8 }), (lengths) => {
        const arrays = lengths.map((length) => nodeRandom.bytes(length))
        expect(arrays.map((bytes) => bytes.length)).toEqual(lengths)
        expect(new Set(arrays.map((bytes) => bytes.buffer)).size).toBe(lengths.length)
      }),
    )
  })

  test('hands out each byte of the pool once and overwrites it', () => {
    let pool = new Uint8Array()
    const random = createPooledRandom((bytes) => {
      pool = bytes as Uint8Array<ArrayBuffer>
      bytes.fill(7)
    })
    expect(random.bytes(32)).toEqual(new Uint8Array(32).fill(7))
    expect(pool.subarray(0, 32)).toEqual(new Uint8Array(32))
    expect(pool[32]).toBe(7)
  })

  test('ten thousand draws of 32 bytes are all different', () => {
    const drawn = new Set(
      Array.from({ length: 10_000 }, () => Buffer.from(nodeRandom.bytes(32)).toString('hex')),
    )
    expect(drawn.size).toBe(10_000)
  })
})
