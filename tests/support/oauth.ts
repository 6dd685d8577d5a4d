/** What tests of OAuth begin with: clients, codes that somebody granted, and forms. */

import { createHash, randomBytes } from 'node:crypto'
import {
  BY_SYSTEM,
  type AuthorizationCode,
  CODE_LIFETIME_MS,
  issueOpaque,
  newId,
  OAUTH_CLIENT_DEFAULTS,
  type OAuthClient,
  type OAuthClientSettings,
  parseId,
  STANDARD_SCOPES,
} from '@coatcheck/core'
import { nodeCrypto, nodeRandom } from '@coatcheck/server'
import { type Answer, type Json, register } from './api-client.ts'
import type { RunningCoatcheck } from './start-coatcheck.ts'

/** A client with what it proves itself by. */
export type TestClient = { readonly id: OAuthClient['id']; readonly secret: string | null }

/** Where the clients of tests are redirected to. */
export const REDIRECT_URI = 'https://app.example/callback'

const SETTINGS: OAuthClientSettings = {
  ...OAUTH_CLIENT_DEFAULTS,
  name: 'An application',
  type: 'public',
  authMethod: 'none',
  redirectUris: [REDIRECT_URI],
  scopes: ['openid', 'profile', 'email', 'offline_access', 'notes:read', 'notes:write'],
  resources: ['https://notes.example', 'https://files.example'],
}

/** Makes a public client with its scopes; a confidential one where `type` says so, with a secret unless `authMethod` says otherwise. */
export async function makeClient(
  { server }: RunningCoatcheck,
  settings: Partial<OAuthClientSettings & Pick<OAuthClient, 'registration'>> = {},
): Promise<TestClient> {
  const id = newId('app', server.clock.nowMs(), nodeRandom)
  const authMethod =
    settings.authMethod ?? (settings.type === 'confidential' ? 'client_secret_basic' : 'none')
  const secret = authMethod.startsWith('client_secret_')
    ? issueOpaque('appSecret', id, { random: nodeRandom, crypto: nodeCrypto })
    : null
  const { oauthClients, oauthScopes } = server.store
  const known = new Set([...STANDARD_SCOPES, ...(await oauthScopes.list())].map(({ name }) => name))
  for (const name of settings.scopes ?? SETTINGS.scopes)
    if (!known.has(name)) await oauthScopes.put({ name, description: name }, BY_SYSTEM)
  await oauthClients.create(
    {
      ...SETTINGS,
      ...settings,
      authMethod,
      id,
      clientId: id,
      registration: settings.registration ?? 'admin',
      secretHash: secret?.hash ?? null,
      registrationHash: null,
    },
    BY_SYSTEM,
  )
  return { id, secret: secret?.text.reveal() ?? null }
}

/** A session that can grant: whose it is, and what ends with it. */
export type Granter = { readonly userId: string; readonly sessionId: string; readonly bearer: string }

/** Registers somebody. */
export async function makeGranter({ url }: RunningCoatcheck, email: string): Promise<Granter> {
  const { body } = await register(url, email, { transport: 'opaque' })
  const { user, session } = body as { readonly user: Json; readonly session: Json }
  return {
    userId: String(user['id']),
    sessionId: String(session['id']),
    bearer: String(body['sessionToken']),
  }
}

/** Disables somebody. */
export async function disable({ server }: RunningCoatcheck, { userId }: Granter): Promise<void> {
  const id = parseId('user', userId)
  if (id === null) throw new TypeError('there is nobody to disable')
  await server.store.users.setDisabled(id, true, BY_SYSTEM)
}

/** A verifier of RFC 7636, with its challenge. */
export type Pkce = { readonly verifier: string; readonly challenge: string }

/** Makes one. */
export function pkce(): Pkce {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

/** A code, as it comes back to the client, with the verifier that redeems it. */
export type TestCode = { readonly code: string; readonly verifier: string }

/** Puts a code into the store, as if somebody had just granted it. */
export async function makeCode(
  { server }: RunningCoatcheck,
  client: TestClient,
  granter: Granter,
  granted: Partial<AuthorizationCode> = {},
): Promise<TestCode> {
  const { verifier, challenge } = pkce()
  const id = newId('tkt', server.clock.nowMs(), nodeRandom)
  const { text, hash } = issueOpaque('ticket', id, { random: nodeRandom, crypto: nodeCrypto })
  const userId = parseId('user', granter.userId)
  const sessionId = parseId('sess', granter.sessionId)
  if (userId === null || sessionId === null) throw new TypeError('nobody can grant this')
  const reading = await server.store.sessions.find(sessionId)
  const kept = await server.store.authorizationCodes.create({
    id,
    hash,
    clientId: client.id,
    userId,
    sessionId,
    epoch: reading?.session.epoch ?? 0,
    endsWithSession: false,
    redirectUri: REDIRECT_URI,
    codeChallenge: challenge,
    scopes: ['openid', 'offline_access', 'notes:read', 'notes:write'],
    resources: ['https://notes.example'],
    organizationId: null,
    nonce: null,
    dpopThumbprint: null,
    factors: reading?.session.factors ?? { firstAtMs: null, secondAtMs: null },
    method: reading?.session.method ?? null,
    ...granted,
  })
  if (!kept) throw new Error('the session that grants is over')
  return { code: text.reveal(), verifier }
}

/** How long after it was made a code is no good any more, in milliseconds. */
export const PAST_CODE_MS: number = CODE_LIFETIME_MS + 1

/** The parameters of a form; a list is a parameter that is repeated. */
export type Form = { readonly [name: string]: string | readonly string[] }

/** Sends a form, as the client of it where one is given. */
export async function postForm(
  url: string,
  path: string,
  form: Form,
  { client, headers = {} }: { readonly client?: TestClient; readonly headers?: Record<string, string> } = {},
): Promise<Answer> {
  const body = new URLSearchParams()
  for (const [name, value] of Object.entries(form))
    for (const one of typeof value === 'string' ? [value] : value) body.append(name, one)
  if (client?.secret === null && !body.has('client_id')) body.set('client_id', client.id)
  const basic = client === undefined || client.secret === null ? {} : { authorization: basicOf(client) }
  const response = await fetch(url + path, { method: 'POST', body, headers: { ...basic, ...headers } })
  const text = await response.text()
  return {
    status: response.status,
    body: text.startsWith('{') ? (JSON.parse(text) as Json) : { text },
    headers: response.headers,
  }
}

/** `Authorization: Basic` of a client. */
export function basicOf({ id, secret }: TestClient): string {
  return `Basic ${Buffer.from(`${id}:${secret ?? ''}`).toString('base64')}`
}

/** Redeems a code at the token endpoint. */
export function redeem(
  { url }: RunningCoatcheck,
  client: TestClient,
  { code, verifier }: TestCode,
  more: Form = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const form = {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    redirect_uri: REDIRECT_URI,
    ...more,
  }
  return postForm(url, '/oauth/token', form, { client, headers })
}

/** Refreshes at the token endpoint. */
export function refreshGrant(
  { url }: RunningCoatcheck,
  client: TestClient,
  refreshToken: unknown,
  more: Form = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const form = { grant_type: 'refresh_token', refresh_token: String(refreshToken), ...more }
  return postForm(url, '/oauth/token', form, { client, headers })
}

/** What a token says of itself; its signature is not looked at. */
export function claimsOf(token: unknown): Json {
  return JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString()) as Json
}
