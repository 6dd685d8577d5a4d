/** `POST /oauth/par` (RFC 9126): a client says what it asks for before it sends the browser. */

import { PUSHED_LIFETIME_MS } from '@coatcheck/core'
import { z } from 'zod'
import { readAuthorizationRequest } from './authorization-request.ts'
import { oauthError, oauthJson } from './oauth-error.ts'
import type { OAuthClientRequest, OAuthEndpoint } from './oauth-endpoint.ts'
import type { Parameters } from './parameters.ts'
import { pushRequest } from './pushed-request.ts'
import { targetOf } from './request-target.ts'

/** What proves the client; nothing of it is kept. */
const PROOF = new Set(['client_id', 'client_secret', 'client_assertion', 'client_assertion_type'])

/** Takes a request in. What is wrong with it is said here, where no browser is under way yet. */
export const pushAuthorizationRequest: OAuthEndpoint = {
  definition: {
    method: 'post',
    path: '/oauth/par',
    summary: 'Push an authorization request',
    caller: 'client',
    parameters: z.object({
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
      dpop_jkt: z.string().optional(),
    }),
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
  handle: async ({ server, parameters, client }: OAuthClientRequest) => {
    if (parameters.get('request_uri') !== null)
      return oauthError('invalid_request', { description: 'request_uri cannot be pushed.' })
    const pushed = withoutProof(parameters)
    pushed.set('client_id', client.clientId)
    const target = targetOf(client, pushed)
    if (target === null)
      return oauthError('invalid_request', { description: 'redirect_uri is not one of the client.' })
    const request = await readAuthorizationRequest(server, target, pushed.toString())
    if (!request.ok)
      return oauthError(
        request.error,
        request.description === undefined ? {} : { description: request.description },
      )
    const requestUri = await pushRequest(server, client.id, pushed.toString())
    return oauthJson(201, { request_uri: requestUri, expires_in: PUSHED_LIFETIME_MS / 1000 })
  },
}

function withoutProof({ names, all }: Parameters): URLSearchParams {
  const kept = names.filter((name) => !PROOF.has(name))
  return new URLSearchParams(kept.flatMap((name) => all(name).map((value) => [name, value])))
}
