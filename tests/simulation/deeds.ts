/** What was done in a world that ends sessions: whatever else ends one is a fault of ours. */

import type { EndReason } from '@coatcheck/core'

/** What was done. */
export type Deeds = {
  /** Somebody did what ends this session, or all of this user's. */
  readonly did: (to: string, reason: EndReason) => void
  /** Whether somebody did. */
  readonly isDone: (to: string, reason: EndReason) => boolean
  readonly isByTime: (reason: EndReason) => boolean
}

/** Time does these by itself. */
const BY_TIME: ReadonlySet<EndReason> = new Set(['idle_limit', 'absolute_limit'])

/** Nothing was done yet. */
export function createDeeds(): Deeds {
  const done = new Set<string>()
  return {
    did: (to, reason) => void done.add(`${to} ${reason}`),
    isByTime: (reason) => BY_TIME.has(reason),
    isDone: (to, reason) => BY_TIME.has(reason) || done.has(`${to} ${reason}`),
  }
}
