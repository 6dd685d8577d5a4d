/** What kind of world a seed makes: how many browsers, how people live with them, and how much goes wrong. */

import { createDice, type Dice } from './dice.ts'

/** How people live with their browsers. */
export type Temper =
  /** A few minutes at a time, a few times a day. Everything that takes days is seen. */
  | 'quiet'
  /** Several tabs side by side, all day, and trouble every minute. Everything that takes a moment is seen. */
  | 'busy'

/** A world. */
export type Scenario = {
  readonly seed: number
  readonly temper: Temper
  readonly browsers: number
  readonly lengthMs: number
  readonly settings: { readonly [variable: string]: string }
  /** From one visit to the next, on average, and how long one is. */
  readonly awayMs: number
  readonly visitMs: number
  /** From one thing that a person or an application does to the next, on average. */
  readonly pulseMs: number
  /** From one trouble of a browser to the next, of the server, and from one deed that ends a session. */
  readonly troubleMs: number
  readonly outageMs: number
  readonly deedMs: number
  /** The share of steps outside at which a tab freezes or crashes right then. */
  readonly hazard: number
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The world of a seed. */
export function scenarioOf(seed: number, temper: Temper): Scenario {
  const dice = createDice(seed)
  return { seed, temper, ...(temper === 'quiet' ? quiet(dice) : busy(dice)) }
}

function quiet(dice: Dice): Omit<Scenario, 'seed' | 'temper'> {
  const lastsMs = dice.pick([1, 7, 30]) * DAY
  return {
    browsers: 6,
    lengthMs: 42 * DAY,
    settings: {
      COATCHECK_SESSION_TOKEN_SECONDS: dice.pick(['60', '60', '120', '300']),
      COATCHECK_SESSION_MAX_SECONDS: String(lastsMs / SECOND),
      // An idle limit that could end nobody is none that a server takes.
      COATCHECK_SESSION_IDLE_SECONDS: dice.pick([
        '1800',
        '28800',
        lastsMs > 2 * DAY ? '172800' : '43200',
        'none',
      ]),
    },
    awayMs: 20 * HOUR,
    visitMs: 2 * MINUTE,
    pulseMs: 25 * SECOND,
    troubleMs: 8 * HOUR,
    outageMs: 2 * DAY,
    deedMs: 5 * DAY,
    hazard: 0.002,
  }
}

function busy(dice: Dice): Omit<Scenario, 'seed' | 'temper'> {
  return {
    browsers: 3,
    lengthMs: 3 * HOUR,
    settings: {
      COATCHECK_SESSION_TOKEN_SECONDS: dice.pick(['60', '60', '30']),
      COATCHECK_SESSION_MAX_SECONDS: String(dice.pick([1 * HOUR, 7 * DAY]) / SECOND),
      COATCHECK_SESSION_IDLE_SECONDS: dice.pick(['600', '1800', 'none']),
    },
    awayMs: 3 * MINUTE,
    visitMs: 12 * MINUTE,
    pulseMs: 4 * SECOND,
    troubleMs: 2 * MINUTE,
    outageMs: 15 * MINUTE,
    deedMs: 30 * MINUTE,
    hazard: dice.pick([0, 0.005, 0.02]),
  }
}
