/** The store with sessions, rate limits and what happens once in Redis, beside a database that holds everything. */

import type { Clock, LogEntry, Random, SessionId, Store, UserId } from '@coatcheck/core'
import type { SessionRecord } from '../sql/session-record.ts'
import type { Redis } from './connection.ts'
import { createGate } from './gate.ts'
import type { Hot } from './hot-sessions.ts'
import { openHotOnceStore, openHotRateLimitStore } from './limit-stores.ts'
import { openGrantEndingStores } from './oauth-stores.ts'
import { openHotSessionStore } from './session-store.ts'
import { openHotUserStore } from './user-store.ts'
import { script } from './script.ts'

const checkScript = script('check')

/** What the store stands on. */
export type RedisStoreOptions = {
  readonly redis: Redis
  /** The database, and its record of sessions. */
  readonly sql: Store
  readonly record: SessionRecord
  /** The database's time, as this node knows it. */
  readonly clock: Clock
  readonly random: Random
}

/** Opens the store. */
export async function openRedisStore({
  redis,
  sql,
  record,
  clock,
  random,
}: RedisStoreOptions): Promise<Store> {
  let era = String(await record.era())
  const hot: Hot = { redis, gate: createGate(redis, random), record, clock, era: () => era }
  const readEra = async (): Promise<void> => {
    era = String(await record.era())
  }
  const sessions = openHotSessionStore(hot, sql)

  return {
    ...sql,
    ...openGrantEndingStores(hot, sql),
    sessions: {
      ...sessions,
      tighten: async (transport, limits) => {
        const count = await sessions.tighten(transport, limits)
        await readEra()
        return count
      },
    },
    users: openHotUserStore(hot, sql.users, sql),
    rateLimits: openHotRateLimitStore(redis, clock),
    once: openHotOnceStore(redis, clock),
    copies: {
      apply: async (entries) => {
        await readEra()
        for (const entry of entries) await applyEntry(hot, entry)
      },
      distrust: async () => {
        await record.startEra()
        await readEra()
      },
    },
    check: async () => {
      await redis.run(checkScript, ['coatcheck:check'])
      await sql.check()
    },
    close: async () => {
      await redis.close()
      await sql.close()
    },
  }
}

/** Finishes here what another node wrote into the database, in case it died before it could. */
async function applyEntry({ gate, record }: Hot, { kind, id }: LogEntry): Promise<void> {
  if (kind === 'session') await gate.doubt([id as SessionId])
  if (kind !== 'user') return
  await gate.doubt(await record.idsOf({ by: 'user', userId: id as UserId, except: null }))
}
