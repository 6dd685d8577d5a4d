/** The log: the ordered record of what outdates tokens that are already out. */

/** What an entry is about. */
export type LogKind = 'session' | 'user' | 'org' | 'key' | 'jti' | 'policy'

/** One entry. */
export type LogEntry = {
  /** Rises in the order of commits. */
  readonly position: number
  readonly kind: LogKind
  readonly id: string
  /** When the last token concerned is dead; the entry is of no interest afterwards. */
  readonly untilMs: number
}

/** The log. Entries are appended by the stores in the transaction of the change that they tell of. */
export type LogStore = {
  /** The position of the newest entry; 0 for an empty log. */
  readonly head: () => Promise<number>
  /** Entries behind a position, oldest first. */
  readonly after: (position: number, limit: number) => Promise<readonly LogEntry[]>
  /**
   * Calls a listener soon after something was appended, here or on another node. A call may come without a reason, and
   * none may come: a store that cannot tell never calls. @returns Stops it; to be called before the store is closed.
   */
  readonly onAppended: (listener: () => void) => () => void

  /** Forgets entries of no interest; the head stays where it is. @returns How many; `batch` when more may wait. */
  readonly sweep: (batch: number) => Promise<number>
}
