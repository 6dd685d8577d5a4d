/** In-process measurements: a child process that measures itself, round by round, when it is asked to. */

import { fileURLToPath } from 'node:url'
import type { Sample } from '../measure/sample.ts'
import type { Contender } from '../scenario/rounds.ts'
import { announce, nextMessage } from './announce.ts'
import { startChild } from './child.ts'

/** A worker's first message. */
export interface WorkerReady {
  /** The package and version that it measures. */
  readonly name: string
}

/** A worker as a contender. */
export interface Worker extends Contender {
  stop(): Promise<void>
}

/** What to start: a program that calls `serveRounds`. */
export interface WorkerCommand {
  readonly path: string
  readonly cores: readonly number[]
  /** The program's file, relative to `bench/src`. */
  readonly program: string
  readonly args: readonly string[]
}

/** Starts a worker pinned to the cores and waits until it is ready. */
export async function startWorker({ path, cores, program, args }: WorkerCommand): Promise<Worker> {
  const file = fileURLToPath(new URL(`../${program}`, import.meta.url))
  const child = await startChild({
    cores,
    command: process.execPath,
    args: ['--conditions=source', file, ...args],
    environment: { NODE_ENV: 'production' },
  })
  const { name } = await nextMessage<WorkerReady>(child)
  return {
    path,
    name,
    async measure(seconds) {
      child.process.send({ seconds })
      return nextMessage<Sample>(child)
    },
    stop: () => child.stop(),
  }
}

/** In the worker: says that it is ready, then measures one round whenever asked. */
export function serveRounds(ready: WorkerReady, measure: (seconds: number) => Promise<Sample>): void {
  process.on('message', ({ seconds }: { seconds: number }) => {
    void measure(seconds).then(announce)
  })
  announce(ready)
}

/** In the worker: the cost of what `operate` does; it returns how many operations that were. */
export async function measureSelf(operate: () => number | Promise<number>): Promise<Sample> {
  const startedAt = performance.now()
  const before = process.cpuUsage()
  const operations = await operate()
  const { user, system } = process.cpuUsage(before)
  return {
    operations,
    cpuMicroseconds: user + system,
    wallMicroseconds: (performance.now() - startedAt) * 1000,
  }
}
