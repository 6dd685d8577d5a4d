/** Measures the constants on a small instance, then replays the day on larger ones beside what the model says. */

import { setTimeout as pause } from 'node:timers/promises'
import { runLoad } from '../load/run-load.ts'
import type { Traffic } from '../load/traffic.ts'
import { residentMebibytes } from '../measure/process-cost.ts'
import { median } from '../measure/sample.ts'
import { startPostgres } from '../peers/postgres.ts'
import type { Cores } from '../process/cores.ts'
import { DAY, OPERATIONS, replayOf, type Hour, type Operation } from './day.ts'
import { costOf, type Constants, type Cost } from './model.ts'
import { mixed, sourcesOf, type Sources } from './operations.ts'
import { SEEDED, Stage, type Used } from './stage.ts'

/** Of the instance that the constants come from. */
const CALIBRATED_AT = 50_000
const ROUNDS = 3
/** What is measured at once of each operation. */
const COUNTS: Readonly<Record<Operation, number>> = {
  refresh: 8000,
  mint: 8000,
  check: 12_000,
  devices: 3000,
  signIn: 150,
  revoke: 3000,
}
/** Requests that stand for the busiest hour. */
const PEAK_REQUESTS = 12_000
const CONNECTIONS = 32
const HERD_CONNECTIONS = 512
/** After the outage everybody who was there comes back at once. */
const HERD = { refresh: SEEDED / 2, check: SEEDED / 2 } as const
/** What runs on after the last answer has its cost too. */
const SETTLE_MS = 500

/** One hour, as the model foretold it and as it was: CPU microseconds per request. */
export interface HourResult {
  readonly hour: number
  readonly happens: Hour['happens']
  readonly requests: number
  readonly foretold: Cost
  readonly measured: Cost
}

/** A day at one size. */
export interface DayResult {
  readonly sessions: number
  readonly residentMebibytes: number
  readonly postgresBytes: number
  readonly redisBytes: number
  readonly hours: readonly HourResult[]
}

/** All that a simulation found. */
export interface Simulation {
  readonly engine: 'postgres' | 'redis'
  readonly constants: Constants
  readonly days: readonly DayResult[]
}

/**
 * Runs it.
 *
 * @param sizes How many sessions the days have.
 * @param before Another run, whose constants are taken, and whose days are kept beside the new ones.
 */
export async function simulate(
  { cores, folder }: { readonly cores: Cores; readonly folder: string },
  engine: Simulation['engine'],
  sizes: readonly number[],
  before: Simulation | null,
): Promise<Simulation> {
  const postgres = await startPostgres(cores.load, folder)
  const open = (sessions: number): Promise<Stage> =>
    Stage.open({ cores, postgres }, { sessions, withRedis: engine === 'redis' })
  try {
    const constants = before?.constants ?? (await calibrate(await open(CALIBRATED_AT)))
    const days = before?.days.filter((day) => !sizes.includes(day.sessions)) ?? []
    for (const sessions of sizes) {
      console.log(`  a day with ${sessions.toLocaleString('en')} sessions`)
      days.push(await liveThrough(await open(sessions), sessions, constants))
    }
    return { engine, constants, days: days.toSorted((one, other) => one.sessions - other.sessions) }
  } finally {
    await postgres.stop()
  }
}

async function calibrate(stage: Stage): Promise<Constants> {
  try {
    const sources = await sourcesOf(stage.server, stage.credentials, stage.nextFiller)
    await warmUp(stage, sources)
    stage.fillRedis(CALIBRATED_AT)
    const measured: Partial<Record<Operation, readonly Measured[]>> = {}
    for (const operation of OPERATIONS) {
      const rounds: Measured[] = []
      for (let round = 0; round < ROUNDS; round++) {
        rounds.push(await measure(stage, sources[operation], COUNTS[operation]))
      }
      measured[operation] = rounds
    }
    const costs = Object.fromEntries(
      OPERATIONS.map((operation) => [operation, medianCost(measured[operation] ?? [])]),
    ) as Record<Operation, Cost>
    const revoking = measured.revoke ?? []
    stage.distrustRedis()
    const first = await measure(stage, sources.refresh, stage.credentials.refreshTokens.length)
    return {
      costs,
      firstUse: {
        server: Math.max(0, first.server - costs.refresh.server),
        redis: Math.max(0, first.redis - costs.refresh.redis),
        postgres: Math.max(0, first.postgres - costs.refresh.postgres),
      },
      bytesPerRevocation: median(revoking.map(({ heardBytes }) => heardBytes)),
      heardMicroseconds: median(revoking.map(({ hearing }) => hearing)),
      ...stage.room,
    }
  } finally {
    await stage.close()
  }
}

