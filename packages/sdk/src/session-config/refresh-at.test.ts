/** When tokens are renewed: within their life, sooner the more is wanted, and never in a loop. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isExpired, lifetimeOf, secondsUntil } from './expiry.ts'
import { refreshAt, shouldRefresh } from './refresh-at.ts'

const BEGIN = new Date('2026-03-01T12:00:00Z')
const after = (seconds: number): Date => new Date(BEGIN.getTime() + seconds * 1000)
const secondsIn = (moment: Date): number => (moment.getTime() - BEGIN.getTime()) / 1000

const lives = fc.integer({ min: 1, max: 86_400 })
const shares = fc.double({ min: 0, max: 99, noNaN: true })

test.each([
  ['a minute, by default', 60, undefined, 48],
  ['a minute with a tenth left, which is less than ten seconds', 60, 10, 50],
  ['an hour with a tenth left', 3600, 10, 3240],
  ['half a minute', 30, 20, 20],
  ['the last twelve seconds of a session', 12, 20, 6],
  ['an hour with half of it left', 3600, 50, 1800],
  ['an hour, as soon as it comes', 3600, 100, 0],
])('a token of %s is renewed in time', (_, life, thresholdPercent, expected) => {
  const at = refreshAt({ issuedAt: BEGIN, expiresAt: after(life), thresholdPercent })
  expect(secondsIn(at)).toBe(expected)
})

test('a token is renewed while it lives, not as soon as it comes, and sooner the more is to be left', () => {
  fc.assert(
    fc.property(lives, shares, shares, (life, one, another) => {
      const at = (thresholdPercent: number): number =>
        refreshAt({ issuedAt: BEGIN, expiresAt: after(life), thresholdPercent }).getTime()
      const [less, more] = [Math.min(one, another), Math.max(one, another)]
      expect(at(more)).toBeLessThanOrEqual(at(less))
      expect(at(more)).toBeGreaterThan(BEGIN.getTime())
      expect(at(less)).toBeLessThan(after(life).getTime())
    }),
  )
})

test('it is time from that moment on', () => {
  const token = { issuedAt: BEGIN, expiresAt: after(60) }
  expect([47, 48, 49].map((second) => shouldRefresh(token, after(second)))).toEqual([false, true, true])
})

test.each([-1, 101, Number.NaN, Infinity])('a share of %s percent is refused', (thresholdPercent) => {
  expect(() => refreshAt({ issuedAt: BEGIN, expiresAt: after(60), thresholdPercent })).toThrow(RangeError)
})

test('a life that ends before it begins is refused, and so is a date that is none', () => {
  expect(() => refreshAt({ issuedAt: after(1), expiresAt: BEGIN })).toThrow(RangeError)
  expect(() => isExpired(new Date('never'))).toThrow(RangeError)
  expect(() => secondsUntil(BEGIN, new Date(Number.NaN))).toThrow(RangeError)
})

test('a countdown shows nothing left when it is over, and not before', () => {
  fc.assert(
    fc.property(fc.integer({ min: -10_000, max: 10_000_000 }), (ms) => {
      const moment = new Date(BEGIN.getTime() + ms)
      expect(secondsUntil(moment, BEGIN) === 0).toBe(isExpired(moment, BEGIN))
    }),
  )
})

test('claims count in seconds', () => {
  const { issuedAt, expiresAt } = lifetimeOf({ iat: 1_772_366_400, exp: 1_772_366_460 })
  expect([issuedAt, expiresAt]).toEqual([BEGIN, after(60)])
})
