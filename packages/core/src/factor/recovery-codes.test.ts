/** Recovery codes: as they are made, and as people type them. */

import { expect, test } from 'vitest'
import { seededRandom } from '../testing/seeded-random.ts'
import { makeRecoveryCodes, readRecoveryCode } from './recovery-codes.ts'

test('a set has ten different codes, each of which is read as itself', () => {
  const codes = makeRecoveryCodes(seededRandom(1))
  expect(new Set(codes).size).toBe(10)
  for (const code of codes) {
    expect(code).toMatch(/^[0-9a-z]{5}-[0-9a-z]{5}$/)
    expect(readRecoveryCode(code)).toBe(code.replace('-', ''))
  }
})

test('case, blanks, dashes and look-alikes make no difference', () => {
  expect(readRecoveryCode(' K7F2M 9qx4t')).toBe('k7f2m9qx4t')
  expect(readRecoveryCode('O0Il1-00000')).toBe('0011100000')
})

test.each(['', 'k7f2m', 'k7f2m-9qx4tt', 'k7f2m-9qx4u', '123456'])('%j is none', (text) => {
  expect(readRecoveryCode(text)).toBeNull()
})
