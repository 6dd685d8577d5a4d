/** When a client is told again that a session is over. */

import { expect, test } from 'vitest'
import { LOGOUT_DELIVERY_MS, nextLogoutTryMs } from './logout-delivery.ts'

test('a delivery is tried ever more seldom, for a day and not a moment longer', () => {
  const pauses: number[] = []
  for (let nowMs = 0, tries = 1; ; tries++) {
    const afterMs = nextLogoutTryMs({ queuedAtMs: 0, tries }, nowMs)
    if (afterMs === null) break
    nowMs += afterMs
    pauses.push(afterMs)
    expect(nowMs).toBeLessThanOrEqual(LOGOUT_DELIVERY_MS)
  }
  expect(pauses.slice(0, 3)).toEqual([5_000, 10_000, 20_000])
  expect(pauses).toEqual(pauses.toSorted((one, other) => one - other))
  expect(pauses.length).toBeGreaterThan(20)
  expect(Math.max(...pauses)).toBe(3_600_000)
})
