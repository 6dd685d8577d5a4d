/** oauth4webapi, the strictest client there is, as its users call it: every flow against the running server. */

import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FormBrowser } from '../../support/form-browser.ts'
import {
  type MadeApplication,
  type StandardServer,
  startForStandardClients,
} from '../../support/standard-clients.ts'
import { PASSWORD } from '../../support/api-client.ts'

const REDIRECT_URI = 'https://app.example.com/callback'
const RESOURCE = 'https://api.example.com/'
const insecure = { [oauth.allowInsecureRequests]: true }

let server: StandardServer
let as: oauth.AuthorizationServer
let web: MadeApplication
let spa: MadeApplication

beforeAll(async () => {
  server = await startForStandardClients()
  const issuer = new URL(server.url)
  as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
  const common = {
    redirectUris: [REDIRECT_URI],
    scopes: ['openid', 'profile', 'email', 'offline_access', 'notes:read'],
  }
  await defineScope('notes:read', 'read your notes')
  web = await server.application({
    name: 'Notes',
    type: 'confidential',
    grants: [
      'authorization_code',
      'refresh_token',
      'client_credentials',
      'urn:ietf:params:oauth:grant-type:device_code',
    ],
    resources: [RESOURCE],
    serves: [RESOURCE],
    ...common,
  })
  spa = await server.application({
    name: 'Notes, in the browser',
    type: 'public',
    grants: ['authorization_code', 'refresh_token'],
    ...common,
  })
})

afterAll(() => server.close())

