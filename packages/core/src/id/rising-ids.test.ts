import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '../testing/seeded-random.ts'
import { parseId } from './id.ts'
import { createRisingIds } from './rising-ids.ts'

test('ids rise, are valid, and name the time of the latest clock, whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 47 }), { minLength: 1 }), (times) => {
      const next = createRisingIds('evt', seededRandom(1))
      const ids = times.map((time) => next(time))
      expect(ids.toSorted()).toEqual(ids)
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids.every((id) => parseId('evt', id) === id)).toBe(true)
    }),
  )
})

test('more than four thousand in one millisecond still rise', () => {
  const next = createRisingIds('evt', seededRandom(1))
  const ids = Array.from({ length: 10_000 }, () => next(1_780_000_000_000))
  expect(ids.toSorted()).toEqual(ids)
})
