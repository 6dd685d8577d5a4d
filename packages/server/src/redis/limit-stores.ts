/** The ports for rate limits and for what may happen once, in Redis. */

import type { Clock, OnceStore, RateLimit, RateLimitStore } from '@coatcheck/core'
import type { Redis } from './connection.ts'
import { bucketKey, onceKey } from './keys.ts'
import { script } from './script.ts'

const takeScript = script('take')
const peekScript = script('peek')
const claimScript = script('claim')

/** Opens the port for rate limits. */
export function openHotRateLimitStore(redis: Redis, clock: Clock): RateLimitStore {
  const ask = async (asked: typeof takeScript, bucket: string, { everyMs, burst }: RateLimit) => {
    const nowMs = clock.nowMs()
    const waitMs = await redis.run(
      asked,
      [bucketKey(bucket)],
      [nowMs, everyMs, nowMs + everyMs * (burst - 1)],
    )
    return waitMs === 0
      ? ({ outcome: 'allowed' } as const)
      : ({ outcome: 'limited', retryAfterMs: Number(waitMs) } as const)
  }
  return {
    take: (bucket, limit) => ask(takeScript, bucket, limit),
    peek: (bucket, limit) => ask(peekScript, bucket, limit),
    sweep: async () => 0, // Redis forgets by itself
  }
}

/** Opens the port for one-time use. */
export function openHotOnceStore(redis: Redis, clock: Clock): OnceStore {
  return {
    claim: async (key, lifetimeMs) =>
      (await redis.run(claimScript, [onceKey(key)], [clock.nowMs(), lifetimeMs])) === 1,
    sweep: async () => 0, // Redis forgets by itself
  }
}
