import { expect, test } from 'vitest'
import { countdown, relativeTime } from './time.ts'

const DAY = 86_400

test.each([
  [0, '0:00'],
  [59, '0:59'],
  [29 * 60 + 5, '29:05'],
  [DAY - 1, '23:59:59'],
  [DAY, '1 day'],
  [6 * DAY + 3 * 3600 + 59, '6 days, 3 hours'],
])('%i seconds are counted down as %s', (seconds, text) => {
  expect(countdown('en', seconds)).toBe(text)
})

test.each([
  [-59_000, null],
  [59_000, null],
  [-60_000, '1 minute ago'],
  [-90 * 60_000, '1 hour ago'],
  [7 * DAY * 1000, 'in 7 days'],
])('a moment %i ms away is %s', (fromNowMs, text) => {
  const nowMs = Date.UTC(2026, 10, 20, 12)
  expect(relativeTime('en', new Date(nowMs + fromNowMs), nowMs)).toBe(text)
})
