/** Which of our sessions came from which session and person of an upstream, so that they can end together. */

import type { AppId, SessionId } from '../id/id.ts'

/** Where a session came from. */
export type UpstreamSession = {
  readonly sessionId: SessionId
  readonly upstreamId: AppId
  readonly subject: string
  /** The upstream's own id of its session (`sid`); `null` when its token says none. */
  readonly upstreamSessionId: string | null
  /** `iat` of what it came by: an end that is told later ends it. */
  readonly issuedAtMs: number
  /** When nothing is left to end. */
  readonly untilMs: number
}

/** What ended upstream: one session, or all that a person had by then. */
export type UpstreamEnd = {
  readonly upstreamId: AppId
  readonly names: 'session' | 'subject'
  readonly value: string
  /** When, by the upstream's clock. */
  readonly atMs: number
  /** Until when what it ended could still arrive here. */
  readonly untilMs: number
}

/** The port for where sessions came from. */
export type UpstreamSessionStore = {
  /**
   * Remembers where a session came from, once it is open.
   *
   * @returns `false` when that has ended upstream: of an opening and an end at once, at least one sees the other.
   */
  readonly record: (session: UpstreamSession) => Promise<boolean>

  /** Remembers an end. @returns The sessions that came from what has ended; some may be over. */
  readonly end: (end: UpstreamEnd) => Promise<readonly SessionId[]>

  /** Forgets what is over. @returns How many; `batch` when more may wait. */
  readonly sweep: (batch: number) => Promise<number>
}
