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

/** Whether a session is on a list still, or the same person is there by another one. */
export function isListed(list: readonly ClientSession[], { id, user }: ClientSession): boolean {
  return list.some((one) => one.id === id || (one.status === 'active' && one.user.id === user.id))
}

/** A session after an act of the person, told just now. The server may have written it down a little earlier. */
export function withAct(session: ClientSession, nowMs: number): ClientSession {
  const { abandonAt, lastActiveAt } = session
  const laterMs = nowMs - lastActiveAt.getTime()
  const later = abandonAt && new Date(abandonAt.getTime() + laterMs)
  return { ...session, lastActiveAt: new Date(nowMs), abandonAt: later }
}

/** What is told of sessions, with acts that were told of meanwhile; not with those of the future, by a clock that leapt. */
export function withLaterActs(
  told: readonly ClientSession[],
  known: readonly ClientSession[],
  nowMs: number,
): readonly ClientSession[] {
  return told.map((session) => {
    const actMs = known.find(({ id }) => id === session.id)?.lastActiveAt.getTime() ?? 0
    return actMs > session.lastActiveAt.getTime() && actMs <= nowMs ? withAct(session, actMs) : session
  })
}

/** The same list when nothing in it is different: whoever shows it need not show it again. */
export function sameIfEqual(
  before: readonly ClientSession[] | null,
  after: readonly ClientSession[],
): readonly ClientSession[] {
  return before !== null && JSON.stringify(before) === JSON.stringify(after) ? before : after
}
