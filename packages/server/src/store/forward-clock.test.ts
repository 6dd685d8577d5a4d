/** The clock that never goes back. */

import { expect, test } from 'vitest'
import { createForwardClock } from './forward-clock.ts'

function read(times: readonly number[]) {
  let now = 0
  const held: number[] = []
  const clock = createForwardClock({ nowMs: () => now }, (behindMs) => held.push(behindMs))
  const seen = times.map((time) => {
    now = time
    return clock.nowMs()
  })
  return { seen, held }
}

test('it stands still while the machine goes backwards', () => {
  expect(read([1_000, 400, 1_200])).toEqual({ seen: [1_000, 1_000, 1_200], held: [] })
})

test('it tells of a machine that went back by much, once each time', () => {
  const { seen, held } = read([90_000, 79_999, 70_000, 90_000, 60_000, 95_000])
  expect(seen).toEqual([90_000, 90_000, 90_000, 90_000, 90_000, 95_000])
  expect(held).toEqual([10_001, 30_000])
})
