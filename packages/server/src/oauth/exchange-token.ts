/** `grant_type=token-exchange` (RFC 8693): a token for another one, that is never good for more. */

import { exchangeAccessToken } from './exchange-access-token.ts'
import { exchangeSession } from './exchange-session.ts'
import { isOwnAccessToken, TOKEN_TYPES, type ExchangeRequest } from './exchange-request.ts'
import { exchangeUpstreamToken } from './exchange-upstream-token.ts'
import { oauthError } from './oauth-error.ts'
import type { TokenGrant, TokenRequest } from './token-grant.ts'

/** Exchanges. What is wrong with a subject token is told to the event log alone. */
export const exchangeToken: TokenGrant = async (input) => {
  const exchange = readExchange(input)
  if (exchange instanceof Response) return exchange
  const { subject, subjectType, requested } = exchange
  if (subjectType === TOKEN_TYPES.session)
    return requested === TOKEN_TYPES.accessToken
      ? await exchangeSession(exchange)
      : unsupported('requested_token_type')
  if (subjectType === TOKEN_TYPES.accessToken && isOwnAccessToken(input.server, subject))
    return requested === TOKEN_TYPES.accessToken
      ? await exchangeAccessToken(exchange)
      : unsupported('requested_token_type')
  return await exchangeUpstreamToken(exchange)
}

function readExchange(input: TokenRequest): ExchangeRequest | Response {
  const { parameters } = input
  const subject = parameters.get('subject_token')
  const subjectType = parameters.get('subject_token_type')
  const actor = parameters.get('actor_token')
  const actorType = parameters.get('actor_token_type')
  if (subject === null || subjectType === null)
    return oauthError('invalid_request', { description: 'subject_token or subject_token_type is missing.' })
  if (!SUBJECT_TYPES.includes(subjectType)) return unsupported('subject_token_type')
  if ((actor === null) !== (actorType === null))
    return oauthError('invalid_request', { description: 'actor_token and actor_token_type come together.' })
  if (actorType !== null && actorType !== TOKEN_TYPES.accessToken) return unsupported('actor_token_type')
  const requested = parameters.get('requested_token_type') ?? TOKEN_TYPES.accessToken
  if (requested !== TOKEN_TYPES.accessToken && requested !== TOKEN_TYPES.session)
    return unsupported('requested_token_type')
  return { input, subject, subjectType, actor, requested }
}

const SUBJECT_TYPES: readonly string[] = Object.values(TOKEN_TYPES)

function unsupported(parameter: string): Response {
  return oauthError('invalid_request', { description: `${parameter} is not one that is taken here.` })
}
