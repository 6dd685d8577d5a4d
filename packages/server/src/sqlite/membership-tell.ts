/** Tells of a change of a membership: to the audit by an event, to whoever has a token of the user by the log. */

import type { EventDraft, UserId } from '@coatcheck/core'
import { TOKENS_OF_USER, tokensEndAt } from '../sql/membership-statements.ts'
import type { Engine } from './engine.ts'

/** Tells; only inside a write. */
export type TellMember = (userId: UserId, event: EventDraft) => void

/** Prepares it. */
export function prepareTellMember(engine: Engine): TellMember {
  const tokens = engine.database.prepare(TOKENS_OF_USER)
  return (userId, event) => {
    engine.appendLog('user', userId, tokensEndAt(tokens.get({ user: userId, now: engine.nowMs() })))
    engine.appendEvents([event])
  }
}
