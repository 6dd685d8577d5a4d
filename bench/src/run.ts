/** One run of the benchmark: the chosen parts one after the other, then the table and the file. */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseOptions, USAGE, type BenchOptions, type Part } from './options.ts'
import { pickCores, pinThisProcess, type Cores } from './process/cores.ts'
import {
  compareEngines,
  compareOAuth,
  compareWithFirst,
  compareWithPeers,
  feedFindings,
  footprintFindings,
  refusalFindings,
  roomFindings,
  type Finding,
} from './report/finding.ts'
import { readSimulation, writeResults, writeSimulation } from './report/results-file.ts'
import { formatTable } from './report/table.ts'
import { raceCommits } from './scenario/committing.ts'
import { raceEngines } from './scenario/engines.ts'
import { measureFeed } from './scenario/hearing.ts'
import { measureFootprint } from './scenario/footprint.ts'
import type { Row } from './scenario/rounds.ts'
import { raceSigners } from './scenario/minting.ts'
import { raceSizes } from './scenario/growth.ts'
import { raceOAuth } from './scenario/granting.ts'
import { raceServers } from './scenario/serving.ts'
import { raceVerifiers } from './scenario/verifying.ts'
import { raceWorkers } from './scenario/working.ts'
import { measureRefusals } from './verify/refusals.ts'
import { simulate } from './simulation/simulate.ts'

const RESULTS = fileURLToPath(new URL('../results', import.meta.url))

/** Runs it. @returns the process's exit code: 1 when something could not be measured. Missed targets are findings. */
export async function runBench(args: readonly string[]): Promise<number> {
  let options: BenchOptions
  let cores: Cores
  try {
    options = parseOptions(args)
    cores = pickCores()
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
    return 1
  }
  pinThisProcess(cores.load)
  mkdirSync(RESULTS, { recursive: true })
  // Databases of a run lie beside the results: the system's temporary folder may be memory, where an fsync is free.
  const folder = mkdtempSync(`${RESULTS}/run-`)
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  const { findings, rows, failures } = await measureParts(options, cores, folder)
  console.log(formatTable(findings))
  console.log(`\nWritten to ${writeResults(RESULTS, options, findings, rows)}`)
  for (const failure of failures) console.error(`\nNot measured: ${failure}`)
  return failures.length === 0 ? 0 : 1
}

/** What a run found; a part that fails leaves the others be. */
interface Measured {
  readonly findings: readonly Finding[]
  readonly rows: readonly Row[]
  readonly failures: readonly string[]
}

async function measureParts(options: BenchOptions, cores: Cores, folder: string): Promise<Measured> {
  const { parts, peersOnly, rounds, seconds, connections, sessions } = options
  const inProcess = { core: cores.measured, folder, peersOnly }
  const verifyCores = options.unpinnedVerify ? [cores.measured, cores.load] : [cores.measured]
  const findings: Finding[] = []
  const rows: Row[] = []
  const failures: string[] = []
  const keep = (measured: readonly Row[], compare: (rows: readonly Row[]) => readonly Finding[]): void => {
    rows.push(...measured)
    findings.push(...compare(measured))
  }
  const measure: Readonly<Record<Part, () => Promise<void>>> = {
    http: async () =>
      keep(await raceServers({ cores, folder, peersOnly, connections }, rounds, seconds), compareWithPeers),
    oauth: async () =>
      keep(await raceOAuth({ cores, folder, peersOnly, connections }, rounds, seconds), compareOAuth),
    verify: async () => {
      const setting = { cores: verifyCores, serverCore: cores.load, folder, peersOnly }
      keep(await raceVerifiers(setting, rounds, seconds / 4), compareWithPeers)
      if (!peersOnly) findings.push(...refusalFindings(await measureRefusals()))
    },
    sign: async () => keep(await raceSigners(inProcess, rounds, seconds / 4), compareWithPeers),
    commit: async () => keep(await raceCommits(inProcess, rounds, seconds / 4), compareWithPeers),
    footprint: async () => {
      if (!peersOnly) findings.push(...footprintFindings(await measureFootprint(cores, folder)))
    },
    engines: async () =>
      keep(await raceEngines({ cores, folder, connections }, rounds, seconds), compareEngines),
    scale: async () => {
      const where = { sizes: sessions, engine: options.engine }
      const { rows: measured, rooms } = await raceSizes(
        { cores, folder, connections },
        where,
        rounds,
        seconds,
      )
      keep(measured, compareWithFirst)
      findings.push(...roomFindings(rooms))
    },
    workers: async () =>
      keep(await raceWorkers({ cores, folder, connections }, rounds, seconds), compareEngines),
    feed: async () => {
      findings.push(...feedFindings(await measureFeed(cores, folder)))
    },
    day: async () => {
      if (options.engine === 'sqlite') return
      const before = options.add ? readSimulation(options.engine) : null
      const simulation = await simulate({ cores, folder }, options.engine, sessions, before)
      console.log(`Written to ${writeSimulation(simulation)}`)
    },
  }
  for (const part of parts) {
    console.log(`measuring: ${part}`)
    try {
      await measure[part]()
    } catch (error) {
      failures.push(`${part}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return { findings, rows, failures }
}
