/** simple-oauth2, an older client that is still in many applications, as its users call it. */

import { createHash, randomBytes } from 'node:crypto'
import { AuthorizationCode, ClientCredentials } from 'simple-oauth2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type MadeApplication,
  type StandardServer,
  startForStandardClients,
} from '../../support/standard-clients.ts'

const REDIRECT_URI = 'https://app.example.com/callback'

let server: StandardServer
let application: MadeApplication

beforeAll(async () => {
  server = await startForStandardClients()
  application = await server.application({
    name: 'Notes',
    type: 'confidential',
    redirectUris: [REDIRECT_URI],
    grants: ['authorization_code', 'refresh_token', 'client_credentials'],
    scopes: ['openid', 'offline_access'],
  })
})

afterAll(() => server.close())

describe.each(['header', 'body'] as const)(
  'simple-oauth2 with its secret in the %s',
  (authorizationMethod) => {
    const options = () => ({
      client: { id: application.clientId, secret: application.clientSecret },
      auth: {
        tokenHost: server.url,
        tokenPath: '/oauth/token',
        revokePath: '/oauth/revoke',
      },
      options: { authorizationMethod },
    })

    test('signs in, refreshes and revokes', async () => {
      const client = new AuthorizationCode({
        ...options(),
        auth: { ...options().auth, authorizePath: '/oauth/authorize' },
      })
      const verifier = randomBytes(32).toString('base64url')
      const challenge = {
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      }
      const url = client.authorizeURL({
        redirect_uri: REDIRECT_URI,
        scope: ['openid', 'offline_access'],
        state: 'xyz',
        ...challenge,
      })
      const callback = await server.authorize(url, REDIRECT_URI)
      expect(callback.searchParams.get('state')).toBe('xyz')
      const code = callback.searchParams.get('code') ?? ''
      const redemption = { code, redirect_uri: REDIRECT_URI, code_verifier: verifier }
      const tokens = await client.getToken(redemption)
      expect(tokens.expired()).toBe(false)
      const next = await tokens.refresh()
      expect(next.token['refresh_token']).not.toBe(tokens.token['refresh_token'])
      await next.revokeAll()
      await expect(next.refresh()).rejects.toMatchObject({ data: { payload: { error: 'invalid_grant' } } })
    })

    test('gets a token for itself', async () => {
      const tokens = await new ClientCredentials(options()).getToken({})
      expect(tokens.token['access_token']).toMatch(/^ey/)
      expect(tokens.token['refresh_token']).toBeUndefined()
    })
  },
)
