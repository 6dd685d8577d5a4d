/**
 * `POST /oauth/revoke` (RFC 7009): a refresh token takes its grant with it, an access token goes alone, and so does a
 * session token that an application's server gives back.
 */

import { draftEvent, type EventDraft, parseId } from '@coatcheck/core'
import { DEFAULT_SKEW_SECONDS } from '@coatcheck/core/verify'
import { z } from 'zod'
import type { Server } from '../server.ts'
import { verifyOwnToken } from '../session/verify-own-token.ts'
import { authenticateCaller, type OAuthCallerIdentity } from './authenticate-caller.ts'
import { type HeldGrant, readHeldGrant } from './held-grant.ts'
import type { OAuthEndpoint, OAuthRequest } from './oauth-endpoint.ts'
import { oauthError } from './oauth-error.ts'
import { tellRefusal } from './tell-refusal.ts'
import { verifyOwnAccessToken } from './verify-access-token.ts'

/** A client that gives a token back. */
type Client = Extract<OAuthCallerIdentity, { readonly kind: 'client' }>

/** An application's server that does. */
type Backend = Extract<OAuthCallerIdentity, { readonly kind: 'backend' }>

/** Revokes. */
export const revokeEndpoint: OAuthEndpoint = {
  definition: {
    method: 'post',
    path: '/oauth/revoke',
    summary: 'Give a token back: a refresh token ends its grant',
    caller: 'any-client-or-backend-key',
    parameters: z.object({
      token: z
        .string()
        .describe('A token of the client; with a backend key a signed session token, whose session goes on'),
      token_type_hint: z.string().optional().describe('Passed over: a token says what it is'),
    }),
    responses: { 200: { description: 'It is worth nothing, now or before' } },
    errors: ['invalid_request'],
  },
  handle: async (input: OAuthRequest) => {
    const caller = await authenticateCaller(input)
    if (caller instanceof Response) return caller
    const token = input.parameters.get('token')
    if (token === null) return oauthError('invalid_request', { description: 'token is missing.' })
    if (caller.kind === 'backend') await revokeSessionToken(input.server, caller, token)
    else await revokeOwn(input.server, caller, token)
    // Nothing is said, and yet of a type: there are clients that read every answer as JSON, and an empty one as nothing.
    return new Response(null, {
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    })
  },
}

async function revokeOwn(server: Server, caller: Client, token: string): Promise<void> {
  const held = await readHeldGrant(server, token)
  if (held === null) await revokeAccessToken(server, caller, token)
  else await revokeGrant(server, caller, held)
}

async function revokeGrant(server: Server, caller: Client, { reading, oauth }: HeldGrant): Promise<void> {
  const { id } = reading.session
  if (oauth.clientId !== caller.client.id) return await tellForeign(server, caller, { sessionId: id })
  const ending = { state: 'ended', reason: 'token_revoked' } as const
  await server.store.sessions.end({ by: 'id', id }, ending, caller.context)
}

async function revokeAccessToken(server: Server, caller: Client, token: string): Promise<void> {
  const verified = verifyOwnAccessToken(server, token)
  if (!verified.ok) return
  const { jti, exp, client_id: clientId, sub } = verified.claims
  if (clientId !== caller.client.clientId) return await tellForeign(server, caller, { jti })
  const details = { jti, subject: sub, clientId }
  await revokeOne(server, { jti, exp }, draftEvent(caller.context, 'token.revoked', { details }))
}

async function revokeSessionToken(server: Server, { key, context }: Backend, token: string): Promise<void> {
  const verified = verifyOwnToken(server, token)
  if (!verified.ok) return
  const { sessionId, claims } = verified
  const { jti, exp } = claims
  if (jti === '') return // a token that nothing names is not told of
  const userId = parseId('user', claims.sub)
  const details = { jti, backendKeyId: key.id }
  await revokeOne(server, { jti, exp }, draftEvent(context, 'token.revoked', { userId, sessionId, details }))
}

/** Revokes a token by itself, for as long as anybody takes it. */
async function revokeOne(
  { store, feed }: Server,
  { jti, exp }: { readonly jti: string; readonly exp: number },
  told: EventDraft,
): Promise<void> {
  const untilMs = (exp + DEFAULT_SKEW_SECONDS) * 1000
  await store.issuedTokens.revokeUnrecorded({ jti, untilMs }, told)
  feed.noteRevoked(jti, untilMs)
}

/** On the wire it looks as if there were no such token. */
async function tellForeign(
  server: Server,
  { client, context }: Client,
  details: { readonly sessionId: string } | { readonly jti: string },
): Promise<void> {
  await tellRefusal(
    server,
    context,
    draftEvent(context, 'oauth.foreign_token', {
      outcome: 'failure',
      reason: 'foreign_client',
      details: { ...details, clientId: client.clientId },
    }),
  )
}
