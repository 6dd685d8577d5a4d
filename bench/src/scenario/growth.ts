/** The hot paths with ever more sessions, on each engine, and how much room a session takes there. */

import { join } from 'node:path'
import { growPostgres, growRedis, growSqlite } from '../coatcheck/grow.ts'
import type { Storage } from '../coatcheck/launch.ts'
import { startCoatcheck } from '../coatcheck/start-coatcheck.ts'
import { runLoad } from '../load/run-load.ts'
import type { Engine } from '../options.ts'
import { startPostgres, type Postgres } from '../peers/postgres.ts'
import { startRedis, type Redis } from '../peers/redis.ts'
import { httpContenders } from './http-paths.ts'
import { HOT_PATHS, type MeasuredServer } from './measured-server.ts'
import { runRounds, type Row } from './rounds.ts'
import type { ServingSetting } from './serving.ts'

/** Sessions whose credentials take part; the rest only fill. */
const SEEDED = 16_384

/** Bytes that one session takes in an engine, with all that belongs to it. */
export interface Room {
  readonly engine: string
  readonly bytes: number
}

/** What growing showed. */
export interface Growth {
  readonly rows: readonly Row[]
  readonly rooms: readonly Room[]
}

/** Starts a server for each size, fills its stores up to it, and measures all sizes in interleaved rounds. */
export async function raceSizes(
  { cores, folder, connections }: Omit<ServingSetting, 'peersOnly'>,
  { sizes, engine }: { readonly sizes: readonly number[]; readonly engine: Engine },
  rounds: number,
  seconds: number,
): Promise<Growth> {
  const servers: MeasuredServer[] = []
  const redises: Redis[] = []
  const rooms: Room[] = []
  const postgres = engine === 'sqlite' ? null : await startPostgres(cores.load, folder)
  try {
    for (const size of sizes) {
      const redis = engine === 'redis' ? await startRedis(cores.load) : null
      if (engine === 'redis' && redis === null)
        throw new Error('there is no redis-server (apt install redis-server)')
      if (redis !== null) redises.push(redis)
      const more = Math.max(0, size - SEEDED)
      const name = `coatcheck on ${engine}, ${size.toLocaleString('en')} sessions`
      const storage = storageOf(postgres, redis, folder, size)
      const server = await startCoatcheck({
        name,
        sessions: Math.min(size, SEEDED),
        core: cores.measured,
        storage,
        grow: async () => {
          if (more === 0) return
          const bytes =
            postgres === null
              ? growSqlite(storage.databaseUrl.slice('sqlite:'.length), more)
              : growPostgres(postgres, databaseOf(size), more)
          rooms.push({ engine: postgres === null ? 'sqlite' : 'postgres', bytes })
        },
      })
      servers.push(server)
      if (redis === null || more === 0) continue
      await fillByUse(server, connections)
      rooms.push({ engine: 'redis', bytes: growRedis(redis.port, more) })
    }
    return { rows: await runRounds(httpContenders(servers, connections), rounds, seconds), rooms }
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
    await Promise.all(redises.map((redis) => redis.stop()))
    await postgres?.stop()
  }
}

function storageOf(postgres: Postgres | null, redis: Redis | null, folder: string, size: number): Storage {
  if (postgres === null) return { databaseUrl: `sqlite:${join(folder, `coatcheck-${size}.db`)}` }
  const databaseUrl = postgres.create(databaseOf(size))
  return redis === null ? { databaseUrl } : { databaseUrl, redisUrl: `redis://127.0.0.1:${redis.port}` }
}

function databaseOf(size: number): string {
  return `sessions_${size}`
}

/** Every hot path for a moment, so that Redis holds what is used. */
async function fillByUse({ port, traffic }: MeasuredServer, connections: number): Promise<void> {
  for (const path of HOT_PATHS) {
    const source = traffic[path]
    if (source !== undefined) await runLoad({ port, traffic: source, connections, seconds: 1 })
  }
}
