/** What a browser's cookies become when one of its sessions changes or ends. */

import { activeSession, type Session, type SessionId } from '@coatcheck/core'
import { isAlive } from '../http/client-principal.ts'
import { clearCookies, clearSessionCookies } from '../http/cookies.ts'
import type { BrowserPrincipal } from '../http/principal.ts'
import type { Server } from '../server.ts'

type Browser = Pick<BrowserPrincipal, 'client' | 'sessions' | 'inGrace'>

/**
 * The Set-Cookie values after sessions of a browser may have ended. The last one takes all cookies along; the active
 * one takes those of navigations; any other leaves all. The browser is read again: another tab may have signed
 * somebody in meanwhile, or out.
 */
export async function cookiesAfterEnd(
  { store, settings }: Server,
  { client, sessions }: Browser,
): Promise<readonly string[]> {
  const now = await store.sessions.findClient(client.id)
  const alive = new Set<SessionId>()
  for (const { session, user } of now?.sessions ?? []) {
    if (now !== null && isAlive({ ...now, session, user })) alive.add(session.id)
  }
  if (alive.size === 0) return clearCookies(settings)
  const active = activeSession(client, sessions)
  return active !== null && !alive.has(active.session.id) ? clearSessionCookies(settings) : []
}

/**
 * Whether the cookie of navigations is this session's to renew. Another tab's account must not take it over, nor a
 * request under a replaced secret, which may know less than the cookie already says.
 */
export function carriesNavigations({ client, sessions, inGrace }: Browser, session: Session): boolean {
  return !inGrace && activeSession(client, sessions)?.session.id === session.id
}
