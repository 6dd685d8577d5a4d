/** What a client tells of itself: every step, and no secret. */

import type { Wake } from './environment.ts'

/** One step. Times are of the client's monotonic clock, in milliseconds. */
export type TraceEntry = { readonly atMs: number } & (
  | { readonly kind: 'request'; readonly id: number; readonly method: string; readonly path: string }
  | {
      readonly kind: 'response'
      readonly id: number
      readonly status: number | null
      readonly code: string | null
      /** By the monotonic clock, as `atMs` is. */
      readonly tookMs: number
    }
  /** A caller got a token: from memory, from another tab, or from the server. */
  | { readonly kind: 'token'; readonly from: 'memory' | 'other-tab' | 'server'; readonly sessionId: string }
  /** Another request is waited for: of this tab, or of another one that has the lock. */
  | { readonly kind: 'wait'; readonly for: 'this-tab' | 'other-tab' }
  /** A token is renewed ahead of its end; `afterMs` from now. */
  | { readonly kind: 'planned'; readonly afterMs: number }
  /** Something made the client look anew. */
  | { readonly kind: 'wake'; readonly by: Wake | 'online' }
  /** The server's events: connected, told of something, or gone. */
  | { readonly kind: 'events'; readonly told: 'connected' | 'ended' | 'outdated' | 'lost' }
  /** A request of the application was refused with 401, and is repeated with another token. */
  | { readonly kind: 'repeat'; readonly reason: string | null }
)
