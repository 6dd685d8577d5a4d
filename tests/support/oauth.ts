/** What tests of OAuth begin with: clients, codes that somebody granted, and forms. */

import { createHash, randomBytes } from 'node:crypto'
import { issueOpaque, newId, type OAuthClient, type OAuthClientSettings } from '@coatcheck/core'
import { nodeCrypto, nodeRandom } from '@coatcheck/server'
import type { RunningCoatcheck } from './start-coatcheck.ts'

/** A client with what it proves itself by. */
export type TestClient = { readonly id: OAuthClient['id']; readonly secret: string | null }

/** Where the clients of tests are redirected to. */
export const REDIRECT_URI = 'https://app.example/callback'

const CONTEXT = { actor: { kind: 'system' }, device: { address: null, userAgent: null } } as const

const SETTINGS: OAuthClientSettings = {
  name: 'An application',
  type: 'public',
  authMethod: 'none',
  redirectUris: [REDIRECT_URI],
  postLogoutRedirectUris: [],
  grants: ['authorization_code', 'refresh_token'],
  scopes: ['openid', 'profile', 'email', 'offline_access', 'notes:read', 'notes:write'],
  resources: ['https://notes.example', 'https://files.example'],
  serves: [],
  firstParty: false,
  requirePushedRequests: false,
  dpop: 'optional',
  jwks: null,
  jwksUri: null,
  algorithm: null,
  accessTokenSeconds: null,
  grantSeconds: null,
  idleSeconds: null,
  allowedOrigins: [],
  backchannelLogoutUri: null,
  logoUri: null,
  clientUri: null,
  policyUri: null,
  tosUri: null,
}

/** Makes a public client; a confidential one where `type` says so, with a secret unless `authMethod` says otherwise. */
export async function makeClient(
  { server }: RunningCoatcheck,
  settings: Partial<OAuthClientSettings> = {},
): Promise<TestClient> {
  const id = newId('app', server.clock.nowMs(), nodeRandom)
  const authMethod =
    settings.authMethod ?? (settings.type === 'confidential' ? 'client_secret_basic' : 'none')
  const secret = authMethod.startsWith('client_secret_')
    ? issueOpaque('appSecret', id, { random: nodeRandom, crypto: nodeCrypto })
    : null
  await server.store.oauthClients.create(
    {
      ...SETTINGS,
      ...settings,
      authMethod,
      id,
      clientId: id,
      registration: 'admin',
      secretHash: secret?.hash ?? null,
      registrationHash: null,
    },
    CONTEXT,
  )
  return { id, secret: secret?.text.reveal() ?? null }
}

/** A verifier of RFC 7636, with its challenge. */
export type Pkce = { readonly verifier: string; readonly challenge: string }

/** Makes one. */
export function pkce(): Pkce {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}
