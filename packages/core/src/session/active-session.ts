/** Which of a browser's sessions navigations use: they cannot name one. */

import type { Client } from '../client/client.ts'
import type { SessionId } from '../id/id.ts'
import type { SessionReading } from './session-store.ts'
import { statusOf } from './status.ts'

/**
 * The active session of a browser: the chosen one while it lives, else the only living one. When the chosen one has
 * ended and several remain, there is none: nobody is switched to another account without having asked for it.
 */
export function activeSession(
  client: Client,
  sessions: readonly SessionReading[],
  isOver: (id: SessionId) => boolean = () => false,
): SessionReading | null {
  const living = sessions.filter(
    ({ session, user, nowMs }) => !isOver(session.id) && statusOf(session, user, nowMs).state === 'active',
  )
  const chosen = living.find(({ session }) => session.id === client.activeSessionId)
  if (chosen !== undefined) return chosen
  return living.length === 1 ? (living[0] ?? null) : null
}
