/** What is known before anybody is asked: what the application's own server rendered the page by, or nothing. */

import type { InitialState } from './client-options.ts'
import { firstSession } from './accounts.ts'
import type { Knowledge } from './state-store.ts'
import { readSession, shownToken } from './wire.ts'

/** Reads it. Nothing of this browser enters, so that the first rendering is the server's. */
export function initialKnowledge(initial: InitialState | undefined): Knowledge {
  const nothing = { sessions: null, currentId: null, token: null, reason: null, error: null }
  if (initial === undefined) return nothing
  const { activeSessionId, claims } = initial
  const sessions = initial.sessions
    .map(({ session, user }) => readSession(session, user))
    .filter((session) => session !== null)
  const token = claims === undefined ? null : shownToken(claims)
  return { ...nothing, sessions, currentId: firstSession({ activeSessionId, sessions }, null), token }
}
