/** Numbers in byte arrays, against `DataView`. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readBigEndian, writeBigEndian } from './big-endian.ts'

test('two and four bytes are those of a DataView, and come back', () => {
  fc.assert(
    fc.property(fc.nat(6), fc.nat(0xffff), fc.integer({ min: 0, max: 0xffffffff }), (at, short, long) => {
      const [ours, theirs] = [new Uint8Array(12), new Uint8Array(12)]
      const view = new DataView(theirs.buffer)
      writeBigEndian(ours, at, 2, short)
      view.setUint16(at, short)
      writeBigEndian(ours, at + 2, 4, long)
      view.setUint32(at + 2, long)
      expect(ours).toEqual(theirs)
      expect(readBigEndian(ours, at, 2)).toBe(short)
      expect(readBigEndian(ours, at + 2, 4)).toBe(long)
    }),
  )
})
