/** User codes are read as people type them, and every letter is as likely as any other. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '../testing/seeded-random.ts'
import { newUserCode, parseUserCode, showUserCode } from './user-code.ts'

const random = seededRandom(1)

test('DV-3: a user code is read in either case, with or without the dash', () => {
  const separator = fc.constantFrom('', '-', ' ', '\u2013', '.', ' - ')
  fc.assert(
    fc.property(fc.boolean(), separator, (isLower, between) => {
      const code = newUserCode(random)
      expect(showUserCode(code)).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
      const typed = showUserCode(code).replace('-', between)
      expect(parseUserCode(isLower ? typed.toLowerCase() : typed)).toBe(code)
    }),
  )
})

test.each(['', 'BCDF-GHJ', 'BCDF-GHJKL', 'BCDA-GHJK', 'BCDF-GHJ1', '-'.repeat(40), 'ßBCDFGHJ', 'BCDFGHJ\0'])(
  'DV-3: %j is no user code',
  (text) => {
    expect(parseUserCode(text)).toBeNull()
  },
)

test('DV-3: every letter is as likely as any other', () => {
  const counts = new Map<string, number>()
  for (let index = 0; index < 5_000; index++)
    for (const letter of newUserCode(random)) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  expect(counts.size).toBe(20)
  // 2,000 of each are expected, with a standard deviation of 44.
  for (const count of counts.values()) expect(Math.abs(count - 2_000)).toBeLessThan(300)
})
