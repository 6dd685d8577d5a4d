/** Texts in parts: all of it, in order, no part too long, no character cut. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checksum, splitText, utf8Length } from './split-text.ts'

const texts = fc.string({ unit: 'binary', maxLength: 200 })

test('the parts of a text are the text, none is too long, and none could take the next one’s first character', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 4, max: 40 }), (text, partBytes) => {
      const parts = splitText(text, partBytes)
      expect(parts.join('')).toBe(text)
      for (const [index, part] of parts.entries()) {
        expect(Buffer.from(part).toString()).toBe(part)
        expect(Buffer.byteLength(part)).toBeLessThanOrEqual(partBytes)
        const [next = ''] = parts[index + 1] ?? ''
        expect(next === '' || Buffer.byteLength(part + next) > partBytes).toBe(true)
      }
    }),
  )
})

test('the length of a text is that of its UTF-8', () => {
  fc.assert(fc.property(texts, (text) => utf8Length(text) === Buffer.byteLength(text)))
})

test('a checksum is that of FNV-1a over the bytes of UTF-16, and shows parts in another order', () => {
  expect([checksum(''), checksum('a')]).toEqual(['811c9dc5', fnv(Buffer.from('a', 'utf16le'))])
  fc.assert(fc.property(texts, (text) => checksum(text) === fnv(Buffer.from(text, 'utf16le'))))
  expect(checksum('ab')).not.toBe(checksum('ba'))
})

/** By the book, with numbers that have room. */
function fnv(bytes: Uint8Array): string {
  const hash = bytes.reduce((sum, byte) => ((sum ^ BigInt(byte)) * 0x01000193n) & 0xffffffffn, 0x811c9dc5n)
  return hash.toString(16).padStart(8, '0')
}
