/** Applications that speak OAuth with a server under test. */

import { issueOpaque, newId, type OAuthClient, type OAuthClientSettings } from '@coatcheck/core'
import type { Coatcheck } from '@coatcheck/server'
import type { Answer, Json } from './api-client.ts'

const CONTEXT = { actor: { kind: 'system' }, device: { address: null, userAgent: null } } as const

/** What an application is unless a test says otherwise: public, with every grant of people, and all standard scopes. */
const SETTINGS: OAuthClientSettings = {
  name: 'Example',
  type: 'public',
  authMethod: 'none',
  redirectUris: ['http://127.0.0.1/callback'],
  postLogoutRedirectUris: [],
  grants: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  scopes: ['openid', 'profile', 'email', 'offline_access'],
  resources: [],
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

/** An application, and its secret where it has one. */
export type Registered = { readonly client: OAuthClient; readonly secret: string | null }

/** Makes one. */
export async function registerApplication(
  { server }: Pick<Coatcheck, 'server'>,
  more: Partial<OAuthClientSettings> = {},
): Promise<Registered> {
  const id = newId('app', server.clock.nowMs(), server.random)
  const settings = { ...SETTINGS, ...more }
  const issued = settings.type === 'confidential' ? issueOpaque('appSecret', id, server) : null
  const hashes = { secretHash: issued?.hash ?? null, registrationHash: null }
  const made = { ...settings, ...hashes, id, clientId: id, registration: 'admin' } as const
  if ((await server.store.oauthClients.create(made, CONTEXT)) !== 'created') throw new Error('not created')
  const known = await server.store.oauthClients.find(id)
  if (known === null) throw new Error('not there')
  return { client: known.client, secret: issued?.text.reveal() ?? null }
}

/** Sends a form to an OAuth endpoint. */
export async function sendForm(
  url: string,
  path: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const body = new URLSearchParams(form)
  const response = await fetch(url + path, { method: 'POST', body, headers, redirect: 'manual' })
  return {
    status: response.status,
    body: (await response.json()) as Json,
    headers: response.headers,
  }
}

/** What an access token says. */
export function claimsOf(token: unknown): Json {
  const [, payload = ''] = String(token).split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Json
}
