/** Who lives in a world: browsers of all kinds, each with its clocks, and now and then two of one person. */

import { createBrowser, type Kind } from './browser.ts'
import { createDeviceKey } from './device-keys.ts'
import type { Dice } from './dice.ts'
import type { Prepared } from './prepared-server.ts'
import { type Life, moveIn, type Resident } from './resident.ts'

const SECOND = 1_000
const HOUR = 3_600 * SECOND
const YEAR = 365 * 24 * HOUR

/** They move in. */
export function populate(life: Life, { people }: Prepared): readonly Resident[] {
  const { ground, scenario } = life
  const dice = ground.dice.fork()
  let at = dice.between(0, people.length - 1)
  return Array.from({ length: scenario.browsers }, (_, i) => {
    if (!dice.chance(0.3)) at += 1
    const person = people[at % people.length] ?? people[0]
    return moveIn(life, createBrowser(ground, `b${i + 1}`, kindOf(dice, i)), person)
  })
}

function kindOf(dice: Dice, index: number): Kind {
  const mode = index % 2 === 0 ? 'token' : 'cookie'
  const hasKey = mode === 'token' && dice.chance(0.4)
  return {
    mode,
    deviceKey: hasKey ? createDeviceKey(dice.between(1, 1_000_000), dice.chance(0.5)) : null,
    clocks: {
      wallOffMs: dice.pick([0, 0, -3 * SECOND, 90 * SECOND, -2 * HOUR, 5 * YEAR, -10 * YEAR]),
      wallDrift: dice.pick([-1, 0, 1]) * 5e-5,
      monotonicDrift: dice.pick([-1, 0, 1]) * 5e-5,
      standsStill: dice.chance(0.5),
    },
  }
}
