/** One-time passwords by the vectors of the RFCs, and the window in which they count. */

import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeBase32 } from '../encoding/base32.ts'
import type { Crypto } from '../world/crypto.ts'
import { findTotpStep, otpauthUrl, totpCode, totpStepAt } from './totp.ts'

const crypto: Crypto = {
  sha256: (data) => createHash('sha256').update(data).digest(),
  hmacSha256: (key, data) => createHmac('sha256', key).update(data).digest(),
  hmacSha1: (key, data) => createHmac('sha1', key).update(data).digest(),
  equal: (a, b) => Buffer.from(a).equals(b),
}
const SEED = Buffer.from('12345678901234567890')

// RFC 4226 appendix D.
test('the codes by counter are those of the RFC', () => {
  const codes = Array.from({ length: 10 }, (_, step) => totpCode(SEED, step, crypto))
  expect(codes.join(' ')).toBe('755224 287082 359152 969429 338314 254676 287922 162583 399871 520489')
})

// RFC 6238 appendix B: the last six of its eight digits.
test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('at second %i the code is %s', (seconds, code) => {
  expect(totpCode(SEED, totpStepAt(seconds * 1000), crypto)).toBe(code)
})

describe('a code', () => {
  const NOW_MS = 1_780_000_000_000

  test('counts in its own step and in those beside it, and in no other', () => {
    const step = totpStepAt(NOW_MS)
    for (const offset of [-3, -2, -1, 0, 1, 2, 3]) {
      const found = findTotpStep(SEED, totpCode(SEED, step + offset, crypto), NOW_MS, crypto)
      expect(found).toBe(Math.abs(offset) <= 1 ? step + offset : null)
    }
  })

  test('may be typed in groups', () => {
    const code = totpCode(SEED, totpStepAt(NOW_MS), crypto)
    expect(findTotpStep(SEED, ` ${code.slice(0, 3)} ${code.slice(3)}`, NOW_MS, crypto)).not.toBeNull()
  })

  test('is six digits and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), fc.nat(2 ** 31), (seed, step) => {
        expect(totpCode(seed, step, crypto)).toMatch(/^\d{6}$/)
      }),
    )
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^\d{6}$/.test(text.replaceAll(/\s/g, '')))
        expect(findTotpStep(SEED, text, NOW_MS, crypto)).toBeNull()
      }),
    )
  })
})

test('a seed is spelled as apps read it', () => {
  expect(encodeBase32(SEED)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  expect(encodeBase32(Buffer.from('fooba'))).toBe('MZXW6YTB')
  expect(encodeBase32(Buffer.from('foob'))).toBe('MZXW6YQ')
  const url = new URL(otpauthUrl(SEED, { issuer: 'Ada & Co', account: 'ada@example.com' }))
  expect(url.searchParams.get('issuer')).toBe('Ada & Co')
  expect(url.searchParams.get('secret')).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  expect(decodeURIComponent(url.pathname)).toBe('/Ada & Co:ada@example.com')
})
