/** Which worlds are looked at, and what is said of one in which something is wrong. */

import { expect } from 'vitest'
import type { Scenario, Temper } from './scenario.ts'
import type { Outcome } from './world.ts'

const SEED = 'COATCHECK_SIMULATION_SEED'
const WORLDS = 'COATCHECK_SIMULATION_WORLDS'

/** The one seed that is replayed; `null` when all are looked at. */
export const replayed: number | null = numberIn(SEED)

/** The seeds of so many worlds, unless others are asked for. */
export function seedsOf(worlds: number): readonly number[] {
  if (replayed !== null) return [replayed]
  return Array.from({ length: numberIn(WORLDS) ?? worlds }, (_, i) => i + 1)
}

/** Nothing was found in a world. Else it says how to see it again, and what came before. */
export function expectNothingFound({ findings, scenario, trace }: Outcome): void {
  expect(findings, `${replayOf(scenario)}\n\n${trace.slice(-80).join('\n')}`).toEqual([])
}

function replayOf({ seed, temper }: Scenario): string {
  return `${SEED}=${seed} npm test -- tests/simulation/${FILES[temper]} replays it:`
}

const FILES: Readonly<Record<Temper, string>> = {
  quiet: 'quiet-worlds.test.ts',
  busy: 'busy-worlds.test.ts',
}

function numberIn(name: string): number | null {
  const text = process.env[name]
  if (text === undefined || text === '') return null
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 1)
    throw new Error(`${name} is ${text}; it takes a whole number`)
  return number
}
