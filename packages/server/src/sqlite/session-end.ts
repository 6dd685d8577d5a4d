/** Ends sessions: the row, the event and the log entry of each, together. */

import { type ActContext, draftEvent, type Session, type SessionEnding } from '@coatcheck/core'
import type { Engine } from './engine.ts'
import { prepareQueueLogout } from './logout-delivery-store.ts'
import { prepareSessions } from './session-read.ts'
import { END_EVENT } from '../sql/end-event.ts'
import { LIVE_SESSION_COLUMNS, sessionFromRow } from '../sql/session-row.ts'
import { selected, type SessionSelection, statementOf } from '../sql/session-selection.ts'

/** Ends what lives of the selected sessions, and the grants that end with them; only inside a write. */
export type EndSessions = (
  selection: SessionSelection,
  ending: SessionEnding,
  context: ActContext,
) => readonly Session[]

/**
 * Prepares the ends. Sessions past a limit are left to the sweeper, which writes the end that time brought; those
 * whose user's epoch has moved on are ended here, so that one act is told once.
 */
export function prepareEndSessions(engine: Engine): EndSessions {
  const end = (where: string) =>
    prepareSessions(
      engine.database,
      `UPDATE sessions SET end_state = :state, end_reason = :reason, ended_at = :now
      WHERE ${where} AND end_state IS NULL AND :now < deadline_at RETURNING ${LIVE_SESSION_COLUMNS}`,
    )
  const statements = {
    id: end('id = :id'),
    user: end('user_id = :id AND id IS NOT :except'),
    devices: end('user_id = :id AND id IS NOT :except AND oauth_client_id IS NULL'),
    client: end('client_id = :id AND id IS NOT :except'),
    parent: end('parent_id = :id'),
    'oauth-client': end('oauth_client_id = :id'),
    'oauth-client-user': end('oauth_client_id = :id AND user_id = :user'),
    organization: end('oauth_organization_id = :id'),
    'organization-user': end('oauth_organization_id = :id AND user_id = :user'),
    all: end('TRUE'),
  }
  const queueLogout = prepareQueueLogout(engine)

  return function endSessions(selection, ending, context): readonly Session[] {
    const nowMs = engine.nowMs()
    const rows = statements[statementOf(selection)].all({
      state: ending.state,
      reason: ending.reason,
      now: nowMs,
      ...selected(selection),
    })
    const sessions = rows.map(sessionFromRow)
    for (const session of sessions) {
      engine.appendLog('session', session.id, tokensEndAt(session, nowMs))
      engine.appendEvents([
        draftEvent(context, END_EVENT[ending.state], {
          userId: session.userId,
          sessionId: session.id,
          clientId: session.clientId,
          reason: ending.reason,
        }),
      ])
      queueLogout(session)
    }
    const grants = sessions.flatMap(({ id }) => endSessions({ by: 'parent', id }, ending, context))
    return [...sessions, ...grants]
  }
}

/** When the last token minted from a session is dead. */
function tokensEndAt(session: Session, nowMs: number): number {
  return Math.max(session.tokensUntilMs ?? 0, nowMs + session.limits.tokenLifetimeMs)
}
