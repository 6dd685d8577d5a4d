/** `GET` and `POST /oauth/userinfo` (OpenID Connect Core section 5.3): who it is that an access token speaks for. */

import { z } from 'zod'
import { readBearer } from './access-token-guard.ts'
import type { OAuthEndpoint, OAuthRequest } from './oauth-endpoint.ts'
import { oauthJson } from './oauth-error.ts'
import { personClaims } from './person-claims.ts'

const definition = {
  path: '/oauth/userinfo',
  summary: 'The claims of the person that an access token speaks for',
  caller: 'access-token',
  scope: 'openid',
  responses: {
    200: {
      description: 'What the scopes of the token let the client know',
      schema: z.looseObject({ sub: z.string() }),
    },
  },
  errors: ['invalid_request', 'invalid_token', 'insufficient_scope', 'invalid_dpop_proof', 'use_dpop_nonce'],
} as const

/** Both ways to ask. */
export const userinfoEndpoints: readonly OAuthEndpoint[] = [
  { definition: { method: 'get', ...definition }, handle: userinfo },
  { definition: { method: 'post', ...definition }, handle: userinfo },
]

async function userinfo({ server, request }: OAuthRequest): Promise<Response> {
  const bearer = await readBearer(server, request, definition.scope)
  if (bearer instanceof Response) return bearer
  const { reading, scopes } = bearer
  return oauthJson(200, { ...(await personClaims(server, reading, scopes)), sub: reading.session.userId })
}
