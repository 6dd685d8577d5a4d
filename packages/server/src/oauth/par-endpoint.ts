/** `POST /oauth/par` (RFC 9126): a client says what it asks for before it sends the browser. */

import { addressBuckets, PUSHED_LIFETIME_MS, type RateLimit, takeEach } from '@coatcheck/core'
import { z } from 'zod'
import { readAuthorizationRequest } from './authorization-request.ts'
import { oauthError, oauthJson } from './oauth-error.ts'
import type { OAuthClientRequest, OAuthEndpoint } from './oauth-endpoint.ts'
import type { Parameters } from './parameters.ts'
import { pushRequest } from './pushed-request.ts'
import { targetOf } from './request-target.ts'

const pushedParameters = z.object({
  response_type: z.literal('code'),
  redirect_uri: z.string(),
  code_challenge: z.string(),
  code_challenge_method: z.literal('S256'),
  scope: z.string().optional(),
  state: z.string().optional(),
  resource: z.string().optional().describe('May be given several times'),
  organization: z.string().optional().describe('The organization that the grant is for'),
  nonce: z.string().optional(),
  prompt: z.string().optional(),
  max_age: z.string().optional(),
  login_hint: z.string().optional(),
  id_token_hint: z.string().optional(),
  acr_values: z.string().optional(),
  ui_locales: z.string().optional().describe('The languages of its pages, the most wanted first'),
  dpop_jkt: z.string().optional(),
})

/** What is kept of a request: nothing that proves the client, nothing that nobody will read. */
const KEPT: readonly string[] = [
  ...Object.keys(pushedParameters.shape),
  // These are kept no further than to where they are refused.
  'request',
  'response_mode',
]

/** Requests of one address for clients that anybody can be: 60 at once, then one each 2 seconds. */
const STRANGERS_PER_ADDRESS: RateLimit = { everyMs: 2_000, burst: 60 }

/** The most characters that are kept of a request. */
const MAX_KEPT = 16_384

/** Takes a request in. What is wrong with it is said here, where no browser is under way yet. */
export const pushAuthorizationRequest: OAuthEndpoint = {
  definition: {
    method: 'post',
    path: '/oauth/par',
    summary: 'Push an authorization request',
    caller: 'client',
    parameters: pushedParameters,
    responses: {
      201: {
        description: 'Kept for its browser',
        schema: z.object({ request_uri: z.string(), expires_in: z.int() }),
      },
    },
    errors: [
      'invalid_request',
      'invalid_client',
      'invalid_scope',
      'invalid_target',
      'unauthorized_client',
      'unsupported_response_type',
      'request_not_supported',
      'too_many_requests',
    ],
  },
  handle: async ({ server, parameters, client, context }: OAuthClientRequest) => {
    if (client.type === 'public' || client.registration !== 'admin') {
      const buckets = addressBuckets('oauth-par', context.device.address, STRANGERS_PER_ADDRESS)
      const taken = await takeEach(server.store.rateLimits, buckets)
      if (taken.outcome === 'limited')
        return oauthError('too_many_requests', { retryAfterMs: taken.retryAfterMs })
    }
    if (parameters.get('request_uri') !== null)
      return oauthError('invalid_request', { description: 'request_uri cannot be pushed.' })
    const pushed = keptOf(parameters)
    pushed.set('client_id', client.clientId)
    if (pushed.toString().length > MAX_KEPT)
      return oauthError('invalid_request', {
        description: `The request has more than ${MAX_KEPT} characters.`,
      })
    const target = targetOf(client, pushed)
    if (target === null)
      return oauthError('invalid_request', { description: 'redirect_uri is not one of the client.' })
    const request = await readAuthorizationRequest(server, target, pushed.toString())
    if (!request.ok) return oauthError(request.error, request)
    const requestUri = await pushRequest(server, client.id, pushed.toString())
    return oauthJson(201, { request_uri: requestUri, expires_in: PUSHED_LIFETIME_MS / 1000 })
  },
}

function keptOf({ all }: Parameters): URLSearchParams {
  return new URLSearchParams(KEPT.flatMap((name) => all(name).map((value) => [name, value])))
}
