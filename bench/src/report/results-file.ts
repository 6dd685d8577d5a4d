/** Keeps a run's findings and raw rounds as one JSON file in `bench/results/`. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, release } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BenchOptions } from '../options.ts'
import type { Row } from '../scenario/rounds.ts'
import type { Simulation } from '../simulation/simulate.ts'
import type { Finding } from './finding.ts'

/** What a run ran on. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly kernel: string
  readonly node: string
}

/** Writes the file. @returns its path. */
export function writeResults(
  folder: string,
  options: BenchOptions,
  findings: readonly Finding[],
  rows: readonly Row[],
): string {
  const finishedAt = new Date().toISOString()
  const machine = describeMachine()
  mkdirSync(folder, { recursive: true })
  const file = `${folder}/${finishedAt.replaceAll(':', '-')}.json`
  writeFileSync(file, `${JSON.stringify({ finishedAt, machine, options, findings, rows }, null, 2)}\n`)
  return file
}

/** What was simulated last. */
export function readSimulation(engine: Simulation['engine']): Simulation {
  return JSON.parse(readFileSync(simulationFile(engine), 'utf8')) as Simulation
}

function simulationFile(engine: Simulation['engine']): string {
  return fileURLToPath(new URL(`../../../docs/scaling/${engine}.json`, import.meta.url))
}

/** Writes what `docs/scaling.md` is made of. @returns the file's path. */
export function writeSimulation({ engine, constants, days }: Simulation): string {
  const file = simulationFile(engine)
  mkdirSync(dirname(file), { recursive: true })
  const finishedAt = new Date().toISOString()
  writeFileSync(
    file,
    `${JSON.stringify({ finishedAt, machine: describeMachine(), engine, constants, days }, null, 2)}\n`,
  )
  return file
}

function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    kernel: release(),
    node: process.version,
  }
}
