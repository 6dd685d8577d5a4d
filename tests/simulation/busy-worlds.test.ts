/** Hours with several tabs side by side and something wrong every minute: whatever takes a moment only is met here. */

import { expect, test } from 'vitest'
import { scenarioOf } from './scenario.ts'
import { expectNothingFound, seedsOf } from './seeds.ts'
import { runWorld } from './world.ts'

const WORLDS = 12
const PATIENCE_MS = 120_000

test.each(seedsOf(WORLDS))(
  'three hours of world %i: nobody is signed out, no token is used past its end, one of all tabs asks',
  async (seed) => {
    const outcome = await runWorld(scenarioOf(seed, 'busy'))
    expectNothingFound(outcome)
    expect(outcome.tokensUsed).toBeGreaterThan(1_000)
  },
  PATIENCE_MS,
)
