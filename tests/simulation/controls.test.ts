/** What the worlds are worth: a seed makes the same world each time, and whoever breaks a rule of the protocol is found out. */

import { describe, expect, test } from 'vitest'
import type { Watch } from './judge.ts'
import {
  dropTheKey,
  dropTheLock,
  retryWithoutEnd,
  signOutOn503,
  signOutOnAny401,
  trustTheWallClock,
} from './mutations.ts'
import { scenarioOf } from './scenario.ts'
import { type Mutation, type Outcome, runWorld } from './world.ts'

/** So many worlds are enough for all of them. */
const WORLDS = 8
const PATIENCE_MS = 240_000

async function firstFinding(mutation: Mutation): Promise<Outcome> {
  for (let seed = 1; seed <= WORLDS; seed++) {
    const outcome = await runWorld(scenarioOf(seed, 'busy'), mutation)
    if (outcome.findings.length > 0) return outcome
  }
  throw new Error(`nothing was found in ${WORLDS} worlds`)
}

describe('a client is found out', () => {
  test.each<[what: string, mutation: Mutation, by: Watch]>([
    ['that takes another key for each attempt', dropTheKey, 'sign-outs'],
    ['whose tabs do not wait for each other', dropTheLock, 'requests'],
    ['that goes by the wall clock', trustTheWallClock, 'tokens'],
    ['that signs out on a 503', signOutOn503, 'sign-outs'],
    ['that signs out on any 401', signOutOnAny401, 'sign-outs'],
    ['that repeats without end', retryWithoutEnd, 'requests'],
  ])(
    '%s',
    async (_what, mutation, by) => {
      const { findings } = await firstFinding(mutation)
      expect(findings.map(({ watch }) => watch)).toContain(by)
    },
    PATIENCE_MS,
  )
})

test(
  'what was found is found again, at the same moment, by the same seed',
  async () => {
    const first = await firstFinding(dropTheKey)
    const second = await runWorld(first.scenario, dropTheKey)
    expect(second.findings).toEqual(first.findings)
    expect(second.hash).toBe(first.hash)
    expect(second.trace).toEqual(first.trace)
  },
  PATIENCE_MS,
)

test(
  'another seed makes another world',
  async () => {
    const [one, same, other] = [
      await runWorld(scenarioOf(3, 'busy')),
      await runWorld(scenarioOf(3, 'busy')),
      await runWorld(scenarioOf(4, 'busy')),
    ]
    expect(same.hash).toBe(one.hash)
    expect(other.hash).not.toBe(one.hash)
  },
  PATIENCE_MS,
)
