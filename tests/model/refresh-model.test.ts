/** The refresh protocol in every interleaving: honest clients are never signed out nor stuck, thieves always show. */

import { describe, expect, test, vi } from 'vitest'
import { explore } from './explore.ts'
import type { Rules, State } from './refresh-world.ts'

vi.setConfig({ testTimeout: 300_000 })

const isSignedOut = (state: State): boolean => state.server.revoked

/** Owner and thief have both asked and got access tokens of two different steps since the theft: nothing showed. */
const bothGoOn = (state: State): boolean => state.ownerGot.length > 1 && state.thiefGot.length > 1

const ACCIDENTS: readonly (readonly [string, Rules])[] = [
  ['lost and duplicated messages and crashes', { keyed: true }],
  ['step-ups', { keyed: true, stepUps: true }],
  ['a failover that loses the last write', { keyed: true, rollback: true }],
  ['stolen locks', { keyed: true, stolenLocks: true }],
]

describe('honest clients with keys', () => {
  test.each(ACCIDENTS)('are never signed out and never stuck, through %s', (_, rules) => {
    const { violation, stuck, states } = explore({ rules, breaks: isSignedOut })
    expect(violation).toBeNull()
    expect(stuck).toBe(0)
    expect(states).toBeGreaterThan(1_000)
  })
})

describe('honest clients without keys', () => {
  test('are never signed out and never stuck while retries come within ten seconds and none is two steps late', () => {
    const rules = { keyed: false, windowStaysOpen: true, oldestRequest: 1 }
    const { violation, stuck } = explore({ rules, breaks: isSignedOut })
    expect(violation).toBeNull()
    expect(stuck).toBe(0)
  })
})

describe('a thief', () => {
  test.each(['token', 'request', 'storage'] as const)(
    'who stole a %s of a keyed session never goes on beside the owner for two steps',
    (theft) => {
      expect(explore({ rules: { keyed: true, theft }, breaks: bothGoOn }).violation).toBeNull()
    },
  )
})

describe('a control, so that the model is known to find what it looks for', () => {
  const find = (rules: Rules, breaks: (state: State) => boolean = isSignedOut) =>
    explore({ rules, breaks }).violation

  test('without keys, a lost response found out too late signs the owner out', () => {
    expect(find({ keyed: false })).not.toBeNull()
  })

  test('without the rule for late duplicates, a delayed request signs the owner out', () => {
    expect(find({ keyed: true, withoutLateDuplicates: true })).not.toBeNull()
  })

  test('with a key per tab, two tabs sign each other out', () => {
    expect(find({ keyed: true, keyPerTab: true })).not.toBeNull()
  })

  test('with step-ups outside the chain, a lost step-up signs the owner out', () => {
    expect(find({ keyed: true, stepUps: true, stepUpKeyApart: true })).not.toBeNull()
  })

  test('with the retry window on keyed sessions, a thief refreshes in step with the owner unseen', () => {
    expect(find({ keyed: true, theft: 'token', windowForKeyed: true }, bothGoOn)).not.toBeNull()
  })
})
