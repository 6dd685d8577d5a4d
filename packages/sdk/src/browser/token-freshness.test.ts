import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SessionClaims } from '../backend/session-claims.ts'
import type { GetTokenOptions } from './client.ts'
import {
  ANY_TOKEN,
  type HeldToken,
  isFresh,
  isUsable,
  lifetimeToAsk,
  readWish,
  satisfies,
  type TokenWish,
} from './token-freshness.ts'

const NOW_MS = Date.UTC(2026, 0, 5)
const DEFAULT_SECONDS = 60

const seconds = fc.integer({ min: 0, max: 20_000 })
const percent = fc.integer({ min: 1, max: 90 })
const wishes: fc.Arbitrary<TokenWish> = fc.record({
  template: fc.constant(null),
  organizationId: fc.constant(undefined),
  leewaySeconds: seconds,
  lifetimeSeconds: fc.option(fc.integer({ min: 1, max: 20_000 })),
  skipCache: fc.boolean(),
  refused: fc.constant(null),
  active: fc.boolean(),
})

/** What the server gives when it is asked: as long as was asked for, or as its policy allows. */
function granted(wish: TokenWish, mostSeconds: number): HeldToken {
  const askedSeconds = lifetimeToAsk(wish)
  const lifeSeconds = Math.min(askedSeconds ?? DEFAULT_SECONDS, mostSeconds)
  return {
    text: 'a token',
    claims: {} as SessionClaims,
    issuedAtMs: NOW_MS,
    expiresAtMs: NOW_MS + lifeSeconds * 1000,
    askedSeconds,
    clamped: askedSeconds !== null && lifeSeconds < askedSeconds,
  }
}

describe('what is asked for', () => {
  test.each([
    [0, null],
    [1, 61],
    [60, 120],
    [120, 180],
    [121, 182],
    [1800, 2700],
    [3600, 5400],
  ])('with a leeway of %i seconds is %s', (leewaySeconds, asked) => {
    expect(lifetimeToAsk({ ...ANY_TOKEN, leewaySeconds })).toBe(asked)
  })

  test.each([
    [1, 30],
    [30, 30],
    [31, 31],
  ])('with a lifetime of %i seconds is %i', (lifetimeSeconds, asked) => {
    expect(lifetimeToAsk({ ...ANY_TOKEN, lifetimeSeconds })).toBe(asked)
  })

  test('is enough for the wish, however little the policy allows: nobody asks in a loop', () => {
    fc.assert(
      fc.property(wishes, percent, fc.integer({ min: 1, max: 20_000 }), (wish, share, most) => {
        expect(satisfies(granted(wish, most), wish, { nowMs: NOW_MS, percent: share })).toBe(true)
      }),
    )
  })

  test('is enough for a while, where it is granted: not every call asks anew', () => {
    fc.assert(
      fc.property(wishes, (wish) => {
        const token = granted(wish, Infinity)
        const atMs = NOW_MS + (lifetimeToAsk(wish) === null ? 40_000 : 5_000)
        expect(satisfies(token, wish, { nowMs: atMs, percent: 20 })).toBe(true)
      }),
    )
  })
})

describe('a token that is given out', () => {
  test('works for the whole leeway, or is as long as there is', () => {
    const elapsed = fc.integer({ min: 0, max: 30_000_000 })
    fc.assert(
      fc.property(wishes, percent, seconds, elapsed, (wish, share, most, elapsedMs) => {
        const token = granted(wish, most + 1)
        const nowMs = NOW_MS + elapsedMs
        fc.pre(satisfies(token, wish, { nowMs, percent: share }))
        expect(token.expiresAtMs).toBeGreaterThan(nowMs)
        expect(token.clamped || token.expiresAtMs - nowMs >= wish.leewaySeconds * 1000).toBe(true)
      }),
    )
  })

  test('is never the one that was refused', () => {
    fc.assert(
      fc.property(wishes, (wish) => {
        const token = granted(wish, Infinity)
        expect(satisfies(token, { ...wish, refused: token.text }, { nowMs: NOW_MS, percent: 20 })).toBe(false)
      }),
    )
  })

  test('less of which was granted than was asked for is good until a fifth is left', () => {
    const wish = readWish({ leewayInSeconds: 3600 })
    const token = granted(wish, 300)
    const isGood = (elapsedMs: number): boolean =>
      satisfies(token, wish, { nowMs: NOW_MS + elapsedMs, percent: 20 })
    expect([isGood(0), isGood(239_999), isGood(240_000)]).toEqual([true, true, false])
  })

  test('is not one that was asked to live for less', () => {
    const short = granted(readWish({ expiresInSeconds: 120 }), Infinity)
    const at = { nowMs: NOW_MS, percent: 20 }
    expect(satisfies(short, readWish({ expiresInSeconds: 121 }), at)).toBe(false)
    expect(satisfies(short, readWish({ expiresInSeconds: 120 }), at)).toBe(true)
  })
})

test('a token is fresh, then to be renewed, then of no use: never the other way round', () => {
  const lives = fc.integer({ min: 1, max: 100_000 })
  fc.assert(
    fc.property(lives, percent, fc.integer({ min: 0, max: 110_000_000 }), (life, share, elapsedMs) => {
      const token = granted(readWish({ expiresInSeconds: life }), life)
      const nowMs = NOW_MS + elapsedMs
      const [fresh, usable] = [isFresh(token, nowMs, share), isUsable(token, nowMs)]
      if (token.expiresAtMs <= nowMs) return !fresh && !usable
      return fresh || !isFresh(token, nowMs + 1, share)
    }),
  )
})

test.each([Number.NaN, Infinity, -1, 315_360_001, '60' as unknown as number, null as unknown as number])(
  'a leeway of %j is refused, and so is a lifetime',
  (value) => {
    for (const options of [{ leewayInSeconds: value }, { expiresInSeconds: value }] as GetTokenOptions[])
      expect(() => readWish(options)).toThrow(expect.objectContaining({ code: 'option_invalid' }))
  },
)
