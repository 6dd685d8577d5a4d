/** `/oauth/register`: clients register themselves (RFC 7591), and look after what they registered (RFC 7592). */

import {
  addressBuckets,
  issueOpaque,
  newId,
  type OAuthClient,
  type OAuthClientSettings,
  type RateLimit,
  takeEach,
} from '@coatcheck/core'
import type { Server } from '../server.ts'
import { metadataOf } from './client-metadata.ts'
import type { OAuthEndpoint, OAuthRequest } from './oauth-endpoint.ts'
import { oauthError, oauthJson } from './oauth-error.ts'
import {
  bearerOf,
  invalidToken,
  mayRegister,
  registeredClient,
  type RegisteredClient,
} from './registration-access.ts'
import { readRegistration } from './registration-request.ts'
import { usesSecret } from './write-client.ts'

/** Registrations by one address: 20 at once, then one each minute. */
const PER_ADDRESS: RateLimit = { everyMs: 60_000, burst: 20 }
/** By anybody: what many addresses together can leave here. */
const OF_ALL: RateLimit = { everyMs: 2_000, burst: 300 }

const PATH = '/oauth/register'
const READ = { 200: { description: 'What is registered' } } as const

/** Registers a client. */
export const register: OAuthEndpoint = {
  definition: {
    method: 'post',
    path: PATH,
    summary: 'Register a client (RFC 7591)',
    caller: 'anybody',
    responses: { 201: { description: 'The client, with its secret and what it is managed by, this once' } },
    errors: [
      'invalid_redirect_uri',
      'invalid_client_metadata',
      'invalid_request',
      'invalid_token',
      'too_many_requests',
    ],
  },
  handle: async ({ server, request, context }: OAuthRequest) => {
    const { store } = server
    const ofAddress = addressBuckets('oauth-register', context.device.address, PER_ADDRESS)
    const taken = await takeEach(store.rateLimits, [...ofAddress, ['oauth-register', OF_ALL]])
    if (taken.outcome === 'limited')
      return oauthError('too_many_requests', { retryAfterMs: taken.retryAfterMs })
    const registrar = await mayRegister(server, request)
    if (registrar === null) return invalidToken()
    const asked = await readRegistration(server, request)
    if (asked instanceof Response) return asked

    const id = newId('app', server.clock.nowMs(), server.random)
    const secret = usesSecret(asked.settings) ? issueOpaque('appSecret', id, server) : null
    const token = issueOpaque('registration', id, server)
    const client = {
      ...asked.settings,
      id,
      clientId: id,
      registration: 'dynamic',
      secretHash: secret?.hash ?? null,
      registrationHash: token.hash,
    } as const
    await store.oauthClients.create(client, { ...context, actor: registrar })
    const known = await store.oauthClients.find(id)
    if (known === null) return oauthError('temporarily_unavailable')
    return oauthJson(201, {
      ...registrationJson(server, known.client, token.text.reveal()),
      ...(secret !== null && { client_secret: secret.text.reveal(), client_secret_expires_at: 0 }),
    })
  },
}

/** Reads what a client registered. */
export const readClient: OAuthEndpoint = managing(
  'get',
  'Read a registered client (RFC 7592)',
  async ({ server }, { client, token }) => oauthJson(200, registrationJson(server, client, token)),
)

/** Replaces what a client registered: what is left out is gone. */
export const replaceClient: OAuthEndpoint = managing(
  'put',
  'Replace what a client registered (RFC 7592)',
  async (input, { client, token }) => {
    const { server, request, context } = input
    const asked = await readRegistration(server, request, client)
    if (asked instanceof Response) return asked
    for (;;) {
      const known = await server.store.oauthClients.find(client.id)
      if (known === null) return invalidToken()
      const settings = withinStanding(asked.settings, known.client)
      if (settings.grants.length === 0)
        return oauthError('invalid_client_metadata', {
          description: 'grant_types: None of them is among those of this client.',
        })
      const changed = await server.store.oauthClients.update(
        client.id,
        known.client.version,
        settings,
        context,
      )
      if (changed !== null) return oauthJson(200, registrationJson(server, changed, token))
    }
  },
)

/** What a client asks for, without what an administrator set or took away. */
function withinStanding(asked: OAuthClientSettings, standing: OAuthClient): OAuthClientSettings {
  const { accessTokenSeconds, grantSeconds, idleSeconds, allowedOrigins, resources } = standing
  return {
    ...asked,
    accessTokenSeconds,
    grantSeconds,
    idleSeconds,
    allowedOrigins,
    resources,
    scopes: asked.scopes.filter((scope) => standing.scopes.includes(scope)),
    grants: asked.grants.filter((grant) => standing.grants.includes(grant)),
    requirePushedRequests: asked.requirePushedRequests || standing.requirePushedRequests,
    dpop: standing.dpop === 'required' ? 'required' : asked.dpop,
  }
}

/** Forgets a client. */
export const deleteClient: OAuthEndpoint = managing(
  'delete',
  'Forget a registered client, and end all that it holds (RFC 7592)',
  async ({ server, context }, { client }) => {
    await server.store.oauthClients.delete(client.id, context)
    return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
  },
)

function managing(
  method: 'get' | 'put' | 'delete',
  summary: string,
  handle: (input: OAuthRequest, registered: RegisteredClient) => Promise<Response>,
): OAuthEndpoint {
  return {
    definition: {
      method,
      path: `${PATH}/{id}`,
      summary,
      caller: 'anybody',
      responses: method === 'delete' ? { 204: { description: 'It is forgotten' } } : READ,
      errors: [
        'invalid_redirect_uri',
        'invalid_client_metadata',
        'invalid_request',
        'invalid_token',
        'too_many_requests',
      ],
    },
    handle: async (input: OAuthRequest) => {
      const { server, request, context, params } = input
      const found = await registeredClient(server, {
        id: params['id'] ?? '',
        token: bearerOf(request),
        context,
      })
      if (found instanceof Response) return found
      return await handle(
        { ...input, context: { ...context, actor: { kind: 'app', id: found.client.id } } },
        found,
      )
    },
  }
}

function registrationJson(server: Server, client: OAuthClient, token: string): Record<string, unknown> {
  return {
    client_id: client.clientId,
    client_id_issued_at: Math.floor(client.createdAtMs / 1000),
    registration_client_uri: `${server.settings.url}${PATH}/${client.id}`,
    registration_access_token: token,
    ...metadataOf(client, server.settings.tokenAlgorithm),
  }
}
