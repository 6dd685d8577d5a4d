/** What a freshly started server takes: time until it listens, and memory while idle. */

import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { makeAdminKey, makeSecret, REPOSITORY, SERVE, serverEnvironment } from '../coatcheck/launch.ts'
import { residentMebibytes } from '../measure/process-cost.ts'
import { median } from '../measure/sample.ts'
import type { Cores } from '../process/cores.ts'
import { startChild } from '../process/child.ts'
import { acceptsConnections, freePort } from '../process/port.ts'

const STARTS = 5
const IDLE_MS = 3000
const GIVE_UP_MS = 20_000

/** Medians over a few starts on the same database; the first start also creates it. */
export interface Footprint {
  readonly listeningMs: number
  readonly idleMebibytes: number
}

/** Starts the server a few times on both cores, as a person would. */
export async function measureFootprint(cores: Cores, folder: string): Promise<Footprint> {
  const secret = makeSecret()
  const listening: number[] = []
  const idle: number[] = []
  for (let start = 0; start < STARTS; start++) {
    const port = await freePort()
    const environment = serverEnvironment(
      port,
      { databaseUrl: `sqlite:${join(folder, 'footprint.db')}` },
      { secret, adminKey: makeAdminKey() },
    )
    const startedAt = performance.now()
    const child = await startChild({
      cores: [cores.measured, cores.load],
      command: process.execPath,
      args: SERVE,
      folder: REPOSITORY,
      environment,
    })
    try {
      while (!(await acceptsConnections(port))) {
        if (child.process.exitCode !== null || performance.now() - startedAt > GIVE_UP_MS) {
          await child.stop()
          throw new Error(`Coatcheck did not listen:\n${child.output()}`)
        }
        await pause(1)
      }
      listening.push(performance.now() - startedAt)
      await pause(IDLE_MS)
      idle.push(residentMebibytes(child.pid))
    } finally {
      await child.stop()
    }
  }
  return { listeningMs: median(listening), idleMebibytes: median(idle) }
}
