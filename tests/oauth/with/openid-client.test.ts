/** openid-client as its users call it. */

import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type MadeApplication,
  type StandardServer,
  startForStandardClients,
} from '../../support/standard-clients.ts'

const REDIRECT_URI = 'https://app.example.com/callback'

let server: StandardServer
let application: MadeApplication
let config: client.Configuration

beforeAll(async () => {
  server = await startForStandardClients()
  application = await server.application({
    name: 'Notes',
    type: 'confidential',
    redirectUris: [REDIRECT_URI],
    postLogoutRedirectUris: ['https://app.example.com/bye'],
    grants: ['authorization_code', 'refresh_token', 'client_credentials'],
    scopes: ['openid', 'email', 'offline_access'],
  })
  config = await client.discovery(
    new URL(server.url),
    application.clientId,
    application.clientSecret,
    undefined,
    { execute: [client.allowInsecureRequests] },
  )
})

afterAll(() => server.close())

async function signIn(
  more: Readonly<Record<string, string>> = {},
): Promise<client.TokenEndpointResponse & client.TokenEndpointResponseHelpers> {
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const expectedState = client.randomState()
  const expectedNonce = client.randomNonce()
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI,
    scope: 'openid email offline_access',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    ...more,
  })
  const callback = await server.authorize(url, REDIRECT_URI)
  return await client.authorizationCodeGrant(config, callback, {
    pkceCodeVerifier,
    expectedState,
    expectedNonce,
  })
}

describe('openid-client', () => {
  test('signs in, fetches who it is, refreshes and revokes', async () => {
    const tokens = await signIn()
    expect(tokens.claims()).toMatchObject({ sub: server.userId, email: server.email })
    expect(await client.fetchUserInfo(config, tokens.access_token, server.userId)).toMatchObject({
      email: server.email,
    })
    const next = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
    expect(next.refresh_token).not.toBe(tokens.refresh_token)
    expect(await client.tokenIntrospection(config, next.access_token)).toMatchObject({ active: true })
    await client.tokenRevocation(config, next.refresh_token ?? '')
    expect(await client.tokenIntrospection(config, next.access_token)).toEqual({ active: false })
    await expect(client.refreshTokenGrant(config, next.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    })
  })

  test('asks that the person signed in lately, and is told when that was', async () => {
    const tokens = await signIn({ max_age: '300' })
    expect(tokens.claims()?.auth_time).toBeGreaterThan(Date.now() / 1000 - 300)
  })

  test('pushes its request first', async () => {
    const pkceCodeVerifier = client.randomPKCECodeVerifier()
    const url = await client.buildAuthorizationUrlWithPAR(config, {
      redirect_uri: REDIRECT_URI,
      scope: 'openid',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    })
    expect([...url.searchParams.keys()].toSorted()).toEqual(['client_id', 'request_uri'])
    const callback = await server.authorize(url, REDIRECT_URI)
    const tokens = await client.authorizationCodeGrant(config, callback, {
      pkceCodeVerifier,
      idTokenExpected: true,
    })
    expect(tokens.claims()?.sub).toBe(server.userId)
  })

  test('gets a token for itself', async () => {
    const tokens = await client.clientCredentialsGrant(config)
    expect(tokens.refresh_token).toBeUndefined()
    expect(await client.tokenIntrospection(config, tokens.access_token)).toMatchObject({
      sub: application.clientId,
    })
  })
})
