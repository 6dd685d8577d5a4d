/** The port for events that stand alone; all others are appended with the change they tell of. */

import type { SessionId, UserId } from '../id/id.ts'
import type { Page, PageRequest } from '../pagination.ts'
import type { EventDraft, EventType, SecurityEvent } from './event.ts'

/** Which events are asked for. */
export type EventFilter = {
  readonly userId: UserId | null
  readonly sessionId: SessionId | null
  readonly type: EventType | null
}

/** Events. */
export type EventStore = {
  readonly append: (drafts: readonly EventDraft[]) => Promise<void>
  /** Newest first. */
  readonly list: (filter: EventFilter, page: PageRequest) => Promise<Page<SecurityEvent>>

  /** Forgets events older than the retention. @returns How many; `batch` when more may wait. */
  readonly sweep: (limits: { readonly batch: number; readonly retentionMs: number }) => Promise<number>
}
