/** The ports for rate limits and for what may happen once, on SQLite. */

import type { OnceStore, RateLimitStore } from '@coatcheck/core'
import type { Engine } from './engine.ts'
import { prepareForget } from './forget.ts'

/** Opens the port for rate limits. */
export function openRateLimitStore(engine: Engine): RateLimitStore {
  const { database, write, nowMs } = engine
  const forget = prepareForget(engine, { table: 'rate_limits', key: 'bucket', time: 'tat' })
  // A row holds the theoretical arrival time: the moment at which the bucket is full again. One that is further ahead
  // than taking can lead was written while the clock was wrong, and counts for nothing.
  const take = database.prepare(`INSERT INTO rate_limits (bucket, tat) VALUES (:bucket, :now + :every)
    ON CONFLICT (bucket) DO UPDATE SET tat = CASE WHEN tat BETWEEN :now AND :tolerated THEN tat ELSE :now END + :every
    WHERE tat <= :tolerated OR tat > :tolerated + :every RETURNING tat`)
  const read = database.prepare('SELECT tat FROM rate_limits WHERE bucket = ?')
  const waitMs = (bucket: string, tolerated: number, everyMs: number): number => {
    const wait = Number(read.get(bucket)?.['tat'] ?? 0) - tolerated
    return wait > everyMs ? 0 : Math.max(0, wait)
  }

  return {
    sweep: (batch) => forget(nowMs(), batch),
    take: (bucket, { everyMs, burst }) =>
      write(() => {
        const now = nowMs()
        const tolerated = now + everyMs * (burst - 1)
        const taken = take.get({ bucket, now, every: everyMs, tolerated })
        if (taken !== undefined) return { outcome: 'allowed' } as const
        return { outcome: 'limited', retryAfterMs: waitMs(bucket, tolerated, everyMs) } as const
      }),
    peek: async (bucket, { everyMs, burst }) => {
      const retryAfterMs = waitMs(bucket, nowMs() + everyMs * (burst - 1), everyMs)
      return retryAfterMs === 0 ? { outcome: 'allowed' } : { outcome: 'limited', retryAfterMs }
    },
  }
}

/** Opens the port for one-time use. */
export function openOnceStore(engine: Engine): OnceStore {
  const { database, write, nowMs } = engine
  const forget = prepareForget(engine, { table: 'used_once', key: 'key', time: 'until_at' })
  const claim = database.prepare(`INSERT INTO used_once (key, until_at) VALUES (:key, :until)
    ON CONFLICT (key) DO UPDATE SET until_at = excluded.until_at WHERE until_at <= :now RETURNING key`)
  return {
    sweep: (batch) => forget(nowMs(), batch),
    claim: (key, lifetimeMs) =>
      write(() => {
        const now = nowMs()
        return claim.get({ key, until: now + lifetimeMs, now }) !== undefined
      }),
  }
}
