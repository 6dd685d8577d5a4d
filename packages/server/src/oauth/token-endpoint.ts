/** `POST /oauth/token` (RFC 6749 section 3.2): the grant says what is answered. */

import type { OAuthGrantType } from '@coatcheck/core'
import { z } from 'zod'
import { knownScopes } from './check-client.ts'
import { nonceHeader, readProof } from './dpop.ts'
import { TOKEN_TYPES } from './exchange-request.ts'
import type { OAuthClientRequest, OAuthEndpoint } from './oauth-endpoint.ts'
import { oauthError } from './oauth-error.ts'
import { TOKEN_PATH } from './token-answer.ts'
import { TOKEN_GRANTS } from './token-grants.ts'

/** Gives tokens. */
export const tokenEndpoint: OAuthEndpoint = {
  definition: {
    method: 'post',
    path: TOKEN_PATH,
    summary: 'Exchange a grant for tokens',
    caller: 'client',
    parameters: z.object({
      grant_type: z.enum([...TOKEN_GRANTS.keys()]),
      code: z.string().optional().describe('Of authorization_code'),
      redirect_uri: z
        .string()
        .optional()
        .describe('Of authorization_code: that of the authorization request'),
      code_verifier: z.string().optional().describe('Of authorization_code (RFC 7636)'),
      refresh_token: z.string().optional().describe('Of refresh_token'),
      device_code: z.string().optional().describe('Of urn:ietf:params:oauth:grant-type:device_code'),
      still_current: z
        .literal('true')
        .optional()
        .describe('After refresh_superseded: storage was read again, and this refresh token is still there'),
      subject_token: z.string().optional().describe('Of token-exchange (RFC 8693): what is exchanged'),
      subject_token_type: z.enum(Object.values(TOKEN_TYPES)).optional().describe('Of token-exchange'),
      actor_token: z
        .string()
        .optional()
        .describe('Of token-exchange: an access token of whoever is to act, which the client itself has'),
      actor_token_type: z.literal(TOKEN_TYPES.accessToken).optional().describe('Of token-exchange'),
      requested_token_type: z
        .enum([TOKEN_TYPES.accessToken, TOKEN_TYPES.session])
        .optional()
        .describe(
          'Of token-exchange. Default: an access token; a session for the token of an upstream alone',
        ),
      audience: z.string().optional().describe('Of token-exchange: as `resource`; can be repeated'),
      scope: z.string().optional().describe('Less than what was granted, with spaces between'),
      resource: z.string().optional().describe('The audience of the token (RFC 8707); can be repeated'),
    }),
    responses: {
      200: {
        description: 'Tokens',
        schema: z.object({
          access_token: z.string(),
          token_type: z.enum(['Bearer', 'DPoP', 'N_A']).describe('N_A: a session, which is no access token'),
          issued_token_type: z.string().optional().describe('Of token-exchange'),
          expires_in: z.int().describe('Seconds'),
          scope: z.string().optional(),
          refresh_token: z.string().optional(),
          id_token: z.string().optional(),
        }),
      },
    },
    errors: [
      'invalid_request',
      'invalid_grant',
      'invalid_scope',
      'invalid_target',
      'unauthorized_client',
      'unsupported_grant_type',
      'invalid_dpop_proof',
      'use_dpop_nonce',
      'refresh_superseded',
      'authorization_pending',
      'slow_down',
      'access_denied',
      'expired_token',
    ],
  },
  handle: async (input: OAuthClientRequest) => {
    const answer = await grant(input)
    for (const [name, value] of Object.entries(nonceHeader(input.server))) answer.headers.set(name, value)
    return answer
  },
}

async function grant(input: OAuthClientRequest): Promise<Response> {
  const { server, request, parameters, client } = input
  const type = parameters.get('grant_type')
  if (type === null) return oauthError('invalid_request', { description: 'grant_type is missing.' })
  const known = TOKEN_GRANTS.get(type as OAuthGrantType)
  if (known === undefined) return oauthError('unsupported_grant_type')
  if (!client.grants.some((name) => name === type))
    return oauthError('unauthorized_client', { description: 'The client may not use this grant.' })
  const proof = readProof(server, request)
  if (proof?.ok === false) return oauthError(proof.code, proof)
  if (proof === null && client.dpop === 'required')
    return oauthError('invalid_dpop_proof', { description: 'This client must send DPoP proofs.' })
  // A scope that was deleted is good for nothing, whoever has its name.
  const existing = await knownScopes(server)
  const scopes = client.scopes.filter((scope) => existing.has(scope))
  return await known({ ...input, client: { ...client, scopes }, proof })
}
