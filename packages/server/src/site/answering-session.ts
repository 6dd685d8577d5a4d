/** Which session of a browser answers an authorization request, and whether it could prove more. */

import { activeSession, type SessionReading } from '@coatcheck/core'
import { isActive, refusePending } from '../http/client-principal.ts'
import type { AuthorizationRequest } from '../oauth/authorization-request.ts'
import { readIdTokenHint } from '../oauth/id-token-hint.ts'
import type { PageRequest } from './page-request.ts'

/**
 * Finds it: the one that a form speaks for, else that of the person whom the request names by an id_token, else the
 * active one.
 *
 * @returns `null` for nobody; `somebody-else` when others are signed in than who is named.
 */
export function answeringSession(
  { server, browser, form }: PageRequest,
  { idTokenHint }: AuthorizationRequest,
): SessionReading | 'somebody-else' | null {
  if (browser === null || browser.inGrace) return null
  const active = activeSession(browser.client, browser.sessions)
  const living = browser.sessions.filter(isActive)
  const named = form.get('acting_session_id')
  if (named !== null) return living.find(({ session }) => session.id === named) ?? null
  const hint = idTokenHint === null ? null : readIdTokenHint(server, idTokenHint)
  if (hint === null || active?.session.userId === hint.userId) return active
  const ofPerson = living.find(({ session }) => session.userId === hint.userId)
  return ofPerson ?? (living.length > 0 ? 'somebody-else' : null)
}

/** Whether a sign-in of this browser waits for its second factor. */
export function isWaiting({ browser }: PageRequest): boolean {
  return browser !== null && browser.sessions.some((reading) => refusePending(reading) !== null)
}

/** Whether the request would rather have a second factor than not, and the person has one to show. */
export async function couldProveMore(
  { server }: PageRequest,
  { prefersSecondFactor }: AuthorizationRequest,
  { session }: SessionReading,
): Promise<boolean> {
  if (!prefersSecondFactor || session.factors.secondAtMs !== null) return false
  const factors = await server.store.factors.list(session.userId)
  return factors.some(({ kind, activatedAtMs }) => kind !== 'recovery' && activatedAtMs !== null)
}
