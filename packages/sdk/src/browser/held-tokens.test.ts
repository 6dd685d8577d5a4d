import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SessionClaims } from '../backend/session-claims.ts'
import { createHeldTokens } from './held-tokens.ts'
import type { HeldToken } from './token-freshness.ts'

const SESSION = 'sess_1'

const tokens: fc.Arbitrary<HeldToken> = fc
  .record({ gen: fc.integer({ min: 1, max: 5 }), minute: fc.integer({ min: 0, max: 9 }) })
  .map(({ gen, minute }) => ({
    text: `${gen}/${minute}`,
    claims: { gen } as SessionClaims,
    issuedAtMs: minute * 60_000,
    expiresAtMs: (minute + 1) * 60_000,
    askedSeconds: null,
    clamped: false,
  }))

const generationOf = (token: HeldToken | null): number => Number(token?.claims.gen ?? 0)

test('in whichever order tokens come, none takes the place of a newer one', () => {
  fc.assert(
    fc.property(fc.array(tokens, { maxLength: 30 }), (coming) => {
      const held = createHeldTokens()
      for (const token of coming) {
        const before = held.get('key')
        const isTaken = held.put(SESSION, 'key', token)
        const after = held.get('key')
        expect(after).toBe(isTaken ? token : before)
        expect(generationOf(after)).toBeGreaterThanOrEqual(generationOf(before))
        const isAsNew = generationOf(before) === generationOf(after)
        expect(after?.expiresAtMs).toBeGreaterThanOrEqual(isAsNew ? (before?.expiresAtMs ?? 0) : 0)
      }
      expect(generationOf(held.get('key'))).toBe(Math.max(0, ...coming.map(generationOf)))
    }),
  )
})

test('what tells of before a change is not taken under another key either, nor after all was dropped', () => {
  fc.assert(
    fc.property(tokens, tokens, (one, other) => {
      fc.pre(generationOf(one) > generationOf(other))
      const held = createHeldTokens()
      held.put(SESSION, 'key', one)
      expect(held.put(SESSION, 'other key', other)).toBe(false)
      held.drop(SESSION)
      expect(held.put(SESSION, 'key', other)).toBe(false)
      expect(held.put('sess_2', 'key', other)).toBe(true)
    }),
  )
})

test('the answer of a server that counts from an earlier reading is taken, unless a newer token came meanwhile', () => {
  fc.assert(
    fc.property(tokens, tokens, tokens, (first, answer, meanwhile) => {
      fc.pre(generationOf(first) > generationOf(answer) && generationOf(meanwhile) > generationOf(first))
      const held = createHeldTokens()
      held.put(SESSION, 'key', first)
      const asOf = held.newest(SESSION)
      expect(held.put(SESSION, 'key', answer, asOf)).toBe(true)
      expect(held.newest(SESSION)).toBe(generationOf(answer))
      expect(held.put(SESSION, 'key', meanwhile)).toBe(true)
      expect(held.put(SESSION, 'key', answer, asOf)).toBe(false)
    }),
  )
})

test('however many kinds are asked for, a hundred are held, and the newest among them', () => {
  const held = createHeldTokens()
  const [token] = fc.sample(tokens, 1)
  if (token === undefined) throw new Error('no token')
  for (let i = 0; i < 1_000; i++) held.put(SESSION, `key ${i}`, { ...token, text: `${i}` })
  expect(held.all(null)).toHaveLength(100)
  expect(held.get('key 999')?.text).toBe('999')
})
