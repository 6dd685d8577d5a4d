/** `POST /oauth/revoke` (RFC 7009): a refresh token takes its grant with it, an access token goes alone. */

import { draftEvent } from '@coatcheck/core'
import { z } from 'zod'
import { type HeldGrant, readHeldGrant } from './held-grant.ts'
import type { OAuthClientRequest, OAuthEndpoint } from './oauth-endpoint.ts'
import { oauthError } from './oauth-error.ts'
import { verifyOwnAccessToken } from './verify-access-token.ts'

/** Revokes. */
export const revokeEndpoint: OAuthEndpoint = {
  definition: {
    method: 'post',
    path: '/oauth/revoke',
    summary: 'Give a token back: a refresh token ends its grant',
    caller: 'client',
    parameters: z.object({
      token: z.string(),
      token_type_hint: z.string().optional().describe('Passed over: a token says what it is'),
    }),
    responses: { 200: { description: 'It is worth nothing, now or before' } },
    errors: ['invalid_request'],
  },
  handle: async (input: OAuthClientRequest) => {
    const token = input.parameters.get('token')
    if (token === null) return oauthError('invalid_request', { description: 'token is missing.' })
    const held = await readHeldGrant(input.server, token)
    if (held !== null) await revokeGrant(input, held)
    else await revokeAccessToken(input, token)
    // Nothing is said, and yet of a type: there are clients that read every answer as JSON, and an empty one as nothing.
    return new Response(null, {
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    })
  },
}

async function revokeGrant(input: OAuthClientRequest, { reading, oauth }: HeldGrant): Promise<void> {
  const { server, client, context } = input
  const { id } = reading.session
  if (oauth.clientId !== client.id) return await tellForeign(input, { sessionId: id })
  await server.store.sessions.end({ by: 'id', id }, { state: 'ended', reason: 'token_revoked' }, context)
}

async function revokeAccessToken(input: OAuthClientRequest, token: string): Promise<void> {
  const { server, client, context } = input
  const verified = verifyOwnAccessToken(server, token)
  if (!verified.ok) return
  const { jti, exp, client_id: clientId, sub } = verified.claims
  if (clientId !== client.clientId) return await tellForeign(input, { jti })
  const untilMs = exp * 1000
  const told = draftEvent(context, 'token.revoked', { details: { jti, subject: sub, clientId } })
  await server.store.issuedTokens.revokeUnrecorded({ jti, untilMs }, told)
  server.feed.noteRevoked(jti, untilMs)
}

/** On the wire it looks as if there were no such token. */
async function tellForeign(
  { server, client, context }: OAuthClientRequest,
  details: { readonly sessionId: string } | { readonly jti: string },
): Promise<void> {
  await server.store.events.append([
    draftEvent(context, 'oauth.foreign_token', {
      outcome: 'failure',
      reason: 'foreign_client',
      details: { ...details, clientId: client.clientId },
    }),
  ])
}
