/** The log: the ordered record of what outdates tokens that are already out. */

/** What an entry is about. */
export type LogKind = 'session' | 'user' | 'org' | 'key' | 'jti' | 'policy' | 'api-key'

/** One entry. */
export type LogEntry = {
  /** Rises in the order of commits. */
  readonly position: number
  readonly kind: LogKind
  readonly id: string
  /** When the last token concerned is dead; the entry is of no interest afterwards. */
  readonly untilMs: number
}

/**
 * Something that a token tells, and as of which position of the log it is known: where a copy was at hand, that is where
 * the copy was read. A token that tells it is as of this position, so that whatever changed since outdates it.
 */
export type AsOf<T> = { readonly value: T; readonly position: number }

/** How long an entry stays in the log at least. Who has not read for longer has to read again what entries would name. */
export const LOG_KEEP_MS = 60_000

/**
 * How far the head is moved past what somebody has seen, when it went back: more than can have been appended between
 * that somebody's last look and the failure, so that no position is given out a second time.
 */
export const LOG_SKIP = 1_000_000

/** The log. Entries are appended by the stores in the transaction of the change that they tell of. */
export type LogStore = {
  /** The position of the newest entry; 0 for an empty log. */
  readonly head: () => Promise<number>
  /**
   * Names the running database server: another name means that another one answers, or that it was started again or
   * restored, so that what was read before may never have happened there.
   */
  readonly incarnation: () => Promise<string>
  /**
   * Moves a head that is behind a position which somebody has seen `LOG_SKIP` past it, and appends that policy and keys
   * are outdated. @returns Whether it was behind: of many who see the same, one moves it.
   */
  readonly movePast: (seen: number) => Promise<boolean>
  /** Entries behind a position, oldest first. */
  readonly after: (position: number, limit: number) => Promise<readonly LogEntry[]>
  /**
   * Calls a listener soon after something was appended, here or on another node. A call may come without a reason, and
   * none may come: a store that cannot tell never calls. @returns Stops it; to be called before the store is closed.
   */
  readonly onAppended: (listener: () => void) => () => void

  /** Forgets entries that were of no interest for `LOG_KEEP_MS`; the head stays where it is. @returns How many; `batch` when more may wait. */
  readonly sweep: (batch: number) => Promise<number>
}
