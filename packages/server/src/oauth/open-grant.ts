/** Opens a grant: a session of its own, with what the person who granted it was signed in by. */

import {
  type AuthorizationCode,
  type GrantEvidence,
  grantLimits,
  limitsOfOneToken,
  type OpenedSession,
  openSession,
  type OpenSessionInput,
} from '@coatcheck/core'
import type { TokenRequest } from './token-grant.ts'

/** What was granted, and by whom. */
export type Granted = Pick<
  AuthorizationCode,
  | 'userId'
  | 'epoch'
  | 'sessionId'
  | 'endsWithSession'
  | 'scopes'
  | 'resources'
  | 'organizationId'
  | 'factors'
  | 'method'
>

/** Opens it, once. */
export function openGrant(
  { server, client, proof, context }: TokenRequest,
  granted: Granted,
  {
    once,
    grantedBy,
    parentLeftMs,
  }: {
    readonly once: NonNullable<OpenSessionInput['once']>
    readonly grantedBy: GrantEvidence
    /** How long the session that granted it has left, where the grant ends with that one. */
    readonly parentLeftMs: number | null
  },
): Promise<OpenedSession> {
  const { sessionId, endsWithSession, scopes, resources, organizationId } = granted
  const limits = grantLimits(server.policy(), client, parentLeftMs)
  const mayRefresh = client.grants.includes('refresh_token')
  const isBound = client.type === 'public' && proof !== null
  return openSession(
    { ...server, sessions: server.store.sessions },
    {
      user: { id: granted.userId, epoch: granted.epoch },
      transport: 'token',
      rememberMe: true,
      knownClient: null,
      keyHash: once.keyHash,
      // Of a client that proves itself, the refresh token is bound to that client already (RFC 9449 section 5).
      dpop: isBound ? { thumbprint: proof.thumbprint, nonExtractable: false } : null,
      factors: granted.factors,
      asksSecondFactor: false,
      absoluteFromMs: null,
      once,
      actor: null,
      authorizedParty: client.clientId,
      method: granted.method,
      grant: {
        grantedBy,
        oauth: {
          clientId: client.id,
          scopes,
          resources,
          organizationId,
          parentId: endsWithSession ? sessionId : null,
        },
        limits: mayRefresh ? limits : limitsOfOneToken(limits),
      },
      context,
    },
  )
}
