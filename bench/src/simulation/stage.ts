/** Everything that a simulated day runs on: the stores, filled, one node that serves and one that only hears. */

import { execFileSync } from 'node:child_process'
import { growPostgres, growRedis } from '../coatcheck/grow.ts'
import { makeSecret, type Storage } from '../coatcheck/launch.ts'
import { seedSessions, type SeededCredentials } from '../coatcheck/seed.ts'
import { serveCoatcheck, type RunningServer } from '../coatcheck/start-coatcheck.ts'
import { cpuMicroseconds, familyCpuMicroseconds } from '../measure/process-cost.ts'
import type { Postgres } from '../peers/postgres.ts'
import { startRedis, type Redis } from '../peers/redis.ts'
import type { Cores } from '../process/cores.ts'
import { startCountingProxy, type CountingProxy } from './counting-proxy.ts'
import type { Cost } from './model.ts'

/** Sessions whose credentials are used; the others lie there, and are revoked. */
export const SEEDED = 16_384

/** What the stores keep of a session, in bytes. */
export interface Room {
  readonly postgresBytes: number
  readonly redisBytes: number
}

/** What has been used so far. */
export interface Used extends Cost {
  /** By the node that only hears. */
  readonly hearing: number
  readonly heardBytes: number
}

/** One stage. */
export class Stage {
  readonly credentials: SeededCredentials
  room: Room = { postgresBytes: 0, redisBytes: 0 }
  server: RunningServer
  readonly #parts: StageParts
  #filler = 0

  private constructor(credentials: SeededCredentials, server: RunningServer, parts: StageParts) {
    this.credentials = credentials
    this.server = server
    this.#parts = parts
  }

  /** Sets it up with so many sessions. */
  static async open(
    { cores, postgres }: { readonly cores: Cores; readonly postgres: Postgres },
    { sessions, withRedis }: { readonly sessions: number; readonly withRedis: boolean },
  ): Promise<Stage> {
    const name = `day_${sessions}`
    const databaseUrl = postgres.create(name)
    const secret = makeSecret()
    const core = cores.measured
    const credentials = await seedSessions({ databaseUrl, secret, sessions: SEEDED, core })
    const postgresBytes = growPostgres(postgres, name, sessions - SEEDED)
    const redis = withRedis ? await startRedis(cores.load, ['--enable-debug-command', 'yes']) : null
    const redisUrl = redis === null ? {} : { redisUrl: `redis://127.0.0.1:${redis.port}` }
    const storage: Storage = { databaseUrl, ...redisUrl }
    const proxy = await startCountingProxy(Number(new URL(databaseUrl).port))
    const throughProxy = databaseUrl.replace(/:\d+\//, `:${proxy.port}/`)
    const server = await serveCoatcheck({ storage, secret, core })
    const hearing = await serveCoatcheck({
      storage: { ...redisUrl, databaseUrl: throughProxy },
      secret,
      core: cores.load,
    })
    const stage = new Stage(credentials, server, { core, postgres, redis, proxy, hearing, storage, secret })
    stage.room = { postgresBytes, redisBytes: 0 }
    return stage
  }

  /** Fills Redis as far as the database, once a session is there to copy. */
  fillRedis(sessions: number): void {
    const { redis } = this.#parts
    if (redis !== null) this.room = { ...this.room, redisBytes: growRedis(redis.port, sessions - SEEDED) }
  }

  /** Numbers of sessions that only lie there, each once. */
  nextFiller = (): number => this.#filler++

  used(): Used {
    const { postgres, redis, hearing, proxy } = this.#parts
    return {
      server: cpuMicroseconds(this.server.child.pid),
      redis: redis === null ? 0 : cpuMicroseconds(redis.pid),
      postgres: familyCpuMicroseconds(postgres.pid),
      hearing: cpuMicroseconds(hearing.child.pid),
      heardBytes: proxy.bytes(),
    }
  }

  /** Redis becomes another one, as after a failover: nothing that it holds is believed unseen. */
  distrustRedis(): void {
    const { redis } = this.#parts
    if (redis === null) return
    execFileSync('redis-cli', ['-p', String(redis.port), 'DEBUG', 'CHANGE-REPL-ID'], { stdio: 'ignore' })
  }

  /** The node dies, and another one starts in its place, on the same port. */
  async replaceServer(): Promise<void> {
    const { child, port } = this.server
    child.process.kill('SIGKILL')
    await child.stop()
    const { storage, secret, core } = this.#parts
    this.server = await serveCoatcheck({ storage, secret, core, port })
  }

  async close(): Promise<void> {
    const { hearing, proxy, redis } = this.#parts
    await Promise.all([this.server.child.stop(), hearing.child.stop()])
    await redis?.stop()
    proxy.stop()
  }
}

interface StageParts {
  readonly core: number
  readonly postgres: Postgres
  readonly redis: Redis | null
  readonly proxy: CountingProxy
  readonly hearing: RunningServer
  readonly storage: Storage
  readonly secret: string
}
