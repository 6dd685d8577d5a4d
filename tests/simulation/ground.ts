/** What everything in a simulated world stands on: time, chance, a journal, and the certainty that all is at rest. */

import { type Agenda, createAgenda } from './agenda.ts'
import { createDice, type Dice } from './dice.ts'
import { type Journal, openJournal } from './journal.ts'

/** The ground of a world. */
export type Ground = {
  readonly agenda: Agenda
  readonly dice: Dice
  readonly journal: Journal
  /** Time does not go on before this has settled: the work of the real server, which is not of this world. */
  readonly holdTime: (work: Promise<unknown>) => void
  /** Lets everything happen until then, or until enough was seen. */
  readonly run: (untilMs: number, isEnough: () => boolean) => Promise<void>
}

/** Something that works by itself, and has to rest before time may go on. */
export type Restless = { readonly isAtRest: () => boolean }

const START_MS = Date.UTC(2026, 0, 5)
/** Nothing takes as long as that; what does waits for something that does not happen in virtual time. */
const LONGEST_MOMENT_MS = 30_000

/** Makes it. @param restless Those who work by themselves, as they are at each moment. */
export function createGround(seed: number, restless: () => readonly Restless[]): Ground {
  const agenda = createAgenda(START_MS)
  const journal = openJournal(START_MS, agenda.nowMs)
  let working = 0

  /** Between two events nothing is left to do: what happens next depends on the seed alone. */
  async function settle(): Promise<void> {
    const beganAtMs = performance.now()
    for (;;) {
      const isQuiet = working === 0 && restless().every((one) => one.isAtRest())
      await turn() // promises follow each other within a turn, as far as they go
      if (isQuiet && working === 0 && restless().every((one) => one.isAtRest())) return
      if (performance.now() - beganAtMs > LONGEST_MOMENT_MS)
        throw new Error(`the world does not come to rest:\n${journal.last(20).join('\n')}`)
    }
  }

  async function hold(work: Promise<unknown>): Promise<void> {
    working += 1
    try {
      await work
    } catch {
      // Whoever asked for it hears of that.
    }
    working -= 1
  }

  return {
    agenda,
    dice: createDice(seed),
    journal,
    holdTime: (work) => void hold(work),
    run: async (untilMs, isEnough) => {
      await settle()
      while (!isEnough() && agenda.step(untilMs)) await settle()
    },
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
