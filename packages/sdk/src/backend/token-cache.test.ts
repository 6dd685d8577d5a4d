/** The cache of tokens: whole tokens compared, a bounded number of them, the oldest given up first. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTokenCache } from './token-cache.ts'

test('gives for a token what was last set for that very token, or nothing', () => {
  // texts that share their last 22 characters, as no two signatures do
  const token = fc.tuple(fc.nat(3), fc.nat(3)).map(([start, end]) => `${start}${'x'.repeat(22)}${end}`)
  fc.assert(
    fc.property(fc.array(fc.tuple(token, fc.nat())), fc.nat(5), (writes, size) => {
      const cache = createTokenCache<number>(size)
      const last = new Map<string, number>()
      for (const [text, value] of writes) {
        cache.set(text, value)
        last.set(text, value)
        expect(cache.get(text)).toBe(size === 0 ? undefined : value)
      }
      const kept = [...last].filter(([text]) => cache.get(text) !== undefined)
      for (const [text, value] of kept) expect(cache.get(text)).toBe(value)
      expect(kept.length).toBeLessThanOrEqual(size)
    }),
  )
})

test('gives up the one that was set longest ago', () => {
  const cache = createTokenCache<number>(2)
  cache.set('a', 1)
  cache.set('b', 2)
  cache.set('a', 3)
  cache.set('c', 4)
  expect(['a', 'b', 'c'].map(cache.get)).toEqual([3, undefined, 4])
})
