/** What a process has cost so far: CPU time and resident memory, read from Linux's /proc. */

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** User and system time of all threads of the process, in microseconds (10 ms steps); proc_pid_stat(5), fields 14 and 15. */
export function cpuMicroseconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  // The second field, the command's name, may itself hold spaces and parentheses: count from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1e6
}

/** Resident memory of the process in MiB. */
export function residentMebibytes(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))
  if (line === null) throw new Error(`process ${pid} has no resident memory: it has ended`)
  return Number(line[1]) / 1024
}
