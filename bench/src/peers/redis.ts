/** Starts a real Redis, in memory only, for the peer that keeps its sessions there. */

import { spawnSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { startChild } from '../process/child.ts'
import { acceptsConnections, freePort } from '../process/port.ts'

/** A running Redis. */
export interface Redis {
  readonly port: number
  readonly pid: number
  stop(): Promise<void>
}

/**
 * Starts `redis-server` on a free port, or gives `null` when this machine has none.
 *
 * @param options What it is to be told besides.
 */
export async function startRedis(core: number, options: readonly string[] = []): Promise<Redis | null> {
  if (spawnSync('redis-server', ['--version']).status !== 0) return null
  const port = await freePort()
  const child = await startChild({
    cores: [core],
    command: 'redis-server',
    args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...options],
  })
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await acceptsConnections(port)) return { port, pid: child.pid, stop: () => child.stop() }
    await pause(20)
  }
  await child.stop()
  throw new Error(`redis-server did not start:\n${child.output()}`)
}
