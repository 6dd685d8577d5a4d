/** Everything that ends all sessions of one user at once: the epoch moves, the log says so, the sessions end. */

import {
  type ActContext,
  draftEvent,
  type EventType,
  type SessionEnding,
  type SessionId,
  type UserId,
} from '@coatcheck/core'
import type { Engine } from './engine.ts'
import { prepareRevokeTokens } from './issued-token-store.ts'
import type { EndSessions } from './session-end.ts'

/** One such act. */
export type EpochBump = {
  readonly userId: UserId
  readonly ending: SessionEnding
  /** The session that goes on under the new epoch. */
  readonly except: SessionId | null
  readonly event: EventType
  readonly context: ActContext
}

/** Bumps; only inside a write. @returns How many sessions ended. */
export type BumpEpoch = (bump: EpochBump) => number

/** Says in the log that the tokens of a user are outdated; only inside a write. */
export type OutdateUser = (id: UserId) => void

/** Prepares it. */
export function prepareOutdateUser(engine: Engine): OutdateUser {
  // Tokens outlive the session that they come from by a little, so sessions in any state count.
  const lastToken = engine.database.prepare(
    'SELECT max(max(coalesce(tokens_until, 0), :now + token_ms)) AS until FROM sessions WHERE user_id = :user',
  )
  return (id) => {
    const now = engine.nowMs()
    engine.appendLog('user', id, Number(lastToken.get({ user: id, now })?.['until'] ?? now))
  }
}

/** Prepares the bump. */
export function prepareBumpEpoch(
  engine: Engine,
  endSessions: EndSessions,
  outdateUser: OutdateUser,
): BumpEpoch {
  const bumpUser = engine.database.prepare('UPDATE users SET epoch = epoch + 1 WHERE id = ? RETURNING epoch')
  const revokeTokens = prepareRevokeTokens(engine)
  const keep = engine.database.prepare(
    'UPDATE sessions SET epoch = ? WHERE id = ? AND user_id = ? AND end_state IS NULL',
  )
  return ({ userId, ending, except, event, context }) => {
    const epoch = Number(bumpUser.get(userId)?.['epoch'])
    const ended = endSessions({ by: 'user', userId, except }, ending, context)
    const kept = except !== null && keep.run(epoch, except, userId).changes === 1 ? except : null
    revokeTokens(userId, context)
    outdateUser(userId)
    engine.appendEvents([draftEvent(context, event, { userId, sessionId: kept })])
    return ended.length
  }
}
