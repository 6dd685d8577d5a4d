/** Coatcheck on each of its engines: what its own process pays for the same requests. */

import { join } from 'node:path'
import { startCoatcheck } from '../coatcheck/start-coatcheck.ts'
import { startPostgres, type Postgres } from '../peers/postgres.ts'
import { startRedis, type Redis } from '../peers/redis.ts'
import { httpContenders } from './http-paths.ts'
import type { MeasuredServer } from './measured-server.ts'
import { runRounds, type Row } from './rounds.ts'
import type { ServingSetting } from './serving.ts'

const SESSIONS = 16_384

/** Starts one server on each engine, measures every hot path in interleaved rounds, and stops them. */
export async function raceEngines(
  { cores, folder, connections }: Omit<ServingSetting, 'peersOnly'>,
  rounds: number,
  seconds: number,
): Promise<readonly Row[]> {
  const core = cores.measured
  const servers: MeasuredServer[] = []
  let postgres: Postgres | null = null
  let redis: Redis | null = null
  try {
    postgres = await startPostgres(cores.load, folder)
    redis = await startRedis(cores.load)
    if (redis === null) throw new Error('there is no redis-server (apt install redis-server)')
    const storages = [
      ['on SQLite', { databaseUrl: `sqlite:${join(folder, 'engines.db')}` }],
      ['on Postgres', { databaseUrl: postgres.create('alone') }],
      [
        'on Redis and Postgres',
        { databaseUrl: postgres.create('beside_redis'), redisUrl: `redis://127.0.0.1:${redis.port}` },
      ],
    ] as const
    for (const [name, storage] of storages) {
      servers.push(await startCoatcheck({ name: `coatcheck ${name}`, sessions: SESSIONS, core, storage }))
    }
    return await runRounds(httpContenders(servers, connections), rounds, seconds)
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
    await redis?.stop()
    await postgres?.stop()
  }
}
