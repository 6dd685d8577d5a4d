/** oidc-provider's token endpoint: rotation on, an ES256 JWT access token and no ID token; codes are with PKCE. */

import { once } from 'node:events'
import { createServer } from 'node:http'
import { exportJWK, generateKeyPair } from 'jose'
import { Provider, type Client } from 'oidc-provider'
import { CODE_CHALLENGE, OAUTH_SCOPE, REDIRECT_URI, RESOURCE } from '../load/oauth-requests.ts'
import { announce } from '../process/announce.ts'
import { assignedPort, versionOf, type PeerAnnouncement } from './announcement.ts'
import { MapAdapter } from './map-adapter.ts'

const CHAINS = 256

const port = assignedPort()
const codeCount = Number(process.argv[3] ?? 0)
const { privateKey } = await generateKeyPair('ES256', { extractable: true })
const provider = new Provider(`http://localhost:${port}`, {
  adapter: MapAdapter,
  jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'bench' }] },
  cookies: { keys: ['a secret that only this benchmark knows: 0123456789abcdef'] },
  clients: [
    {
      client_id: 'app',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: [REDIRECT_URI],
      id_token_signed_response_alg: 'ES256',
    },
  ],
  features: {
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => RESOURCE,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: OAUTH_SCOPE,
        accessTokenFormat: 'jwt',
        accessTokenTTL: 60,
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
  findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  issueRefreshToken: () => true,
  rotateRefreshToken: true,
  ttl: { AuthorizationCode: 3600, RefreshToken: 7 * 24 * 3600, Grant: 7 * 24 * 3600 },
})

/** What a user has granted. */
async function grant(index: number) {
  const accountId = `user_${index}`
  const granted = new provider.Grant({ accountId, clientId: 'app' })
  granted.addResourceScope(RESOURCE, OAUTH_SCOPE)
  return { accountId, grantId: await granted.save(), scope: OAUTH_SCOPE, resource: RESOURCE }
}

/** The first refresh token of a grant's chain, as the authorization code flow would leave it. */
async function openChain(client: Client, index: number): Promise<string> {
  const granted = await grant(index)
  return await new provider.RefreshToken({ ...granted, client, gty: 'authorization_code' }).save()
}

/** An authorization code, as consent would leave it. */
async function makeCode(client: Client, granted: Awaited<ReturnType<typeof grant>>): Promise<string> {
  const challenge = { codeChallenge: CODE_CHALLENGE, codeChallengeMethod: 'S256' }
  return await new provider.AuthorizationCode({
    ...granted,
    ...challenge,
    client,
    gty: 'authorization_code',
    redirectUri: REDIRECT_URI,
  }).save()
}

const client = await provider.Client.find('app')
if (client === undefined) throw new Error('the client that was just configured is missing')
const refreshTokens = await Promise.all(
  Array.from({ length: CHAINS }, (_, index) => openChain(client, index)),
)
const grants = await Promise.all(Array.from({ length: CHAINS }, (_, index) => grant(index)))
const codes: string[] = []
for (let index = 0; index < codeCount; index++) {
  const granted = grants[index % CHAINS]
  if (granted !== undefined) codes.push(await makeCode(client, granted))
}

const handle = provider.callback()
const server = createServer((request, response) => void handle(request, response))
await once(server.listen(port, '127.0.0.1'), 'listening')
announce({
  version: versionOf('oidc-provider'),
  requests: {},
  refreshTokens,
  codes,
} satisfies PeerAnnouncement)
