/** Ends sessions: the row, the event and the log entry of each, together. */

import {
  type ActContext,
  draftEvent,
  type Session,
  type SessionEnding,
  type SessionSelector,
} from '@coatcheck/core'
import type { SQLInputValue } from 'node:sqlite'
import type { Engine } from './engine.ts'
import { prepareSessions } from './session-read.ts'
import { END_EVENT } from '../sql/end-event.ts'
import { LIVE_SESSION_COLUMNS, sessionFromRow } from '../sql/session-row.ts'

/** Ends what lives of the selected sessions; only inside a write. */
export type EndSessions = (
  selector: SessionSelector,
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
    client: end('client_id = :id AND id IS NOT :except'),
    all: end('TRUE'),
  }

  return (selector, ending, context) => {
    const nowMs = engine.nowMs()
    const rows = statements[selector.by].all({
      state: ending.state,
      reason: ending.reason,
      now: nowMs,
      ...selected(selector),
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
    }
    return sessions
  }
}

/** When the last token minted from a session is dead. */
function tokensEndAt(session: Session, nowMs: number): number {
  return Math.max(session.tokensUntilMs ?? 0, nowMs + session.limits.tokenLifetimeMs)
}

function selected(selector: SessionSelector): Record<string, SQLInputValue> {
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
