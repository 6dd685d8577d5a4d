/** Times: whole seconds in order, a bounded life, and force from `nbf` to `exp` give or take the skew. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkTimes, type TimeRules } from './times.ts'

const RULES: TimeRules = { nowSeconds: 1_000_000, skewSeconds: 5, maxLifetimeSeconds: 300 }
const NOW = RULES.nowSeconds

test('a token is in force exactly from its start to its end, give or take the skew', () => {
  const seconds = (reach: number) => fc.integer({ min: -reach, max: reach })
  fc.assert(
    fc.property(
      seconds(400),
      fc.integer({ min: 1, max: 300 }),
      seconds(400),
      fc.nat(60),
      (ago, life, delay, skewSeconds) => {
        const [iat, exp, nbf] = [NOW - ago, NOW - ago + life, NOW - ago + delay]
        const inForce = exp + skewSeconds > NOW && nbf - skewSeconds <= NOW && iat - skewSeconds <= NOW
        expect(checkTimes({ iat, nbf, exp }, { ...RULES, skewSeconds }).ok).toBe(inForce)
      },
    ),
    { numRuns: 1000 },
  )
})

test('a token without nbf starts when it was issued', () => {
  expect(checkTimes({ iat: NOW, exp: NOW + 60 }, RULES)).toEqual({
    ok: true,
    issuedAt: NOW,
    notBefore: NOW,
    expiresAt: NOW + 60,
  })
})

test('a token lives as long as it may and no longer', () => {
  expect(checkTimes({ iat: NOW, exp: NOW + 300 }, RULES).ok).toBe(true)
  expect(checkTimes({ iat: NOW, exp: NOW + 301 }, RULES)).toMatchObject({ reason: 'token-claims-invalid' })
  expect(checkTimes({ iat: NOW, exp: NOW }, RULES)).toMatchObject({ reason: 'token-claims-invalid' })
})

test('a time that is no whole number of seconds of this age is no time', () => {
  const noTime = fc.oneof(
    fc.double({ noInteger: true }),
    fc.constantFrom<unknown>(null, true, '1000000', [NOW], {}, -1, 1e11, 9e15, Infinity, Number.NaN),
  )
  const times = { iat: NOW, nbf: NOW, exp: NOW + 60 }
  fc.assert(
    fc.property(fc.constantFrom('iat', 'nbf', 'exp'), noTime, (claim, value) => {
      expect(checkTimes({ ...times, [claim]: value }, RULES)).toEqual({
        ok: false,
        reason: 'token-claims-invalid',
      })
    }),
  )
})
