/** Ends sessions: the row, the event and the log entry of each, together. */

import { type ActContext, draftEvent, type Session, type SessionEnding } from '@coatcheck/core'
import { END_EVENT } from '../sql/end-event.ts'
import { LIVE_SESSION_COLUMNS, sessionFromRow } from '../sql/session-row.ts'
import { selected, type SessionSelection, statementOf } from '../sql/session-selection.ts'
import { queueEnded } from './logout-delivery-store.ts'
import { type Statement, statement } from './statement.ts'
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
  devices: end('user_id = :id AND id IS DISTINCT FROM :except::TEXT AND oauth_client_id IS NULL'),
  client: end('client_id = :id AND id IS DISTINCT FROM :except::TEXT'),
  'oauth-client': end('oauth_client_id = :id'),
  'oauth-client-user': end('oauth_client_id = :id AND user_id = :user'),
  organization: end('oauth_organization_id = :id'),
  'organization-user': end('oauth_organization_id = :id AND user_id = :user'),
  parent: end('parent_id = :id'),
  all: end('TRUE'),
}

// A statement of its own, after the sessions were locked: whoever opened a grant under one of them held its row until the
// grant was there to be seen, and whoever comes later finds that it has ended.
const endGrants = end('parent_id = ANY (:parents::TEXT[])')

/** Ends what lives of the selected sessions, and the grants that end with them. */
export async function endSessions(
  transaction: Transaction,
  selection: SessionSelection,
  ending: SessionEnding,
  context: ActContext,
): Promise<readonly Session[]> {
  const { on } = transaction
  const { state, reason } = ending
  const ended: Session[] = []
  let rows = await BY[statementOf(selection)].arrays(on, { state, reason, ...selected(selection) })
  while (rows.length > 0) {
    const sessions = rows.map(sessionFromRow)
    tellEnds(transaction, sessions, ending, context)
    await queueEnded(on, sessions)
    ended.push(...sessions)
    rows = await endGrants.arrays(on, { state, reason, parents: sessions.map(({ id }) => id) })
  }
  return ended
}

function tellEnds(
  { appendLog, appendEvents }: Transaction,
  sessions: readonly Session[],
  ending: SessionEnding,
  context: ActContext,
): void {
  for (const session of sessions) {
    const { id, userId, clientId, end: ended, limits, tokensUntilMs } = session
    appendLog('session', id, Math.max(tokensUntilMs ?? 0, (ended?.atMs ?? 0) + limits.tokenLifetimeMs))
    const about = { userId, sessionId: id, clientId, reason: ending.reason }
    appendEvents([draftEvent(context, END_EVENT[ending.state], about)])
  }
}
