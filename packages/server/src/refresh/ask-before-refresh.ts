/** What is found out before the chain moves, so that what cannot be had loses nobody. */

import { activityIsDue, type ParsedRefreshToken } from '@coatcheck/core'
import { claimsAhead, type HookedClaims } from '../hook/hooked-claims.ts'
import { problem } from '../http/problem.ts'
import { isActive } from '../http/client-principal.ts'
import type { Server } from '../server.ts'
import type { Ask } from '../session/asked-token.ts'
import { requestParty } from '../session/mint-token.ts'

/** A refresh with a genuine token. */
export type RefreshAttempt = {
  readonly request: Request
  readonly token: ParsedRefreshToken
  readonly ask: Ask
  /** The person acted. */
  readonly active: boolean
}

/**
 * Asks for the claims of the session token that is to come.
 *
 * @returns `undefined` where no session token will come of it; why not is for the refresh itself to say.
 * @throws {HookFailedError} Nothing has changed then but the idle clock: the person acted all the same.
 */
export async function askBeforeRefresh(
  server: Server,
  { request, token, ask, active }: RefreshAttempt,
): Promise<HookedClaims | undefined> {
  if (ask.template !== null) return undefined
  const { sessions } = server.store
  const reading = await sessions.find(token.sessionId)
  if (reading === null || !isActive(reading)) return undefined
  const { session, nowMs } = reading
  const isCurrent = session.chain?.counter === token.counter
  if (active && isCurrent && activityIsDue(session, nowMs)) await sessions.touch(session.id)
  const authorizedParty = requestParty(server, request, session.authorizedParty)
  return await claimsAhead(server, { reading, authorizedParty, organizationId: ask.organizationId })
}

/**
 * Whether the token is the one in force, so that refusing what is asked changes nothing. Whoever repeats a request that
 * moved the chain gets the successor, whatever has become of what was asked.
 */
export async function isInForce(
  { store }: Server,
  { sessionId, counter }: ParsedRefreshToken,
): Promise<boolean> {
  const reading = await store.sessions.find(sessionId)
  return reading !== null && isActive(reading) && reading.session.chain?.counter === counter
}

/** Refuses an organization to whoever does not belong there; `null` where there is nothing to refuse. */
export async function refuseForeignOrganization(
  { store }: Server,
  { sessionId }: ParsedRefreshToken,
  { organizationId }: Ask,
): Promise<Response | null> {
  if (typeof organizationId !== 'string') return null
  const reading = await store.sessions.find(sessionId)
  if (reading === null) return null
  const { userId } = reading.session
  const membership = await store.memberships.find({ organizationId, userId })
  return membership === null ? problem('not_found', { field: 'body.organizationId' }) : null
}
