/** The ports for rate limits and for what may happen once, on Postgres. */

import type { OnceStore, RateLimit, RateLimitStore } from '@coatcheck/core'
import type { Engine } from './engine.ts'
import { forget } from './forget.ts'
import { type Connection, statement } from './statement.ts'

// A row holds the theoretical arrival time: the moment at which the bucket is full again. One that is further ahead
// than taking can lead was written while the clock was wrong, and counts for nothing.
const take = statement(`INSERT INTO rate_limits (bucket, tat) VALUES (:bucket, :now + :every)
  ON CONFLICT (bucket) DO UPDATE SET tat = :every
    + CASE WHEN rate_limits.tat BETWEEN :now AND :now + :tolerance THEN rate_limits.tat ELSE :now END
  WHERE rate_limits.tat <= :now + :tolerance OR rate_limits.tat > :now + :tolerance + :every RETURNING tat`)
const read = statement('SELECT tat - :now - :tolerance AS wait FROM rate_limits WHERE bucket = :bucket')
const claim = statement(`INSERT INTO used_once (key, until_at) VALUES (:key, :now + :lifetime)
  ON CONFLICT (key) DO UPDATE SET until_at = excluded.until_at WHERE used_once.until_at <= :now RETURNING key`)
const sweepLimits = forget({ table: 'rate_limits', key: 'bucket', time: 'tat' })
const sweepOnce = forget({ table: 'used_once', key: 'key', time: 'until_at' })

async function waitMs(on: Connection, bucket: string, { everyMs, burst }: RateLimit): Promise<number> {
  const tolerance = everyMs * (burst - 1)
  const wait = Number((await read.get(on, { bucket, tolerance }))?.['wait'] ?? 0)
  return wait > everyMs ? 0 : Math.max(0, wait)
}

/** Opens the port for rate limits. */
export function openRateLimitStore({ pool }: Engine): RateLimitStore {
  return {
    take: async (bucket, limit) => {
      const { everyMs: every, burst } = limit
      const taken = await take.get(pool, { bucket, every, tolerance: every * (burst - 1) })
      if (taken !== null) return { outcome: 'allowed' }
      return { outcome: 'limited', retryAfterMs: await waitMs(pool, bucket, limit) }
    },
    peek: async (bucket, limit) => {
      const retryAfterMs = await waitMs(pool, bucket, limit)
      return retryAfterMs === 0 ? { outcome: 'allowed' } : { outcome: 'limited', retryAfterMs }
    },
    sweep: (batch) => sweepLimits(pool, 0, batch),
  }
}

/** Opens the port for one-time use. */
export function openOnceStore({ pool }: Engine): OnceStore {
  return {
    claim: async (key, lifetime) => (await claim.get(pool, { key, lifetime })) !== null,
    sweep: (batch) => sweepOnce(pool, 0, batch),
  }
}
