/** What core's refresh needs of a server. */

import type { RefreshDeps } from '@coatcheck/core'
import type { Server } from '../server.ts'

/** Picks it out. */
export function refreshDeps({ store, crypto, refreshKeys }: Server): RefreshDeps {
  return { sessions: store.sessions, events: store.events, rateLimits: store.rateLimits, crypto, refreshKeys }
}
