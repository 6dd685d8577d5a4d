import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createServerTime } from './server-time.ts'

const START_MS = Date.UTC(2026, 0, 5)

/** A machine with two clocks that cannot be relied on, in a world whose time is known. */
function machine(wallOffMs: number): {
  readonly clocks: { readonly monotonicMs: () => number; readonly wallMs: () => number }
  readonly trueMs: () => number
  readonly pass: (ms: number) => void
  readonly sleep: (ms: number) => void
  readonly setWall: (byMs: number) => void
} {
  let now = START_MS
  let asleepMs = 0
  let off = wallOffMs
  return {
    clocks: { monotonicMs: () => now - START_MS - asleepMs, wallMs: () => now + off },
    trueMs: () => now,
    pass: (ms) => {
      now += ms
    },
    sleep: (ms) => {
      now += ms
      asleepMs += ms
    },
    setWall: (byMs) => {
      off += byMs
    },
  }
}

/** What the server says, to the second, as tokens and `Date` do. */
const said = (trueMs: number): number => Math.floor(trueMs / 1000) * 1000

const wrong = fc.integer({ min: -10 * 365 * 86_400_000, max: 10 * 365 * 86_400_000 })
const events = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 3_600_000 }) }),
    fc.record({ kind: fc.constant('sleep' as const), ms: fc.integer({ min: 0, max: 86_400_000 }) }),
    fc.record({ kind: fc.constant('leap' as const), ms: fc.integer({ min: 0, max: 86_400_000 }) }),
  ),
  { maxLength: 20 },
)

test('whatever sleeps and leaps ahead, the time is never behind the server’s', () => {
  fc.assert(
    fc.property(wrong, fc.integer({ min: 0, max: 20_000 }), events, (off, latencyMs, happening) => {
      const { clocks, trueMs, pass, sleep, setWall } = machine(off)
      const time = createServerTime(clocks)
      const sentAt = time.moment()
      const serverMs = said(trueMs())
      pass(latencyMs)
      time.learn(serverMs, sentAt, 'token')
      for (const { kind, ms } of happening) {
        if (kind === 'pass') pass(ms)
        else if (kind === 'sleep') sleep(ms)
        else setWall(ms)
        expect(time.nowMs()).toBeGreaterThanOrEqual(trueMs())
      }
    }),
  )
})

test('a clock that is set back while nobody sleeps changes nothing', () => {
  fc.assert(
    fc.property(wrong, fc.integer({ min: 0, max: 86_400_000 }), (off, backMs) => {
      const { clocks, trueMs, pass, setWall } = machine(off)
      const time = createServerTime(clocks)
      time.learn(said(trueMs()), time.moment(), 'token')
      pass(5_000)
      setWall(-backMs)
      pass(5_000)
      const aheadMs = time.nowMs() - trueMs()
      expect(aheadMs).toBeGreaterThanOrEqual(0)
      expect(aheadMs).toBeLessThan(1_000)
    }),
  )
})

test('the time is ahead by the network at most, and by the rest of a second', () => {
  fc.assert(
    fc.property(wrong, fc.integer({ min: 0, max: 20_000 }), (off, latencyMs) => {
      const { clocks, trueMs, pass } = machine(off)
      const time = createServerTime(clocks)
      const sentAt = time.moment()
      pass(latencyMs)
      time.learn(said(trueMs()), sentAt, 'date')
      const aheadMs = time.nowMs() - trueMs()
      expect(aheadMs).toBeGreaterThanOrEqual(0)
      expect(aheadMs).toBeLessThan(latencyMs + 1_000)
    }),
  )
})

test('an answer that took long is not gone by when a younger one has come', () => {
  const { clocks, trueMs, pass } = machine(0)
  const time = createServerTime(clocks)
  const first = time.moment()
  const early = said(trueMs())
  pass(10_000)
  time.learn(said(trueMs()), time.moment(), 'token')
  const before = time.nowMs()
  time.learn(early - 86_400_000, first, 'token')
  expect(time.nowMs()).toBe(before)
})

test('a token’s time counts more than the `Date` of an answer, and of another tab', () => {
  const { clocks, trueMs, pass } = machine(0)
  const time = createServerTime(clocks)
  time.learn(trueMs(), time.moment(), 'token')
  pass(1_000)
  time.learn(trueMs() + 3_600_000, time.moment(), 'date')
  time.hear(trueMs() - 3_600_000, time.moment())
  expect(time.nowMs() - trueMs()).toBeLessThan(1_000)
  expect(time.byDateMs() - trueMs()).toBeGreaterThan(3_500_000)
})

test('a sleep in which the clock is set back is known of, and the next `Date` says how long it was', () => {
  fc.assert(
    fc.property(fc.integer({ min: 60_000, max: 86_400_000 }), fc.nat(3_600_000), (asleepMs, moreMs) => {
      const { clocks, trueMs, pass, sleep, setWall } = machine(0)
      const time = createServerTime(clocks)
      time.learn(said(trueMs()), time.moment(), 'token')
      pass(1_000)
      sleep(asleepMs)
      expect(time.isUnsure()).toBe(false)
      setWall(-asleepMs - 10_000 - moreMs)
      expect(time.isUnsure()).toBe(true)
      expect(time.nowMs()).toBeLessThan(trueMs())
      time.learn(said(trueMs()), time.moment(), 'date')
      expect(time.nowMs() - trueMs()).toBeGreaterThanOrEqual(0)
      expect(time.nowMs() - trueMs()).toBeLessThan(1_000)
      expect(time.isUnsure()).toBe(false)
    }),
  )
})

test('of a `Date` and of other tabs the latest counts, in whatever order they come', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(86_400_000), { maxLength: 4 }), fc.nat(4), (behind, dateAt) => {
      const { clocks, trueMs } = machine(0)
      const time = createServerTime(clocks)
      const heard = behind.map((ms) => () => time.hear(trueMs() - ms, time.moment()))
      heard.splice(dateAt, 0, () => time.learn(said(trueMs()), time.moment(), 'date'))
      for (const hear of heard) hear()
      expect(time.nowMs() - trueMs()).toBeGreaterThanOrEqual(0)
      expect(time.nowMs() - trueMs()).toBeLessThan(1_000)
    }),
  )
})

test('before anything was learned, the machine’s clock is all there is', () => {
  const { clocks, trueMs } = machine(-7_000)
  expect(createServerTime(clocks).nowMs()).toBe(trueMs() - 7_000)
})
