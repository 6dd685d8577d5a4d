/** `grant_type=refresh_token` (RFC 6749 section 6): a step of the grant's refresh chain, by one store round trip. */

import {
  checkTag,
  MAX_TOKEN_BYTES,
  type OAuthClient,
  type OAuthGrant,
  type RefreshFailure,
  refreshGenuine,
  type SessionId,
} from '@coatcheck/core'
import { isActive } from '../http/client-principal.ts'
import { refreshDeps } from '../refresh/refresh-deps.ts'
import { issueAccessToken } from './issue-tokens.ts'
import { narrowGrant } from './narrow-grant.ts'
import { oauthError, oauthJson } from './oauth-error.ts'
import { answerTokens, invalidGrant, keyHashOf, useTokenProof } from './token-answer.ts'
import type { TokenGrant, TokenRequest } from './token-grant.ts'

/** Refreshes. */
export const refreshGrant: TokenGrant = async (input) => {
  const { server, parameters, client, proof } = input
  const token = parameters.get('refresh_token')
  if (token === null) return oauthError('invalid_request', { description: 'refresh_token is missing.' })
  const keyHash = keyHashOf(input)
  if (keyHash instanceof Response) return keyHash
  const genuine = boundTo(input, token)
  if (!genuine.ok) return refused(genuine)
  const unfit = await refuseUnfit(input, genuine.token.sessionId)
  if (unfit !== null) return unfit
  // Strangers write nothing: a proof is used up once the token is known to be genuine.
  const replayed = await useTokenProof(input)
  if (replayed !== null) return replayed

  const result = await refreshGenuine(refreshDeps(server), genuine, {
    keyHash,
    stillCurrent: parameters.get('still_current') === 'true',
    active: true, // of a grant, the idle limit says how long it may go unused
    context: input.context,
  })
  if (!result.ok) return refused(result)
  const { reading, withAccessToken } = result
  const refreshToken = result.refreshToken.reveal()
  if (!withAccessToken) return successorAlone(refreshToken)
  const narrowed = narrow(input, reading.session.oauth)
  if (narrowed instanceof Response) return narrowed
  const ask = { ...narrowed, dpopThumbprint: proof?.thumbprint ?? null }
  const given = { reading, client, ask, refreshToken, nonce: null, mayLackIdToken: true }
  const answer = answerTokens(server, given)
  return keyHash === null ? await answer : await answer.catch(withoutTokens)

  function withoutTokens(error: unknown): Response {
    server.logger.error({ err: error }, 'a refresh was answered without an access token')
    return successorAlone(refreshToken)
  }
}

/** The token with what it is bound to: the client, and the key of the proof or none. */
function boundTo({ server, client, proof }: TokenRequest, token: string) {
  const shown = { token, oauthClientId: client.id }
  const dpopThumbprint = proof?.thumbprint ?? null
  const genuine = checkTag(server, { ...shown, dpopThumbprint })
  if (genuine.ok || dpopThumbprint === null) return genuine
  // A proof binds the access token that is asked for, also where the refresh token is not bound to its key.
  const unbound = checkTag(server, { ...shown, dpopThumbprint: null })
  return unbound.ok ? unbound : genuine
}

/**
 * Refuses what cannot be answered before the token is used up: with the answer lost, the client's next request would
 * look like a thief's. What most requests ask for is known to be fit, and costs no look at the store.
 *
 * @throws {TokenTooLargeError}
 */
async function refuseUnfit(input: TokenRequest, sessionId: SessionId): Promise<Response | null> {
  const { server, parameters, client, proof } = input
  const asksForPart = parameters.get('scope') !== null || parameters.get('resource') !== null
  if (!asksForPart && !mayHaveLost(client) && !mayOutgrow(client)) return null
  const reading = await server.store.sessions.find(sessionId)
  if (reading === null) return null
  const narrowed = narrow(input, reading.session.oauth)
  if (narrowed instanceof Response) return narrowed
  if (mayOutgrow(client) && isActive(reading))
    await issueAccessToken(server, reading, client, {
      ...narrowed,
      dpopThumbprint: proof?.thumbprint ?? null,
    })
  return null
}

/** Whether the client may have less than when it was granted something. */
function mayHaveLost({ version }: OAuthClient): boolean {
  return version > 1
}

/** Whether an access token may be too large: by what an organization lets its person do, or by many long names. */
function mayOutgrow({ scopes, resources }: OAuthClient): boolean {
  return scopes.includes('organization') || [...scopes, ...resources].join(' ').length > MAX_TOKEN_BYTES / 4
}

function narrow(input: TokenRequest, grant: OAuthGrant | null) {
  if (grant === null) throw new Error('a token with the tag of a grant names a session that is none')
  return narrowGrant(input, grant)
}

/**
 * The answer to a late retry, or where no access token can be made now. Only clients that send Idempotency-Keys meet it:
 * with an access token in it, whoever has a copy of an old request could go on asking without being noticed.
 */
function successorAlone(refreshToken: string): Response {
  const description = 'This request was answered before: go on with this refresh token.'
  return oauthJson(409, {
    error: 'refresh_superseded',
    error_description: description,
    refresh_token: refreshToken,
  })
}

function refused(failure: RefreshFailure): Response {
  switch (failure.code) {
    case 'refresh_invalid':
    case 'refresh_reused':
    case 'session_ended':
    case 'session_pending':
      return invalidGrant()
    case 'idempotency_key_required':
      return oauthError('invalid_request', {
        description: 'This grant was begun with an Idempotency-Key: send one with every refresh.',
      })
    case 'refresh_superseded':
      return oauthError('refresh_superseded', {
        description:
          'The token was used by another request. Read storage anew; if it still is there, repeat with still_current=true.',
      })
    case 'rate_limited':
      return oauthError('too_many_requests', { retryAfterMs: failure.retryAfterMs })
    case 'secret_unknown':
      return oauthError('temporarily_unavailable', { retryAfterMs: 1000 })
  }
}
