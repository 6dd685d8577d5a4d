/** Ends sessions: the row, the event and the log entry of each, together. */

import {
  type ActContext,
  draftEvent,
  type Session,
  type SessionEnding,
  type SessionSelector,
} from '@coatcheck/core'
import { END_EVENT } from '../sql/end-event.ts'
import { LIVE_SESSION_COLUMNS, sessionFromRow } from '../sql/session-row.ts'
import { type SqlParameters, type Statement, statement } from './statement.ts'
import type { Transaction } from './transaction.ts'

/**
 * Sessions past a limit are left to the sweeper, which writes the end that time brought; those whose user's epoch has
 * moved on are ended here, so that one act is told once. Rows are locked in the order of their ids, by everybody.
 */
const end = (where: string): Statement =>
  statement(`UPDATE sessions SET end_state = :state, end_reason = :reason, ended_at = :now
    WHERE id IN (SELECT id FROM sessions WHERE ${where} AND end_state IS NULL ORDER BY id FOR UPDATE)
      AND end_state IS NULL AND :now < deadline_at
    RETURNING ${LIVE_SESSION_COLUMNS}`)

const BY = {
  id: end('id = :id'),
  user: end('user_id = :id AND id IS DISTINCT FROM :except::TEXT'),
  client: end('client_id = :id AND id IS DISTINCT FROM :except::TEXT'),
  all: end('TRUE'),
}

/** Ends what lives of the selected sessions. */
export async function endSessions(
  { on, appendLog, appendEvents }: Transaction,
  selector: SessionSelector,
  ending: SessionEnding,
  context: ActContext,
): Promise<readonly Session[]> {
  const parameters = { state: ending.state, reason: ending.reason, ...selected(selector) }
  const sessions = (await BY[selector.by].arrays(on, parameters)).map(sessionFromRow)
  for (const session of sessions) {
    const { id, userId, clientId, end: ended, limits, tokensUntilMs } = session
    appendLog('session', id, Math.max(tokensUntilMs ?? 0, (ended?.atMs ?? 0) + limits.tokenLifetimeMs))
    const about = { userId, sessionId: id, clientId, reason: ending.reason }
    appendEvents([draftEvent(context, END_EVENT[ending.state], about)])
  }
  return sessions
}

function selected(selector: SessionSelector): SqlParameters {
  switch (selector.by) {
    case 'id':
      return { id: selector.id }
    case 'user':
      return { id: selector.userId, except: selector.except }
    case 'client':
      return { id: selector.clientId, except: selector.except }
    case 'all':
      return {}
  }
}
