/** Refusals of genuine codes and tokens, in the event log: strangers can bring them about, but not fill it. */

import { type ActContext, addressBuckets, type EventDraft, type RateLimit, takeEach } from '@coatcheck/core'
import type { Server } from '../server.ts'

/** What is told of one address: 20 at once, then one each 3 seconds. */
const TOLD_PER_ADDRESS: RateLimit = { everyMs: 3_000, burst: 20 }

/** Tells it, unless too much was told of that address just now. The answer is the same. */
export async function tellRefusal(
  { store }: Pick<Server, 'store'>,
  { device }: ActContext,
  told: EventDraft,
): Promise<void> {
  const buckets = addressBuckets('oauth-refused', device.address, TOLD_PER_ADDRESS)
  const taken = await takeEach(store.rateLimits, buckets)
  if (taken.outcome === 'allowed') await store.events.append([told])
}
