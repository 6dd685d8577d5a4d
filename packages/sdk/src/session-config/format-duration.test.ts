/** Durations in words: never more than there is, in the reader's language, on engines with fewer words too. */

import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { formatClock, formatDuration, formatRelative } from './format-duration.ts'

const en = { locale: 'en' } as const

test.each([
  [0, '0 seconds'],
  [1, '1 second'],
  [59.9, '59 seconds'],
  [60, '1 minute'],
  [1745, '29 minutes, 5 seconds'],
  [3600, '1 hour'],
  [3605, '1 hour'],
  [7 * 86_400 - 1, '6 days, 23 hours'],
  [-5, '0 seconds'],
])('%s seconds are %s', (seconds, words) => {
  expect(formatDuration(seconds, en)).toBe(words)
})

test('as many units are said as are asked for', () => {
  const seconds = 86_400 + 2 * 3600 + 3 * 60 + 4
  expect([1, 2, 3, 4, 9, 0].map((units) => formatDuration(seconds, { ...en, units }))).toEqual([
    '1 day',
    '1 day, 2 hours',
    '1 day, 2 hours, 3 minutes',
    '1 day, 2 hours, 3 minutes, 4 seconds',
    '1 day, 2 hours, 3 minutes, 4 seconds',
    '1 day',
  ])
})

test.each([
  ['de', 'long', '29 Minuten, 5 Sekunden'],
  ['fr', 'short', '29 min et 5 s'],
  ['ja', 'long', '29 分 5 秒'],
  ['en', 'narrow', '29m 5s'],
] as const)('in %s, %s, it reads as people there write it', (locale, style, words) => {
  expect(formatDuration(1745, { locale, style }).replace(/\s/g, ' ')).toBe(words)
})

test('of several languages the first that is known is taken', () => {
  expect(formatDuration(60, { locale: ['tlh', 'es'] })).toBe('1 minuto')
})

test('an engine without lists, such as Hermes, still says it', () => {
  vi.stubGlobal('Intl', { NumberFormat: Intl.NumberFormat })
  expect(formatDuration(1745, en)).toBe('29 minutes 5 seconds')
  vi.unstubAllGlobals()
})

test.each([Number.NaN, Infinity])('%s is no duration', (seconds) => {
  expect(() => formatDuration(seconds)).toThrow(RangeError)
  expect(() => formatClock(seconds)).toThrow(RangeError)
})

test('nobody is told of more time than there is, and of all of it when every unit is said', () => {
  const sizes: { readonly [unit: string]: number } = { day: 86_400, hour: 3600, minute: 60, second: 1 }
  const read = (words: string): number =>
    Array.from(words.matchAll(/([\d,]+) (\w+?)s?(?:,|$)/g)).reduce(
      (sum, [, count = '', unit = '']) => sum + Number(count.replaceAll(',', '')) * sizes[unit]!,
      0,
    )
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40_000_000 }), fc.integer({ min: 1, max: 4 }), (seconds, units) => {
      expect(read(formatDuration(seconds, { ...en, units }))).toBeLessThanOrEqual(seconds)
      expect(read(formatDuration(seconds, { ...en, units: 4 }))).toBe(seconds)
    }),
  )
})

test.each([
  [0, '0:00'],
  [9, '0:09'],
  [1745, '29:05'],
  [3723, '1:02:03'],
  [7 * 86_400 - 1, '6:23:59:59'],
])('a clock shows %s seconds as %s', (seconds, shown) => {
  expect(formatClock(seconds, en)).toBe(shown)
})

test('a clock has the digits of its reader', () => {
  expect(formatClock(1745, { locale: 'ar-EG' })).toBe('٢٩:٠٥')
})

test.each([
  [0, 'now'],
  [-30, '30 seconds ago'],
  [90, 'in 1 minute'],
  [-47 * 3600, '1 day ago'],
  [-7200, '2 hours ago'],
])('a moment %s seconds away is %s', (seconds, words) => {
  const now = new Date('2026-03-01T12:00:00Z')
  expect(formatRelative(new Date(now.getTime() + seconds * 1000), now, en)).toBe(words)
})
