/** The store's clock as a node knows it: its own, corrected by what the store said last. */

import type { Clock, Store } from '@coatcheck/core'

/** A clock that can be set by the store's. */
export type StoreClock = Clock & { readonly askTime: () => Promise<void> }

/** Makes it, set once. What is asked is answered somewhere on the way: it is wrong by half of the way at most. */
export async function createStoreClock(own: Clock, store: Pick<Store, 'nowMs'>): Promise<StoreClock> {
  let aheadMs = 0
  const askTime = async (): Promise<void> => {
    const askedAtMs = own.nowMs()
    const storeMs = await store.nowMs()
    aheadMs = Math.round(storeMs - (askedAtMs + own.nowMs()) / 2)
  }
  await askTime()
  return { nowMs: () => own.nowMs() + aheadMs, askTime }
}
