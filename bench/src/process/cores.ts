/** Keeps what is measured and what measures apart: two CPU cores, one for each. */

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** The core that measured processes are pinned to, and the one for the load generator and Redis. */
export interface Cores {
  readonly measured: number
  readonly load: number
}

/** Picks the first two cores this process may use; throws where that is impossible. */
export function pickCores(): Cores {
  if (process.platform !== 'linux')
    throw new Error('the benchmark needs Linux: it reads /proc and pins with taskset')
  const allowed = /^Cpus_allowed_list:\s+(\S+)$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? ''
  const [measured, load] = allowed.split(',').flatMap(expandRange)
  if (measured === undefined || load === undefined) {
    throw new Error(`the benchmark needs two CPU cores; this process may use only "${allowed}"`)
  }
  return { measured, load }
}

/** Pins all threads of this process to the core. */
export function pinThisProcess(core: number): void {
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(process.pid)])
}

function expandRange(range: string): number[] {
  const [first = Number.NaN, last = first] = range.split('-').map(Number)
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
