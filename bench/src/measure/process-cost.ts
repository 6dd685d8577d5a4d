/** What a process has cost so far: CPU time and resident memory, read from Linux's /proc. */

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** User and system time of all threads of the process, in microseconds (10 ms steps). */
export function cpuMicroseconds(pid: number): number {
  const { own } = readStat(pid)
  return own
}

/** The same of a process, its children and those children that have ended, as Postgres is made of. */
export function familyCpuMicroseconds(pid: number): number {
  const { own, ofEnded } = readStat(pid)
  const ofChildren = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      try {
        return readStat(Number(name))
      } catch {
        return null // it has just ended
      }
    })
    .reduce((sum, stat) => sum + (stat?.parent === pid ? stat.own : 0), 0)
  return own + ofEnded + ofChildren
}

/** proc_pid_stat(5): field 4 is the parent, 14 and 15 are the times of its own, 16 and 17 of children that have ended. */
function readStat(pid: number): { readonly parent: number; readonly own: number; readonly ofEnded: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  // The second field, the command's name, may itself hold spaces and parentheses: count from its end.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const sum = (one: number, other: number): number =>
    (((fields[one] ?? 0) + (fields[other] ?? 0)) / ticksPerSecond) * 1e6
  return { parent: fields[1] ?? 0, own: sum(11, 12), ofEnded: sum(13, 14) }
}

/** Resident memory of the process in MiB. */
export function residentMebibytes(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))
  if (line === null) throw new Error(`process ${pid} has no resident memory: it has ended`)
  return Number(line[1]) / 1024
}
