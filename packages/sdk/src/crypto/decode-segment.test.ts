/** Segments of tokens: every platform takes the same texts, of which each has bytes of its own. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyImporter as node } from './node.ts'
import { keyImporter as web } from './web.ts'

const characters = fc.constantFrom(...Array.from('ABCQZagwz019-_+/= \n.\u00e4\u0141'))
const texts = fc.oneof(
  fc.uint8Array({ maxLength: 70 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  fc.array(characters, { maxLength: 12 }).map((all) => all.join('')),
)

test('are decoded alike, in one spelling', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const [ofNode, ofWeb] = [node.decodeSegment(text), web.decodeSegment(text)]
      expect(ofNode === null ? null : [...ofNode]).toEqual(ofWeb === null ? null : [...ofWeb])
      expect(ofNode === null ? text : Buffer.from(ofNode).toString('base64url')).toBe(text)
    }),
    { numRuns: 2_000 },
  )
})
