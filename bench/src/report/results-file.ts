/** Keeps a run's findings and raw rounds as one JSON file in `bench/results/`. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, release } from 'node:os'
import type { BenchOptions } from '../options.ts'
import type { Row } from '../scenario/rounds.ts'
import type { Finding } from './finding.ts'

/** Writes the file. @returns its path. */
export function writeResults(
  folder: string,
  options: BenchOptions,
  findings: readonly Finding[],
  rows: readonly Row[],
): string {
  const finishedAt = new Date().toISOString()
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    kernel: release(),
    node: process.version,
  }
  mkdirSync(folder, { recursive: true })
  const file = `${folder}/${finishedAt.replaceAll(':', '-')}.json`
  writeFileSync(file, `${JSON.stringify({ finishedAt, machine, options, findings, rows }, null, 2)}\n`)
  return file
}
