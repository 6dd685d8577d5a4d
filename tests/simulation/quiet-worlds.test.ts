/** 10,000 days of browsers with the real engine and the real server, in which most things go wrong that can. */

import { expect, test } from 'vitest'
import { scenarioOf } from './scenario.ts'
import { expectNothingFound, replayed, seedsOf } from './seeds.ts'
import { runWorld } from './world.ts'

/** Of six weeks, with six browsers each. */
const WORLDS = 40
const CLIENT_DAYS = 10_000
const PATIENCE_MS = 300_000

let days = 0

test.each(seedsOf(WORLDS))(
  'six weeks of world %i: nobody is signed out, no token is used past its end, requests are bounded',
  async (seed) => {
    const outcome = await runWorld(scenarioOf(seed, 'quiet'))
    expectNothingFound(outcome)
    expect(outcome.tokensUsed).toBeGreaterThan(500)
    days += outcome.clientDays
  },
  PATIENCE_MS,
)

test.runIf(replayed === null)('together they are 10,000 days', () => {
  expect(days).toBeGreaterThan(CLIENT_DAYS)
})
