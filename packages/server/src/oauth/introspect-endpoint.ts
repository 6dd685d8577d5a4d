/** `POST /oauth/introspect` (RFC 7662): what a token is good for, told to those whom it concerns and to nobody else. */

import { z } from 'zod'
import { authenticateCaller } from './authenticate-caller.ts'
import { introspect, type Introspector } from './introspect.ts'
import type { OAuthEndpoint, OAuthRequest } from './oauth-endpoint.ts'
import { oauthError, oauthJson } from './oauth-error.ts'

/** Introspects. */
export const introspectEndpoint: OAuthEndpoint = {
  definition: {
    method: 'post',
    path: '/oauth/introspect',
    summary: 'What a token is good for, if it is',
    caller: 'client-or-backend-key',
    parameters: z.object({
      token: z.string(),
      token_type_hint: z.string().optional().describe('Passed over: a token says what it is'),
    }),
    responses: {
      200: {
        description:
          'What it says; `{"active":false}` for whatever is of no use, unknown, or none of the business of who asks',
        schema: z.looseObject({ active: z.boolean() }),
      },
    },
    errors: ['invalid_request', 'invalid_client'],
  },
  handle: async (input: OAuthRequest) => {
    const asking = await whoAsks(input)
    if (asking instanceof Response) return asking
    const token = input.parameters.get('token')
    if (token === null) return oauthError('invalid_request', { description: 'token is missing.' })
    const told = await introspect(input.server, token, asking)
    return told instanceof Response ? told : oauthJson(200, told ?? { active: false })
  },
}

async function whoAsks(input: OAuthRequest): Promise<Introspector | Response> {
  const caller = await authenticateCaller(input)
  if (caller instanceof Response || caller.kind === 'backend') return caller
  // Whoever only says its name may be anybody.
  return caller.client.authMethod === 'none' ? oauthError('invalid_client') : caller
}
