/**
 * What a store of sessions outside of SQL needs of the database, which stays the truth of everything but steps and
 * activity: rows as they are, and a way to bring back what changed outside.
 */

import type { Client, ClientId, Session, SessionId, SessionStore } from '@coatcheck/core'
import type { SessionRow } from './session-row.ts'
import type { SessionSelection } from './session-selection.ts'

/** A row with the log's head as of the moment at which it was read. */
export type RecordedSession = { readonly row: SessionRow; readonly position: number }

/** A client with the ids of its sessions, as of one moment. */
export type RecordedClient = {
  readonly client: Client
  readonly sessionIds: readonly SessionId[]
  readonly position: number
}

/** What changes outside, as it is there. */
export type HotState = Pick<Session, 'id' | 'tokensUntilMs' | 'chain'> & {
  /** `null` when it may be older than what somebody was answered. */
  readonly lastActiveAtMs: number | null
}

/** The port. */
export type SessionRecord = {
  readonly find: (id: SessionId) => Promise<RecordedSession | null>
  readonly findClient: (id: ClientId) => Promise<RecordedClient | null>
  /**
   * The ids of the sessions that have not ended, or ended within the last minute, with those of the grants that end
   * with them.
   */
  readonly idsOf: (selection: SessionSelection) => Promise<readonly SessionId[]>

  /** Writes what changed outside into sessions that have not ended: steps that are not there yet, activity as it is. */
  readonly writeBack: (states: readonly HotState[]) => Promise<void>
  /**
   * Promises that somebody may have been active until then: no living session looks idle here, whatever is lost
   * outside.
   */
  readonly promiseActivity: (id: SessionId, untilMs: number) => Promise<void>

  /** Tightens limits, and starts an era. */
  readonly tighten: SessionStore['tighten']
  /** Copies of an earlier era are compared with the database before they are believed again. */
  readonly era: () => Promise<number>
  readonly startEra: () => Promise<void>

  /** Sessions whose limits may have passed; activity is promised ahead by at most `aheadMs`. */
  readonly due: (batch: number, aheadMs: number) => Promise<readonly SessionId[]>
  /** One round of the sweeper, over these alone. */
  readonly sweep: (
    limits: Parameters<SessionStore['sweep']>[0],
    ids: readonly SessionId[],
  ) => Promise<{ readonly count: number; readonly forgotten: readonly SessionId[] }>
}
