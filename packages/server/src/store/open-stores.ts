/** Opens what a server keeps everything in, with the clock that decides. */

import type { Clock, Random, Store } from '@coatcheck/core'
import type { Settings } from '../config/settings.ts'
import { cacheApiKeys } from './api-key-cache.ts'
import { openStore } from './database.ts'
import { createForwardClock } from './forward-clock.ts'
import { cacheMemberships } from './membership-cache.ts'
import { cacheOAuthClients } from './oauth-client-cache.ts'
import { cacheUsers } from './user-cache.ts'
import { createStoreClock, type StoreClock } from './store-clock.ts'

/** A store, and its time as this process knows it. */
export type Opened = {
  readonly store: Store
  readonly clock: StoreClock
  readonly warnings: readonly string[]
}

/** What opening needs of the world. */
export type OpeningWorld = {
  /** The machine's clock. */
  readonly machine: Clock
  readonly random: Random
  /** Told when the clock of the machine went back by much, where it is the one that decides. */
  readonly onHeld: (behindMs: number) => void
}

/**
 * Opens the database and, where there is one, Redis.
 *
 * @throws {StoreError} When something cannot be opened, or was written by a newer version.
 */
export async function openStores(
  { database, redis }: Pick<Settings, 'database' | 'redis'>,
  { machine, random, onHeld }: OpeningWorld,
): Promise<Opened> {
  const forward = createForwardClock(machine, onHeld)
  const sql = await openStore(database, { clock: forward, random })
  try {
    if (database.engine === 'sqlite')
      return {
        store: cacheOAuthClients(cacheApiKeys(sql, forward), forward),
        clock: { ...forward, askTime: async () => {} },
        warnings: [],
      }
    const clock = await createStoreClock(machine, sql)
    if (redis === null || sql.record === undefined) return { store: cached(sql, clock), clock, warnings: [] }
    // Who has none needs no driver in memory.
    const { connectRedis } = await import('../redis/connect.ts')
    const { openRedisStore } = await import('../redis/redis-store.ts')
    const { redis: connection, warnings } = await connectRedis(redis)
    const store = await openRedisStore({
      redis: connection,
      sql,
      record: sql.record,
      clock,
      random,
    })
    return { store: cached(store, clock), clock, warnings }
  } catch (error) {
    await sql.close()
    throw error
  }
}

/** What tokens tell is read far more often than it changes. */
function cached(store: Store, clock: Clock): Store {
  return cacheOAuthClients(cacheApiKeys(cacheMemberships(cacheUsers(store, clock), clock), clock), clock)
}
