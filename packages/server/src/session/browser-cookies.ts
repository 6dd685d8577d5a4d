/** What a browser's two cookies become when one of its sessions changes or ends. */

import { activeSession, type Session } from '@coatcheck/core'
import { isAlive } from '../http/client-principal.ts'
import { clearCookies, clearSessionCookie } from '../http/cookies.ts'
import type { BrowserPrincipal } from '../http/principal.ts'

type Browser = Pick<BrowserPrincipal, 'client' | 'sessions' | 'inGrace'>

/**
 * The Set-Cookie values after sessions ended. The last one takes both cookies along; the active one takes the cookie
 * of navigations; any other leaves both.
 *
 * @param isOver Whether a session of this browser is over now.
 */
export function cookiesAfterEnd(
  url: string,
  { client, sessions }: Browser,
  isOver: (session: Session) => boolean,
): readonly string[] {
  const remain = sessions.some((reading) => isAlive(reading) && !isOver(reading.session))
  if (!remain) return clearCookies(url)
  const active = activeSession(client, sessions)
  return active !== null && isOver(active.session) ? [clearSessionCookie(url)] : []
}

/**
 * Whether the cookie of navigations is this session's to renew. Another tab's account must not take it over, nor a
 * request under a replaced secret, which may know less than the cookie already says.
 */
export function carriesNavigations({ client, sessions, inGrace }: Browser, session: Session): boolean {
  return !inGrace && activeSession(client, sessions)?.session.id === session.id
}
