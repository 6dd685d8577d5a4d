/** oidc-provider as an authorization server to compare with: the same clients, the same person, everything we have switched on. */

import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'
import { freePort } from './start-coatcheck.ts'

/** A client as the oracle is told of it. */
export type OracleClient = {
  readonly id: string
  readonly secret: string | null
  readonly redirectUri: string
  readonly grants: readonly string[]
}

/** A running oracle. */
export type OidcOracle = { readonly url: string; readonly close: () => Promise<void> }

/** The person that signs in at it. */
const ACCOUNT = 'ada'

/** Starts it. */
export async function startOidcOracle(
  clients: readonly OracleClient[],
  resource: string,
): Promise<OidcOracle> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const provider = new Provider(url, {
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'oracle-1' }] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    clients: clients.map(({ id, secret, redirectUri, grants }) => ({
      client_id: id,
      ...(secret === null ? {} : { client_secret: secret }),
      token_endpoint_auth_method: secret === null ? 'none' : 'client_secret_basic',
      id_token_signed_response_alg: 'ES256',
      redirect_uris: [redirectUri],
      response_types: ['code'],
      grant_types: [...grants],
    })),
    responseTypes: ['code'],
    scopes: ['openid', 'offline_access', 'notes:read'],
    features: {
      devInteractions: { enabled: false },
      introspection: { enabled: true },
      revocation: { enabled: true },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      dPoP: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => [],
        getResourceServerInfo: () => ({ scope: 'notes:read', audience: resource, accessTokenFormat: 'jwt' }),
      },
    },
    issueRefreshToken: async () => true,
    rotateRefreshToken: () => true,
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  })
  const handle = provider.callback()
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) return void handle(request, response)
    void provider.interactionDetails(request, response).then(async ({ prompt, params, session }) => {
      if (prompt.name === 'login')
        return await provider.interactionFinished(request, response, { login: { accountId: ACCOUNT } })
      const grant = new provider.Grant({
        accountId: session?.accountId ?? ACCOUNT,
        clientId: String(params['client_id']),
      })
      grant.addOIDCScope(String(params['scope']))
      return await provider.interactionFinished(request, response, {
        consent: { grantId: await grant.save() },
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
