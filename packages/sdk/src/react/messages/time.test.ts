import { describe, expect, test } from 'vitest'
import { countdown, longDuration, relativeTime } from './time.ts'

const DAY = 86_400

test.each([
  [0, '0:00'],
  [9, '0:09'],
  [59, '0:59'],
  [60, '1:00'],
  [29 * 60 + 5, '29:05'],
  [3600, '1:00:00'],
  [5 * 3600 + 3 * 60 + 10, '5:03:10'],
  [DAY - 1, '23:59:59'],
  [DAY, '1 day'],
  [6 * DAY + 3 * 3600 + 59, '6 days, 3 hours'],
])('%i seconds are counted down as %s', (seconds, text) => {
  expect(countdown('en', seconds)).toBe(text)
})

test('a countdown has the digits and the words of its language', () => {
  expect(countdown('ar-EG', 65)).toBe('١:٠٥')
  expect(countdown('de', 2 * DAY + 3600)).toBe('2 Tage, 1 Stunde')
})

test.each([
  [45, '45 seconds'],
  [60, '1 minute'],
  [90, '1 minute, 30 seconds'],
  [7200, '2 hours'],
  [0, '0 seconds'],
])('%i seconds last %s', (seconds, text) => {
  expect(longDuration('en', seconds)).toBe(text)
})

describe('a moment', () => {
  const nowMs = Date.UTC(2026, 10, 20, 12)

  test.each([
    [-59_000, null],
    [59_000, null],
    [-60_000, '1 minute ago'],
    [-90 * 60_000, '1 hour ago'],
    [-DAY * 1000, 'yesterday'],
    [7 * DAY * 1000, 'in 7 days'],
  ])('%i ms from now is %s', (fromNowMs, text) => {
    expect(relativeTime('en', nowMs + fromNowMs, nowMs)).toBe(text)
  })
})
