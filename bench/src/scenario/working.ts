/**
 * One worker and two, over one Redis and one Postgres: what a request costs all processes of the server together. Two
 * cores are too few to run two workers, the stores and the load side by side; what workers do not share they do not
 * wait for, so equal costs are twice the throughput on twice the cores.
 */

import { startCoatcheck } from '../coatcheck/start-coatcheck.ts'
import { startPostgres } from '../peers/postgres.ts'
import { startRedis, type Redis } from '../peers/redis.ts'
import { httpContenders } from './http-paths.ts'
import type { MeasuredServer } from './measured-server.ts'
import { runRounds, type Row } from './rounds.ts'
import type { ServingSetting } from './serving.ts'

/** Few enough that the warm-up meets each: what a process sees for the first time it reads from Postgres. */
const SESSIONS = 2_048

/** Measures every hot path with each number of workers, in interleaved rounds. */
export async function raceWorkers(
  { cores, folder, connections }: Omit<ServingSetting, 'peersOnly'>,
  rounds: number,
  seconds: number,
): Promise<readonly Row[]> {
  const postgres = await startPostgres(cores.load, folder)
  const redises: Redis[] = []
  const servers: MeasuredServer[] = []
  try {
    for (const workers of [1, 2]) {
      const redis = await startRedis(cores.load)
      if (redis === null) throw new Error('there is no redis-server (apt install redis-server)')
      redises.push(redis)
      servers.push(
        await startCoatcheck({
          name: `coatcheck, ${workers} worker${workers === 1 ? '' : 's'}`,
          sessions: SESSIONS,
          core: cores.measured,
          storage: {
            databaseUrl: postgres.create(`workers_${workers}`),
            redisUrl: `redis://127.0.0.1:${redis.port}`,
            workers,
          },
        }),
      )
    }
    return await runRounds(httpContenders(servers, connections), rounds, seconds)
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
    await Promise.all(redises.map((redis) => redis.stop()))
    await postgres.stop()
  }
}
