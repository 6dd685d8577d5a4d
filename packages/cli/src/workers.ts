/** Several processes behind one port: one that dies is replaced, and a signal ends them all gracefully. */

import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { StartError } from '@coatcheck/server'

/** How long a place stays empty, so that processes that cannot start do not burn the machine. */
const REPLACE_AFTER_MS = 1_000

/** Whether this process is one of them. */
export function isWorker(): boolean {
  return cluster.isWorker
}

/**
 * Starts so many; resolves when all of them listen.
 *
 * @returns Ends them: each finishes what is under way.
 * @throws {StartError} When the first one ends instead; it has said why.
 */
export async function startWorkers(count: number): Promise<() => Promise<void>> {
  await firstWorker()
  let isStopping = false
  cluster.on('exit', (worker, code, signal) => {
    if (isStopping) return
    process.stderr.write(
      `coatcheck: worker ${worker.process.pid} ended (${signal ?? code}) and is replaced\n`,
    )
    setTimeout(() => {
      if (!isStopping) cluster.fork()
    }, REPLACE_AFTER_MS)
  })
  await Promise.all(Array.from({ length: count - 1 }, () => once(cluster.fork(), 'listening')))
  return async () => {
    isStopping = true
    await Promise.all(livingWorkers().map(stopWorker))
  }
}

async function firstWorker(): Promise<void> {
  const worker = cluster.fork()
  const isListening = await Promise.race([
    once(worker, 'listening').then(() => true),
    once(worker, 'exit').then(() => false),
  ])
  if (!isListening) throw new StartError('the workers cannot start')
}

function livingWorkers(): readonly Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker): worker is Worker => worker !== undefined)
}

async function stopWorker(worker: Worker): Promise<void> {
  const exited = once(worker, 'exit')
  worker.process.kill('SIGTERM')
  await exited
}
