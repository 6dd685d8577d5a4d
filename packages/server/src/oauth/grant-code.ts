/** Makes the authorization code of a request that was granted. */

import { issueOpaque, newId, type OrganizationId, type SessionReading } from '@coatcheck/core'
import type { Server } from '../server.ts'
import type { ArrivingRequest } from './arriving-request.ts'
import type { AuthorizationRequest } from './authorization-request.ts'

/**
 * The code. A pushed request is used up by it.
 *
 * @returns `session-over` when whoever granted is signed out by now; `used` when the pushed request has its answer.
 */
export async function grantCode(
  server: Server,
  { pushed }: Pick<ArrivingRequest, 'pushed'>,
  request: AuthorizationRequest,
  { session, user }: SessionReading,
  organizationId: OrganizationId | null,
): Promise<{ readonly code: string } | 'session-over' | 'used'> {
  const { store, clock, random } = server
  const id = newId('tkt', clock.nowMs(), random)
  const { text, hash } = issueOpaque('ticket', id, server)
  const { client, redirectUri, codeChallenge, scopes, resources, nonce, dpopThumbprint } = request
  const kept = await store.authorizationCodes.create({
    id,
    hash,
    clientId: client.id,
    userId: session.userId,
    epoch: user.epoch,
    sessionId: session.id,
    endsWithSession: !scopes.includes('offline_access'),
    redirectUri,
    codeChallenge,
    scopes,
    resources,
    organizationId,
    nonce,
    dpopThumbprint,
    factors: session.factors,
    method: session.method,
  })
  if (!kept) return 'session-over'
  if (pushed !== null && !(await store.pushedRequests.use(pushed.hash, pushed.clientId))) return 'used'
  return { code: text.reveal() }
}
