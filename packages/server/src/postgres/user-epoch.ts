/** Everything that ends all sessions of one user at once: the epoch moves, the log says so, the sessions end. */

import {
  type ActContext,
  draftEvent,
  type EventType,
  type SessionEnding,
  type SessionId,
  type UserId,
} from '@coatcheck/core'
import { revokeTokensOf } from './issued-token-store.ts'
import { endSessions } from './session-end.ts'
import { statement } from './statement.ts'
import type { Transaction } from './transaction.ts'

/** One such act. */
export type EpochBump = {
  readonly userId: UserId
  readonly ending: SessionEnding
  /** The session that goes on under the new epoch. */
  readonly except: SessionId | null
  readonly event: EventType
  readonly context: ActContext
}

const bumpUser = statement('UPDATE users SET epoch = epoch + 1 WHERE id = :id RETURNING epoch')
const keep = statement(`UPDATE sessions SET epoch = :epoch
  WHERE id = :id AND user_id = :user AND end_state IS NULL`)
// Tokens outlive the session that they come from by a little, so sessions in any state count, the kept one too.
const lastToken =
  statement(`SELECT greatest(:now, max(greatest(coalesce(tokens_until, 0), :now + token_ms))) AS until
  FROM sessions WHERE user_id = :user`)

/** Says in the log that the tokens of a user are outdated. */
export async function outdateUser({ on, appendLog }: Transaction, userId: UserId): Promise<void> {
  appendLog('user', userId, (await lastToken.get(on, { user: userId }))?.['until'] as number)
}

/** Bumps. @returns How many sessions ended. */
export async function bumpEpoch(
  transaction: Transaction,
  { userId, ending, except, event, context }: EpochBump,
): Promise<number> {
  const { on, appendEvents } = transaction
  const epoch = (await bumpUser.get(on, { id: userId }))?.['epoch'] as number
  const ended = await endSessions(transaction, { by: 'user', userId, except }, ending, context)
  const isKept = except !== null && (await keep.run(on, { epoch, id: except, user: userId })) === 1
  await revokeTokensOf(transaction, userId, context)
  await outdateUser(transaction, userId)
  appendEvents([draftEvent(context, event, { userId, sessionId: isKept ? except : null })])
  return ended.length
}
