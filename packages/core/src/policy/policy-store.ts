/** The port for what operators set at run time: it stands below flags, environment and the configuration file. */

import type { ActContext } from '../event/event.ts'
import type { SessionPolicy } from './policy.ts'

/** What was saved of the policy: only the members that somebody set. */
export type SavedPolicy = Partial<SessionPolicy>

/** The saved policy. */
export type PolicyStore = {
  readonly read: () => Promise<SavedPolicy>
  /**
   * Replaces what is saved, with event and log entry, if it still is what was read.
   *
   * @returns Whether it was: two operators who save at once must not undo each other unseen.
   */
  readonly replace: (before: SavedPolicy, after: SavedPolicy, context: ActContext) => Promise<boolean>
}
