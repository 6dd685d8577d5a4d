/** Redis servers of one's own: started on free ports with their own folders, and gone afterwards. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from './start-coatcheck.ts'

/** A running Redis. */
export type RunningRedis = {
  readonly port: number
  readonly url: string
  /** Runs a command on it, as redis-cli does. */
  readonly run: (...command: string[]) => string
  readonly signal: (signal: NodeJS.Signals) => void
  /** Ends it at once. */
  readonly kill: () => Promise<void>
  /** Starts it again, with what its folder holds. */
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Starts one. @param options What redis-server is to be told besides. */
export async function startRedis(options: readonly string[] = []): Promise<RunningRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-redis-'))
  const port = await freePort()
  const run = (...command: string[]): string =>
    execFileSync('redis-cli', ['-p', String(port), ...command], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5_000, // one that is paused answers nobody
    }).trim()
  const spawned = (): ChildProcess =>
    spawn(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...options],
      { stdio: 'ignore' },
    )
  let child = spawned()
  const untilReady = (): Promise<void> => until(() => run('PING') === 'PONG')
  await untilReady()
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    run,
    signal: (signal) => void child.kill(signal),
    kill,
    start: async () => {
      child = spawned()
      await untilReady()
    },
    stop: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A running Cluster: three masters, and a replica of each. */
export type RunningCluster = {
  readonly url: string
  readonly servers: readonly RunningRedis[]
  /** Waits until every slot has its master, and every master a replica that could take over. */
  readonly untilWhole: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Starts one. */
export async function startRedisCluster(): Promise<RunningCluster> {
  const options = [
    ['--cluster-enabled', 'yes'],
    ['--cluster-node-timeout', '1000'],
    ['--repl-diskless-sync-delay', '0'],
  ].flat()
  const servers: RunningRedis[] = []
  for (let count = 0; count < 6; count++) servers.push(await startRedis(options))
  const hosts = servers.map(({ port }) => `127.0.0.1:${port}`)
  execFileSync('redis-cli', ['--cluster', 'create', ...hosts, '--cluster-replicas', '1', '--cluster-yes'], {
    stdio: 'ignore',
  })
  const untilWhole = (): Promise<void> =>
    until(() => {
      const masters = servers.filter(isMaster)
      const replicas = servers.filter((server) => !masters.includes(server))
      return masters.length === 3 && servers.every(coversAllSlots) && replicas.every(isInSync)
    })
  await untilWhole()
  return {
    url: `redis://${hosts.join(',')}`,
    servers,
    untilWhole,
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()))
    },
  }
}

/** Whether a server believes that it is a master. */
export function isMaster({ run }: RunningRedis): boolean {
  return /^role:master/m.test(run('INFO', 'replication'))
}

/** Whether a server of a Cluster knows a master for every slot. */
export function coversAllSlots({ run }: RunningRedis): boolean {
  return /cluster_state:ok/.test(run('CLUSTER', 'INFO'))
}

function isInSync({ run }: RunningRedis): boolean {
  return /^master_link_status:up/m.test(run('INFO', 'replication'))
}

/** Waits until something holds; what throws does not hold yet. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<void> {
  const deadline = Date.now() + withinMs
  for (;;) {
    try {
      if (await holds()) return
    } catch {
      // not yet
    }
    if (Date.now() > deadline) throw new Error('what was waited for did not come')
    await wait(50)
  }
}
