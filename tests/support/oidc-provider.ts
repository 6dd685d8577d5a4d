/** A real OpenID Connect provider, and the authorization code flow of an app through it. */

import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Provider } from 'oidc-provider'
import { Browser, type Json } from './api-client.ts'
import { freePort } from './start-coatcheck.ts'

const CLIENT_ID = 'web'
const REDIRECT_URI = 'https://app.example.com/callback'

/** The provider. */
export type OidcProvider = {
  readonly issuer: string
  readonly clientId: string
  /** Who is at its pages from now on; `null` cancels. */
  person: string | null
  /** Registers another client, and gives what it is told. */
  readonly register: (client: Json) => Promise<Json>
  /** Signs a person in by the authorization code flow with PKCE, and gives what the token endpoint answers. */
  readonly signIn: (accountId: string) => Promise<Json>
  readonly close: () => Promise<void>
}

/** Starts it. @param host The name of this machine that it goes by. */
export async function startOidcProvider(host = 'localhost'): Promise<OidcProvider> {
  const port = await freePort()
  const issuer = `http://${host}:${port}`
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const provider = new Provider(issuer, {
    jwks: {
      keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: 'provider-1' }],
    },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    clients: [
      {
        client_id: CLIENT_ID,
        token_endpoint_auth_method: 'none',
        redirect_uris: [REDIRECT_URI],
        require_auth_time: true,
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['given_name', 'family_name'] },
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true },
      backchannelLogout: { enabled: true },
    },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, accountId) => ({
      accountId,
      claims: () => ({
        sub: accountId,
        email: `${accountId}@example.com`,
        email_verified: true,
        given_name: 'Ada',
        family_name: 'Lovelace',
      }),
    }),
    fetch: fetchAnywhere,
    ttl: { IdToken: 300, AccessToken: 300, Session: 3600, Interaction: 300, Grant: 3600 },
  })

  const handle = provider.callback()
  const server = createServer((request, response) => {
    void (request.url?.startsWith('/interaction/')
      ? interact(provider, running.person, request, response)
      : handle(request, response))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const running: OidcProvider = {
    issuer,
    clientId: CLIENT_ID,
    person: null,
    register: async (client) => {
      const response = await fetch(`${issuer}/reg`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(client),
      })
      const registered = (await response.json()) as Json
      if (!response.ok) throw new Error(`the client was refused: ${JSON.stringify(registered)}`)
      return registered
    },
    signIn: async (accountId) => {
      running.person = accountId
      return await authorizationCodeFlow(issuer)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return running
}

/** By itself the provider speaks to no address of this machine. */
function fetchAnywhere(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  const options = { ...init }
  Reflect.deleteProperty(options, 'dispatcher')
  return fetch(url, options)
}

/** What a person does on the provider's pages: signs in, then agrees; or goes away. */
async function interact(
  provider: Provider,
  accountId: string | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(request, response)
  if (accountId === null) {
    await provider.interactionFinished(request, response, { error: 'access_denied' })
    return
  }
  if (prompt.name === 'login') {
    await provider.interactionFinished(request, response, { login: { accountId } })
    return
  }
  const clientId = String(params['client_id'])
  const grant = new provider.Grant({ accountId: session?.accountId ?? accountId, clientId })
  grant.addOIDCScope(String(params['scope']))
  await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } })
}

async function authorizationCodeFlow(issuer: string): Promise<Json> {
  const verifier = randomBytes(32).toString('base64url')
  const parameters = new URLSearchParams({
    client_id: CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'openid email profile',
    nonce: randomBytes(16).toString('base64url'), // without it, two id_tokens of one second can be the same bytes
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const browser = new Browser(issuer)
  let location = `${issuer}/auth?${parameters}`
  while (location.startsWith(issuer)) {
    const { headers } = await browser.send(location.slice(issuer.length))
    location = new URL(headers.get('location') ?? 'about:blank', issuer).href
  }
  const code = new URL(location).searchParams.get('code') ?? ''
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT_URI,
      code,
      code_verifier: verifier,
    }),
  })
  return (await response.json()) as Json
}
