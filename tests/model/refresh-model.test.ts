/** The refresh protocol in every interleaving: honest clients are never signed out nor stuck, thieves always show. */

import { describe, expect, test, vi } from 'vitest'
import { type Exploration, explore } from './explore.ts'
import type { Rules } from './refresh-world.ts'
import type { State } from './state.ts'

vi.setConfig({ testTimeout: 600_000 })

const KEYED: Rules = { keyed: true }
/** Without keys, what arrives more than ten seconds or one step late cannot be told from a second holder. */
const PROMPT: Rules = { keyed: false, retries: 'in-window', oldestRequest: 1 }
const WITHOUT_WINDOW: Rules = { keyed: false, retries: 'after-window', oldestRequest: 1 }

const isSignedOut = (state: State): boolean => state.server.revoked

/** Owner and thief have each got access tokens of so many steps by what they sent since the theft: nothing showed. */
const bothGot =
  (steps: number) =>
  ({ ownerGot, thiefGot }: State): boolean =>
    ownerGot.length >= steps && thiefGot.length >= steps

const never = (): boolean => false

/** A promise is kept only if every state was seen; the stories come with the failure. */
function expectKept(found: Exploration): void {
  expect(found).toMatchObject({ violation: null, stuck: null, complete: true })
}

describe('an honest client', () => {
  const accidents: readonly (readonly [string, Rules])[] = [
    ['lost and duplicated messages and crashes', KEYED],
    ['step-ups', { ...KEYED, stepUps: true }],
    ['a failover that loses one write', { ...KEYED, lostWrites: 1 }],
    ['a failover that loses three writes', { ...KEYED, lostWrites: 3 }],
    ['stolen locks', { ...KEYED, stolenLocks: true }],
    ['all of these at once', { ...KEYED, stepUps: true, lostWrites: 3, stolenLocks: true }],
  ]

  test.each(accidents)('with keys is never signed out and never stuck, through %s', (_, rules) => {
    expectKept(explore({ rules, breaks: isSignedOut }))
  })

  test('without keys is never signed out and never stuck while nothing is ten seconds or two steps late', () => {
    expectKept(explore({ rules: PROMPT, breaks: isSignedOut }))
  })

  test('without keys but for its step-ups is never signed out and never stuck either', () => {
    expectKept(explore({ rules: { ...PROMPT, stepUps: true }, breaks: isSignedOut }))
  })
})

describe('a thief beside an owner who goes on', () => {
  test('who stole a token at rest is shown by the next use of the second holder', () => {
    expectKept(explore({ rules: { ...KEYED, theft: 'token' }, breaks: bothGot(1) }))
  })

  test('who knows the password too is shown as soon, and never locks the owner out unseen', () => {
    const rules = { ...KEYED, theft: 'token', thiefKnowsPassword: true } as const
    expectKept(explore({ rules, breaks: bothGot(1) }))
  })

  test.each(['request', 'storage'] as const)(
    'who stole the %s, pending key included, shares that one step and is shown at the next',
    (theft) => {
      expectKept(explore({ rules: { ...KEYED, theft }, breaks: bothGot(2) }))
    },
  )

  test('of a session without keys is shown as soon when the two are more than ten seconds apart', () => {
    expectKept(explore({ rules: { ...WITHOUT_WINDOW, theft: 'token' }, breaks: bothGot(1) }))
  })

  test('of a session without keys can go on unseen while following within ten seconds of every step', () => {
    const rules = { keyed: false, oldestRequest: 1, theft: 'token' } as const
    expect(explore({ rules, breaks: bothGot(2) }).violation).not.toBeNull()
  })
})

describe('a control, so that the model is known to find what it looks for', () => {
  const signsOut: readonly (readonly [string, Rules])[] = [
    ['without keys, a lost response found out too late', { keyed: false }],
    ['without the rule for late duplicates, a delayed request', { ...KEYED, withoutLateDuplicates: true }],
    ['with a key per tab, the other tab', { ...KEYED, keyPerTab: true }],
    ['with step-ups outside the chain, a lost one', { ...KEYED, stepUps: true, stepUpKeyApart: true }],
  ]

  test.each(signsOut)('%s signs the owner out', (_, rules) => {
    expect(explore({ rules, breaks: isSignedOut }).violation).not.toBeNull()
  })

  test('with the retry window on keyed sessions, a thief refreshes in step with the owner unseen', () => {
    const rules = { ...KEYED, theft: 'token', windowForKeyed: true } as const
    expect(explore({ rules, breaks: bothGot(2) }).violation).not.toBeNull()
  })

  test('a thief who stole the storage does share the one step whose key was pending', () => {
    expect(explore({ rules: { ...KEYED, theft: 'storage' }, breaks: bothGot(1) }).violation).not.toBeNull()
  })

  test('were the owner behind a step-up told superseded for ever, a thief would lock the owner out', () => {
    const rules = { ...KEYED, theft: 'token', thiefKnowsPassword: true, supersededForever: true } as const
    expect(explore({ rules, breaks: never }).stuck).not.toBeNull()
  })

  test('an exploration that was cut short does not count as complete', () => {
    expect(explore({ rules: KEYED, breaks: never, maxStates: 10 })).toMatchObject({ complete: false })
  })
})
