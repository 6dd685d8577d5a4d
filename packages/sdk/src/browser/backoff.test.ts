import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBackoff } from './backoff.ts'
import type { CallFailure } from './outcome.ts'

const FAILURE: CallFailure = {
  ok: false,
  code: 'unreachable',
  title: 'The server cannot be reached.',
  detail: null,
  field: null,
  retryable: true,
  retryAfterSeconds: null,
  reason: null,
}
const asked = (retryAfterSeconds: number): CallFailure => ({ ...FAILURE, retryAfterSeconds })

test('whoever waits as they are told asks a few times in the first minute, and once in each after that', () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.integer({ min: 0, max: 63 })), (numbers) => {
      let now = 0
      const backoff = createBackoff({
        monotonicMs: () => now,
        random: () => (numbers.next().value ?? 0) / 64,
      })
      const times: number[] = []
      while (now < 3_600_000) {
        times.push(now)
        backoff.failed(FAILURE)
        now += backoff.waitMs()
      }
      expect(times.filter((ms) => ms < 60_000).length).toBeLessThanOrEqual(8)
      const pauses = times.slice(8).map((ms, i) => ms - (times[i + 7] ?? 0))
      for (const ms of pauses) expect(ms).toBeGreaterThanOrEqual(30_000)
      for (const ms of pauses) expect(ms).toBeLessThanOrEqual(60_000)
    }),
  )
})

test('a pause that the server asks for is kept, also when there is reason to hope', () => {
  const backoff = createBackoff({ monotonicMs: () => 0, random: () => 0.5 })
  backoff.failed(asked(90))
  backoff.hope()
  expect(backoff.waitMs()).toBe(90_000)
  expect(backoff.last()).toEqual(asked(90))
})

test('hope ends a pause of one’s own', () => {
  const backoff = createBackoff({ monotonicMs: () => 0, random: () => 0.5 })
  for (let i = 0; i < 5; i++) backoff.failed(FAILURE)
  expect(backoff.waitMs()).toBeGreaterThan(10_000)
  backoff.hope()
  expect(backoff.waitMs()).toBe(0)
})

test('nobody waits for longer than an hour, whatever an answer says', () => {
  const backoff = createBackoff({ monotonicMs: () => 0, random: () => 0.5 })
  backoff.failed(asked(1e9))
  expect(backoff.waitMs()).toBe(3_600_000)
})

test('once it went well, all is forgotten', () => {
  const backoff = createBackoff({ monotonicMs: () => 0, random: () => 0.5 })
  backoff.failed(asked(90))
  backoff.succeeded()
  expect([backoff.waitMs(), backoff.last()]).toEqual([0, null])
})
