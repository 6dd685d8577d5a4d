/** The hot paths over HTTP: Coatcheck and its peers, all up at once on one core. */

import { join } from 'node:path'
import type { Storage } from '../coatcheck/launch.ts'
import { startCoatcheck } from '../coatcheck/start-coatcheck.ts'
import { startRedis, type Redis } from '../peers/redis.ts'
import { startPeer } from '../peers/start-peer.ts'
import type { Cores } from '../process/cores.ts'
import { httpContenders } from './http-paths.ts'
import type { MeasuredServer } from './measured-server.ts'
import { runRounds, type Row } from './rounds.ts'

/** Sessions in Coatcheck's database; the peers have one session each, but oidc-provider 256 refresh chains. */
const SESSIONS = 16_384

/** Where and how hard to measure. */
export interface ServingSetting {
  readonly cores: Cores
  readonly folder: string
  readonly peersOnly: boolean
  readonly connections: number
}

/** Starts all servers, measures every hot path of each in interleaved rounds, and stops them. */
export async function raceServers(
  setting: ServingSetting,
  rounds: number,
  seconds: number,
): Promise<readonly Row[]> {
  const { cores, folder, peersOnly, connections } = setting
  const core = cores.measured
  const servers: MeasuredServer[] = []
  let redis: Redis | null = null
  try {
    if (!peersOnly)
      servers.push(
        await startCoatcheck({
          name: 'coatcheck',
          sessions: SESSIONS,
          core,
          storage: fileIn(folder, SESSIONS),
        }),
      )
    servers.push(await startPeer('better-auth', core, { detail: join(folder, 'better-auth.db') }))
    redis = await startRedis(cores.load)
    if (redis === null)
      console.warn('express-session is left out: there is no redis-server (apt install redis-server)')
    else servers.push(await startPeer('express-session', core, { detail: String(redis.port) }))
    servers.push(await startPeer('iron-session', core))
    servers.push(await startPeer('oidc-provider', core))
    return await runRounds(httpContenders(servers, connections), rounds, seconds)
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
    await redis?.stop()
  }
}

function fileIn(folder: string, sessions: number): Storage {
  return { databaseUrl: `sqlite:${join(folder, `coatcheck-${sessions}.db`)}` }
}
