/** oidc-provider's refresh grant: rotation on, an ES256 JWT access token and no ID token. */

import { once } from 'node:events'
import { createServer } from 'node:http'
import { exportJWK, generateKeyPair } from 'jose'
import { Provider, type Client } from 'oidc-provider'
import { announce } from '../process/announce.ts'
import { assignedPort, versionOf, type PeerAnnouncement } from './announcement.ts'
import { MapAdapter } from './map-adapter.ts'

const CHAINS = 256
const RESOURCE = 'https://api.example.com'

const port = assignedPort()
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
      redirect_uris: ['http://localhost/callback'],
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
        scope: 'api',
        accessTokenFormat: 'jwt',
        accessTokenTTL: 60,
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
  findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  rotateRefreshToken: true,
  ttl: { RefreshToken: 7 * 24 * 3600, Grant: 7 * 24 * 3600 },
})

/** A grant and the first refresh token of its chain, as the authorization code flow would leave them. */
async function openChain(client: Client, index: number): Promise<string> {
  const accountId = `user_${index}`
  const grant = new provider.Grant({ accountId, clientId: 'app' })
  grant.addResourceScope(RESOURCE, 'api')
  const grantId = await grant.save()
  const token = new provider.RefreshToken({
    accountId,
    client,
    grantId,
    gty: 'authorization_code',
    scope: 'api',
    resource: RESOURCE,
  })
  return token.save()
}

const client = await provider.Client.find('app')
if (client === undefined) throw new Error('the client that was just configured is missing')
const refreshTokens = await Promise.all(
  Array.from({ length: CHAINS }, (_, index) => openChain(client, index)),
)

const handle = provider.callback()
const server = createServer((request, response) => void handle(request, response))
await once(server.listen(port, '127.0.0.1'), 'listening')
announce({ version: versionOf('oidc-provider'), requests: {}, refreshTokens } satisfies PeerAnnouncement)