async function defineScope(name: string, description: string): Promise<void> {
  const response = await fetch(`${server.url}/api/admin/oauth-scopes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name, description }),
  })
  expect(response.status).toBeLessThan(300)
}

type Flow = {
  readonly client: oauth.Client
  readonly auth: oauth.ClientAuth
  readonly parameters?: Readonly<Record<string, string>>
  readonly pushed?: boolean
  readonly dpop?: oauth.DPoPHandle
}

/** The authorization code flow with PKCE, as the library's own examples do it. */
async function signIn({ client, auth, parameters, pushed, dpop }: Flow): Promise<{
  readonly tokens: oauth.TokenEndpointResponse
  readonly nonce: string
}> {
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const nonce = oauth.generateRandomNonce()
  const query = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'openid profile email offline_access',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...parameters,
  })
  const url = new URL(as.authorization_endpoint ?? '')
  if (pushed === true) {
    const response = await oauth.pushedAuthorizationRequest(as, client, auth, query, {
      ...insecure,
      ...(dpop && { DPoP: dpop }),
    })
    const { request_uri: requestUri } = await oauth.processPushedAuthorizationResponse(as, client, response)
    url.search = String(new URLSearchParams({ client_id: client.client_id, request_uri: requestUri }))
  } else url.search = String(query)
  const callback = await server.authorize(url, REDIRECT_URI)
  const validated = oauth.validateAuthResponse(as, client, callback, state)
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    auth,
    validated,
    REDIRECT_URI,
    verifier,
    {
      ...insecure,
      ...(dpop && { DPoP: dpop }),
    },
  )
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  return { tokens, nonce }
}

describe('oauth4webapi', () => {
  test('discovers a server that says of itself what it is', () => {
    expect(as.issuer).toBe(server.url)
    expect(as.code_challenge_methods_supported).toEqual(['S256'])
    expect(as.authorization_response_iss_parameter_supported).toBe(true)
    expect(as.grant_types_supported).not.toContain('implicit')
  })

  test('signs in a public client, reads the id_token and userinfo, and refreshes', async () => {
    const client = { client_id: spa.clientId }
    const { tokens } = await signIn({ client, auth: oauth.None() })
    const claims = oauth.getValidatedIdTokenClaims(tokens)
    expect(claims).toMatchObject({
      sub: server.userId,
      email: server.email,
      name: 'Ada Lovelace',
      acr: 'aal1',
    })
    expect(claims?.['amr']).toEqual(['pwd'])

    const userinfo = await oauth.userInfoRequest(as, client, tokens.access_token, insecure)
    const person = await oauth.processUserInfoResponse(as, client, server.userId, userinfo)
    expect(person).toMatchObject({ email: server.email, email_verified: false, given_name: 'Ada' })

    const refreshed = await oauth.refreshTokenGrantRequest(
      as,
      client,
      oauth.None(),
      tokens.refresh_token ?? '',
      insecure,
    )
    const next = await oauth.processRefreshTokenResponse(as, client, refreshed)
    expect(next.refresh_token).not.toBe(tokens.refresh_token)
    expect(oauth.getValidatedIdTokenClaims(next)?.auth_time).toBe(claims?.auth_time)
  })

  test.each([
    ['client_secret_basic', (secret: string) => oauth.ClientSecretBasic(secret)],
    ['client_secret_post', (secret: string) => oauth.ClientSecretPost(secret)],
  ] as const)('signs in a confidential client by %s and a pushed request', async (_method, auth) => {
    const client = { client_id: web.clientId }
    const { tokens } = await signIn({ client, auth: auth(web.clientSecret), pushed: true })
    expect(tokens.refresh_token).toMatch(/^ccr_/)
  })

  test('gets an access token of RFC 9068 for a resource, which its validator takes', async () => {
    const client = { client_id: web.clientId }
    const { tokens } = await signIn({
      client,
      auth: oauth.ClientSecretBasic(web.clientSecret),
      parameters: { resource: RESOURCE, scope: 'openid notes:read' },
    })
    const request = new Request(RESOURCE, { headers: { authorization: `Bearer ${tokens.access_token}` } })
    const claims = await oauth.validateJwtAccessToken(as, request, RESOURCE, insecure)
    expect(claims).toMatchObject({ client_id: web.clientId, sub: server.userId, aud: RESOURCE })
    expect(claims.scope?.split(' ')).toContain('notes:read')
  })

  test('binds its tokens to a key by DPoP, and refreshes with it', async () => {
    const client = { client_id: spa.clientId }
    const keys = await oauth.generateKeyPair('ES256')
    const dpop = oauth.DPoP({}, keys)
    const { tokens } = await signIn({ client, auth: oauth.None(), dpop })
    expect(tokens.token_type).toBe('dpop')

    const userinfo = await oauth.userInfoRequest(as, client, tokens.access_token, { ...insecure, DPoP: dpop })
    expect(await oauth.processUserInfoResponse(as, client, server.userId, userinfo)).toHaveProperty('sub')
    const asBearer = await fetch(as.userinfo_endpoint ?? '', {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    })
    expect(asBearer.status).toBe(401)

    const refresh = tokens.refresh_token ?? ''
    const stolen = await oauth.refreshTokenGrantRequest(as, client, oauth.None(), refresh, insecure)
    await expect(oauth.processRefreshTokenResponse(as, client, stolen)).rejects.toMatchObject({
      error: 'invalid_grant',
    })
    const own = await oauth.refreshTokenGrantRequest(as, client, oauth.None(), refresh, {
      ...insecure,
      DPoP: dpop,
    })
    expect((await oauth.processRefreshTokenResponse(as, client, own)).token_type).toBe('dpop')
  })

  test('gets a token for itself, has it introspected, revokes it, and has it introspected again', async () => {
    const client = { client_id: web.clientId }
    const auth = oauth.ClientSecretBasic(web.clientSecret)
    const response = await oauth.clientCredentialsGrantRequest(
      as,
      client,
      auth,
      { resource: RESOURCE, scope: 'notes:read' },
      insecure,
    )
    const { access_token: token } = await oauth.processClientCredentialsResponse(as, client, response)
    const introspect = async (): Promise<oauth.IntrospectionResponse> =>
      await oauth.processIntrospectionResponse(
        as,
        client,
        await oauth.introspectionRequest(as, client, auth, token, insecure),
      )
    expect(await introspect()).toMatchObject({ active: true, sub: web.clientId, scope: 'notes:read' })
    await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, auth, token, insecure))
    expect(await introspect()).toEqual({ active: false })
  })

  test('revokes a refresh token, and all that came of the grant with it', async () => {
    const client = { client_id: spa.clientId }
    const { tokens } = await signIn({ client, auth: oauth.None() })
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(as, client, oauth.None(), tokens.refresh_token ?? '', insecure),
    )
    const userinfo = await oauth.userInfoRequest(as, client, tokens.access_token, insecure)
    await expect(oauth.processUserInfoResponse(as, client, server.userId, userinfo)).rejects.toThrow(
      /challenge/,
    )
    const again = await oauth.refreshTokenGrantRequest(
      as,
      client,
      oauth.None(),
      tokens.refresh_token ?? '',
      insecure,
    )
    await expect(oauth.processRefreshTokenResponse(as, client, again)).rejects.toMatchObject({
      error: 'invalid_grant',
    })
  })

  test('signs in a device: waits while nobody has said anything, and gets its tokens when somebody has', async () => {
    const client = { client_id: web.clientId }
    const auth = oauth.ClientSecretBasic(web.clientSecret)
    const response = await oauth.deviceAuthorizationRequest(
      as,
      client,
      auth,
      { scope: 'openid offline_access' },
      insecure,
    )
    const device = await oauth.processDeviceAuthorizationResponse(as, client, response)
    const poll = async (): Promise<oauth.TokenEndpointResponse> =>
      await oauth.processDeviceCodeResponse(
        as,
        client,
        await oauth.deviceCodeGrantRequest(as, client, auth, device.device_code, insecure),
      )
    await expect(poll()).rejects.toMatchObject({ error: 'authorization_pending' })
    const person = new FormBrowser({
      user_code: device.user_code,
      email: server.email,
      password: PASSWORD,
      decision: 'approve',
    })
    await person.walk(device.verification_uri, () => false).catch(() => {}) // the last page has no way on
    server.clock.advance((device.interval ?? 5) * 1000 + 6_000)
    const tokens = await poll()
    expect(oauth.getValidatedIdTokenClaims(tokens)?.sub).toBe(server.userId)
  })
})
