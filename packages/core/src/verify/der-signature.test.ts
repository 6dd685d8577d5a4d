/** DER and raw signatures: there and back, leading zeros included, and nothing but canonical DER. */

import { generateKeyPairSync, sign, verify } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { derToRaw, rawToDer } from './der-signature.ts'

/** Halves of a signature with any number of leading zeros, then any byte. */
const half = fc
  .tuple(fc.integer({ min: 0, max: 31 }), fc.uint8Array({ minLength: 32, maxLength: 32 }))
  .map(([zeros, bytes]) => bytes.fill(0, 0, zeros))

function readDer(der: Uint8Array): Uint8Array | null {
  try {
    return derToRaw(der)
  } catch {
    return null
  }
}

describe('ECDSA signatures', () => {
  test('raw to DER and back gives the same 64 bytes, whatever the leading zeros', () => {
    fc.assert(
      fc.property(half, half, (r, s) => {
        const raw = Uint8Array.of(...r, ...s)
        const der = rawToDer(raw)
        expect(der).not.toBeNull()
        expect(derToRaw(der ?? raw)).toEqual(raw)
      }),
    )
  })

  test('what OpenSSL signs in DER it verifies raw, and the other way round', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const rawKey = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
    // one signature in 128 has a leading zero byte in one of its halves
    for (let i = 0; i < 600; i++) {
      const message = Buffer.from(`message ${i}`)
      const raw = derToRaw(sign('sha256', message, privateKey))
      expect(verify('sha256', message, rawKey, raw)).toBe(true)
      expect(verify('sha256', message, publicKey, rawToDer(raw) ?? raw)).toBe(true)
    }
  })

  test('a signature with one byte changed is refused or is the canonical DER of another', () => {
    fc.assert(
      fc.property(half, half, fc.nat(), fc.nat(255), (r, s, at, byte) => {
        const der = rawToDer(Uint8Array.of(...r, ...s)) ?? new Uint8Array(1)
        der[at % der.length] = byte
        const raw = readDer(der)
        expect(raw === null || Buffer.compare(rawToDer(raw) ?? raw, der) === 0).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  test.each([
    ['an empty signature', []],
    ['a negative integer', [0x30, 6, 2, 1, 0x80, 2, 1, 1]],
    ['a needless zero', [0x30, 7, 2, 2, 0, 1, 2, 1, 1]],
    ['a cut integer', [0x30, 6, 2, 1, 1, 2, 9, 1]],
    ['trailing bytes', [0x30, 7, 2, 1, 1, 2, 1, 1, 0]],
    ['an integer of 33 digits', [0x30, 38, 2, 33, ...new Uint8Array(33).fill(1), 2, 1, 1]],
  ])('%s is refused', (_, bytes) => {
    expect(() => derToRaw(Uint8Array.from(bytes))).toThrow(TypeError)
  })

  test('63 or 65 raw bytes are no signature', () => {
    expect(rawToDer(new Uint8Array(63))).toBeNull()
    expect(rawToDer(new Uint8Array(65))).toBeNull()
  })
})
