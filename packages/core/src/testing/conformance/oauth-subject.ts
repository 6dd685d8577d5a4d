/** OAuth clients and grants as the conformance suite makes them. */

import { type AppId, newId, type SessionId } from '../../id/id.ts'
import type { AuthorizationCode } from '../../oauth/authorization-code.ts'
import type { NewOAuthClient } from '../../oauth/oauth-client.ts'
import type { OAuthGrant } from '../../oauth/oauth-grant.ts'
import type { SessionReading } from '../../session/session-store.ts'
import type { User } from '../../user/user.ts'
import { type ConformanceRunner, CONTEXT, type Subject } from './harness.ts'

/** A client to keep: public, of a third party. */
export function newOAuthClient(
  { random }: Pick<ConformanceRunner, 'random'>,
  more: Partial<NewOAuthClient> = {},
): NewOAuthClient {
  const id = newId('app', 1_780_000_000_000, random)
  return {
    id,
    clientId: id,
    registration: 'admin',
    secretHash: null,
    registrationHash: null,
    name: 'Reader ✓ 🎟️',
    type: 'public',
    authMethod: 'none',
    redirectUris: ['https://reader.example/callback', 'http://127.0.0.1/callback'],
    postLogoutRedirectUris: [],
    grants: ['authorization_code', 'refresh_token'],
    scopes: ['openid', 'email'],
    resources: ['https://api.example'],
    serves: [],
    firstParty: false,
    requirePushedRequests: false,
    dpop: 'optional',
    jwks: null,
    jwksUri: null,
    algorithm: null,
    accessTokenSeconds: null,
    grantSeconds: 86_400,
    idleSeconds: null,
    allowedOrigins: [],
    backchannelLogoutUri: null,
    logoUri: null,
    clientUri: 'https://reader.example/',
    policyUri: null,
    tosUri: null,
    ...more,
  }
}

/** A client that is kept. @returns Its id. */
export async function oauthClient(
  runner: ConformanceRunner,
  { store }: Subject,
  more?: Partial<NewOAuthClient>,
): Promise<AppId> {
  const client = newOAuthClient(runner, more)
  const made = await store.oauthClients.create(client, CONTEXT)
  if (made !== 'created') throw new Error('a new client is there already')
  return client.id
}

/** What a client is granted: bound to nothing unless told otherwise. */
export function grantTo(clientId: AppId, more: Partial<OAuthGrant> = {}): OAuthGrant {
  const granted = { scopes: ['openid', 'email'], resources: ['https://api.example'] }
  return { clientId, ...granted, organizationId: null, parentId: null, ...more }
}

/** Opens a grant. */
export function openGrant(
  subject: Subject,
  user: User,
  clientId: AppId,
  more?: Partial<OAuthGrant>,
): Promise<SessionReading> {
  return subject.open(user, { oauth: grantTo(clientId, more) })
}

/** A code to keep, of a client of its own unless told otherwise. */
export async function newCode(
  runner: ConformanceRunner,
  subject: Subject,
  user: User,
  sessionId: SessionId,
  more: Partial<AuthorizationCode> = {},
): Promise<Omit<AuthorizationCode, 'expiresAtMs'>> {
  return {
    id: newId('tkt', 1_780_000_000_000, runner.random),
    hash: subject.hash(7),
    clientId: more.clientId ?? (await oauthClient(runner, subject)),
    userId: user.id,
    epoch: user.epoch,
    sessionId,
    endsWithSession: true,
    redirectUri: 'https://reader.example/callback?ß=1',
    codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    scopes: ['openid'],
    resources: ['https://api.example'],
    organizationId: newId('org', 1, runner.random),
    nonce: 'n-0S6_WzA2Mj',
    dpopThumbprint: 'thumbprint',
    factors: { firstAtMs: 1, secondAtMs: 2 },
    method: 'passkey',
    ...more,
  }
}
