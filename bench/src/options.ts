/** The benchmark's flags, parsed once. */

import { parseArgs } from 'node:util'

/** The parts of a run that `--only` can name. */
export const PARTS = [
  'http',
  'oauth',
  'verify',
  'sign',
  'commit',
  'footprint',
  'engines',
  'workers',
  'scale',
  'feed',
  'day',
] as const

/** The engines that growth can be measured on; `redis` stands beside Postgres. */
export const ENGINES = ['sqlite', 'postgres', 'redis'] as const

export type Engine = (typeof ENGINES)[number]

export type Part = (typeof PARTS)[number]

/** What a run measures and for how long. */
export interface BenchOptions {
  readonly parts: readonly Part[]
  /** Leaves Coatcheck out, to check the peers alone. */
  readonly peersOnly: boolean
  readonly rounds: number
  /** Length of one HTTP round of one server; in-process rounds take a quarter of it. */
  readonly seconds: number
  readonly connections: number
  /** Lets verifying libraries use both cores, as in a backend that is not pinned: CPU time of all threads counts. */
  readonly unpinnedVerify: boolean
  /** Sizes of the session table that the scale part compares; the first is the base. */
  readonly sessions: readonly number[]
  /** What the scale part keeps them in. */
  readonly engine: Engine
  /** Adds days to those that were simulated before, with the constants that were measured then. */
  readonly add: boolean
}

export const USAGE: string = `npm run bench -- [flags]
  --only ${PARTS.join(',')}   parts to run (default: all but scale, which runs when --sessions is given, and day)
  --sessions 10000,1000000   session counts to compare every hot path at, or to simulate a day with
  --engine sqlite            what they are kept in: sqlite, postgres or redis (beside Postgres)
  --rounds 5                 rounds, interleaved over all servers; the median counts
  --seconds 2                length of one round of one server
  --connections 32           keep-alive connections of the load generator
  --unpinned-verify          let verifying libraries use both cores
  --add                      more days beside those simulated before, with the same constants
  --peers-only               leave Coatcheck out`

/** Reads the flags; throws a `TypeError` or `RangeError` whose message names the flag and what is allowed. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      sessions: { type: 'string' },
      engine: { type: 'string', default: 'sqlite' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '2' },
      connections: { type: 'string', default: '32' },
      'unpinned-verify': { type: 'boolean', default: false },
      add: { type: 'boolean', default: false },
      'peers-only': { type: 'boolean', default: false },
    },
  })
  const sessions = (values.sessions?.split(',') ?? []).map((count) => positive('--sessions', count))
  const byDefault = PARTS.filter((part) => part !== 'day' && (part !== 'scale' || sessions.length > 0))
  const parts = values.only?.split(',').map((part) => oneOf('--only', PARTS, part)) ?? byDefault
  if (parts.includes('scale') && sessions.length < 2) {
    throw new RangeError('--sessions must name at least two counts, such as 10000,1000000')
  }
  const engine = oneOf('--engine', ENGINES, values.engine)
  if (parts.includes('day') && (engine === 'sqlite' || sessions.length === 0)) {
    throw new RangeError('--only day needs --engine postgres or redis, and --sessions')
  }
  return {
    parts,
    unpinnedVerify: values['unpinned-verify'],
    peersOnly: values['peers-only'],
    rounds: positive('--rounds', values.rounds),
    seconds: positive('--seconds', values.seconds),
    connections: positive('--connections', values.connections),
    sessions,
    engine,
    add: values.add,
  }
}

function oneOf<W extends string>(flag: string, words: readonly W[], text: string): W {
  const word = words.find((known) => known === text)
  if (word === undefined) throw new RangeError(`${flag}: "${text}" is not one of ${words.join(', ')}`)
  return word
}

function positive(flag: string, text: string): number {
  const value = Number(text)
  if (!(value > 0 && Number.isFinite(value)))
    throw new RangeError(`${flag}: "${text}" is not a positive number`)
  return value
}