async function liveThrough(stage: Stage, sessions: number, constants: Constants): Promise<DayResult> {
  try {
    const sources = await sourcesOf(stage.server, stage.credentials, stage.nextFiller)
    await warmUp(stage, sources)
    stage.fillRedis(sessions)
    await warmUp(stage, sources) // while it is filled Redis is silent for seconds, and nothing is believed afterwards
    const hours: HourResult[] = []
    for (const hour of DAY) {
      const isHerd = hour.happens === 'outage'
      const counts = { ...replayOf(hour, PEAK_REQUESTS), ...(isHerd ? HERD : {}) }
      const requests = OPERATIONS.reduce((sum, operation) => sum + counts[operation], 0)
      let foretold = costOf(constants, counts)
      if (isHerd) {
        stage.distrustRedis()
        await stage.replaceServer()
        foretold = withFirstUses(foretold, constants.firstUse)
      }
      const connections = isHerd ? HERD_CONNECTIONS : CONNECTIONS
      const measured = await measure(stage, mixed(sources, counts), requests, connections)
      hours.push({
        hour: hour.hour,
        happens: hour.happens,
        requests,
        foretold: perRequest(foretold, requests),
        measured: onlyCost(measured),
      })
    }
    return {
      sessions,
      residentMebibytes: residentMebibytes(stage.server.child.pid),
      ...stage.room,
      hours,
    }
  } finally {
    await stage.close()
  }
}

/** Every session that is used once, so that Redis holds it and the programs are warm. */
async function warmUp(stage: Stage, sources: Sources): Promise<void> {
  const counts = { refresh: SEEDED / 2, check: SEEDED / 2, mint: 2000, devices: 500 }
  for (const operation of ['refresh', 'check', 'mint', 'devices'] as const) {
    await measure(stage, sources[operation], counts[operation])
  }
}

/** What one request cost on the mean. */
type Measured = Used

async function measure(
  stage: Stage,
  traffic: Traffic,
  requests: number,
  connections: number = CONNECTIONS,
): Promise<Measured> {
  const before = stage.used()
  await runLoad({ port: stage.server.port, traffic, connections, seconds: 3600, requests, isPatient: true })
  await pause(SETTLE_MS)
  const after = stage.used()
  const spent = (part: keyof Used): number => (after[part] - before[part]) / requests
  return {
    server: spent('server'),
    redis: spent('redis'),
    postgres: spent('postgres'),
    hearing: spent('hearing'),
    heardBytes: spent('heardBytes'),
  }
}

function medianCost(rounds: readonly Measured[]): Cost {
  const of = (part: keyof Cost): number => median(rounds.map((round) => round[part]))
  return { server: of('server'), redis: of('redis'), postgres: of('postgres') }
}

/** Everybody's first request after the outage costs more. */
function withFirstUses(cost: Cost, firstUse: Cost): Cost {
  return {
    server: cost.server + SEEDED * firstUse.server,
    redis: cost.redis + SEEDED * firstUse.redis,
    postgres: cost.postgres + SEEDED * firstUse.postgres,
  }
}

function perRequest(cost: Cost, requests: number): Cost {
  return { server: cost.server / requests, redis: cost.redis / requests, postgres: cost.postgres / requests }
}

function onlyCost({ server, redis, postgres }: Measured): Cost {
  return { server, redis, postgres }
}
