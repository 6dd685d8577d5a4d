/** Uses an API key that somebody asks about: it must hold, it counts against its limit, and the use is noted. */

import { API_KEY_USE_MS, type ApiKey, type ApiKeyReading, checkApiKey, limitOfRate } from '@coatcheck/core'
import type { Server } from '../server.ts'

/** What a use came to. Whatever is wrong with a key, it is `refused`; only a good one has a limit that it can exceed. */
export type ApiKeyUse =
  | { readonly outcome: 'good'; readonly reading: ApiKeyReading }
  | { readonly outcome: 'limited'; readonly retryAfterMs: number }
  | { readonly outcome: 'refused' }

/** Uses it. */
export async function useApiKey(server: Server, text: string): Promise<ApiKeyUse> {
  const { store, crypto, clock } = server
  const reading = await checkApiKey({ apiKeys: store.apiKeys, crypto, nowMs: clock.nowMs }, text)
  if (reading === null) return { outcome: 'refused' }
  const { key } = reading
  if (key.rateLimit !== null) {
    const taken = await store.rateLimits.take(`api-key:${key.id}`, limitOfRate(key.rateLimit))
    if (taken.outcome === 'limited') return taken
  }
  noteUse(server, key)
  return { outcome: 'good', reading }
}

/** The time is for people who look through their keys: nothing waits for it. */
function noteUse({ background, clock, store }: Server, { id, lastUsedAtMs }: ApiKey): void {
  if (lastUsedAtMs !== null && clock.nowMs() - lastUsedAtMs < API_KEY_USE_MS) return
  background.run('use of an API key', () => store.apiKeys.markUsed(id))
}
