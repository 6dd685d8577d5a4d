/** The encodings against independent ones, and in one spelling only. */

import { crc32 as zlibCrc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeBase64url, encodeBase64url } from './base64url.ts'
import { crc32 } from './crc32.ts'
import { decodeCrockford, encodeCrockford } from './crockford.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

const bytes16 = fc.uint8Array({ minLength: 16, maxLength: 16 })

describe('base64url', () => {
  test('spells bytes as Node does, and reads them back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = encodeBase64url(bytes)
        expect(text).toBe(Buffer.from(bytes).toString('base64url'))
        expect(decodeBase64url(text)).toEqual(bytes)
      }),
    )
  })

  test('reads a text only if it is the one spelling of its bytes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ABab01-_=+/ \n'.split('')), maxLength: 12 }),
        (text) => {
          const bytes = decodeBase64url(text)
          expect(bytes === null || encodeBase64url(bytes) === text).toBe(true)
        },
      ),
    )
  })
})

test('CRC-32 is that of zlib, in one go or in two', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
      expect(crc32(b, crc32(a))).toBe(zlibCrc32(Buffer.concat([a, b])))
    }),
  )
})

describe('Crockford base32', () => {
  test('takes 26 characters for 16 bytes, keeps their order, and comes back', () => {
    fc.assert(
      fc.property(bytes16, bytes16, (a, b) => {
        const [textA, textB] = [encodeCrockford(a), encodeCrockford(b)]
        expect(textA).toMatch(/^[0-7][0-9a-hjkmnp-tv-z]{25}$/)
        expect(decodeCrockford(textA)).toEqual(a)
        expect(Math.sign(Buffer.compare(a, b))).toBe(textA < textB ? -1 : textA > textB ? 1 : 0)
      }),
    )
  })

  test.each(['', '8zzzzzzzzzzzzzzzzzzzzzzzzz', '0000000000000000000000000I', '0'.repeat(25), '0'.repeat(27)])(
    '%j is no id',
    (text) => {
      expect(decodeCrockford(text)).toBeNull()
    },
  )
})

test('UTF-8 that is not well-formed is refused, and a byte-order mark is kept', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = decodeUtf8(bytes)
      expect(text === null || Buffer.compare(encodeUtf8(text), bytes) === 0).toBe(true)
    }),
  )
})
