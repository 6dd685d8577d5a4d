/** The ports for rate limits and for what may happen once, on Postgres. */

import type { OnceStore, RateLimitStore } from '@coatcheck/core'
import type { Engine } from './engine.ts'
import { forget } from './forget.ts'
import { type Connection, statement } from './statement.ts'

// A row holds the theoretical arrival time: the moment at which the bucket is full again.
const take = statement(`INSERT INTO rate_limits (bucket, tat) VALUES (:bucket, :now + :every)
  ON CONFLICT (bucket) DO UPDATE SET tat = greatest(rate_limits.tat, :now) + :every
  WHERE rate_limits.tat <= :now + :tolerance RETURNING tat`)
const read = statement('SELECT tat - :now - :tolerance AS wait FROM rate_limits WHERE bucket = :bucket')
const claim = statement(`INSERT INTO used_once (key, until_at) VALUES (:key, :now + :lifetime)
  ON CONFLICT (key) DO UPDATE SET until_at = excluded.until_at WHERE used_once.until_at <= :now RETURNING key`)
const sweepLimits = forget({ table: 'rate_limits', key: 'bucket', time: 'tat' })
const sweepOnce = forget({ table: 'used_once', key: 'key', time: 'until_at' })

async function waitMs(on: Connection, bucket: string, tolerance: number): Promise<number> {
  return Math.max(0, Number((await read.get(on, { bucket, tolerance }))?.['wait'] ?? 0))
}

/** Opens the port for rate limits. */
export function openRateLimitStore({ pool }: Engine): RateLimitStore {
  return {
    take: async (bucket, { everyMs: every, burst }) => {
      const tolerance = every * (burst - 1)
      if ((await take.get(pool, { bucket, every, tolerance })) !== null) return { outcome: 'allowed' }
      return { outcome: 'limited', retryAfterMs: await waitMs(pool, bucket, tolerance) }
    },
    peek: async (bucket, { everyMs, burst }) => {
      const retryAfterMs = await waitMs(pool, bucket, everyMs * (burst - 1))
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
