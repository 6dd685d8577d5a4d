/** Which of a browser's accounts a tab works with: nobody is switched to another one without having asked for it. */

import type { ClientSession } from './client.ts'
import type { Accounts } from './credential.ts'

/** The session that a tab begins with: the one it was on before it was loaded again, else the one of navigations. */
export function firstSession(
  { activeSessionId, sessions }: Accounts,
  remembered: string | null,
): string | null {
  const find = (id: string | null): string | null =>
    sessions.find((session) => session.id === id && session.status === 'active')?.id ?? null
  return find(remembered) ?? find(activeSessionId)
}

/** The sessions with one that was just opened: an account is there once. */
export function withOpened(
  sessions: readonly ClientSession[],
  opened: ClientSession,
): readonly ClientSession[] {
  const others = sessions.filter(({ id, user }) => id !== opened.id && user.id !== opened.user.id)
  return [...others, opened]
}

/** The sessions with another reading of one; the same list when it is not among them. */
export function withReading(
  sessions: readonly ClientSession[],
  reading: ClientSession,
): readonly ClientSession[] {
  if (!sessions.some(({ id }) => id === reading.id)) return sessions
  return sessions.map((session) => (session.id === reading.id ? reading : session))
}

/** A session after an act of the person, told just now. The server may have written it down a little earlier. */
export function withAct(session: ClientSession, nowMs: number): ClientSession {
  const { abandonAt, lastActiveAt } = session
  if (abandonAt === null) return { ...session, lastActiveAt: new Date(nowMs) }
  const idleMs = abandonAt.getTime() - lastActiveAt.getTime()
  return { ...session, lastActiveAt: new Date(nowMs), abandonAt: new Date(nowMs + idleMs) }
}

/** The same list when nothing in it is different: whoever shows it need not show it again. */
export function sameIfEqual(
  before: readonly ClientSession[] | null,
  after: readonly ClientSession[],
): readonly ClientSession[] {
  return before !== null && JSON.stringify(before) === JSON.stringify(after) ? before : after
}
