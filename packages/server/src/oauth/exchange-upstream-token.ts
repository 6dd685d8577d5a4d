/** An upstream's token for a grant of one of our own applications, or for a session as `create-session` opens it. */

import {
  addressBuckets,
  grantLimits,
  limitsOfOneToken,
  peekEach,
  PER_ADDRESS,
  type SessionCredential,
  takeEach,
} from '@coatcheck/core'
import type { SignInResult } from '../sign-in/answer.ts'
import { exchange } from '../upstream/exchange.ts'
import { type ExchangeRequest, invalidSubject, TOKEN_TYPES } from './exchange-request.ts'
import { type ExchangeTarget, readTarget } from './exchange-target.ts'
import { oauthError, oauthJson } from './oauth-error.ts'
import { answerTokens, keyHashOf, useTokenProof } from './token-answer.ts'

/** Exchanges it, once. */
export async function exchangeUpstreamToken(asked: ExchangeRequest): Promise<Response> {
  const { input, actor, requested } = asked
  const { server, client, parameters, context } = input
  // Whoever shows the token speaks for the person, but has not asked them whether another may.
  if (!client.firstParty)
    return oauthError('unauthorized_client', {
      description: 'Only our own applications exchange tokens of upstreams.',
    })
  if (actor !== null) return invalidSubject()
  const resources = client.resources.length > 0 ? client.resources : [server.settings.url]
  const target = readTarget(parameters, client, { scopes: client.scopes, resources })
  if (target instanceof Response) return target
  const { rateLimits } = server.store
  const buckets = addressBuckets('exchange', context.device.address, PER_ADDRESS)
  const room = await peekEach(rateLimits, buckets)
  if (room.outcome === 'limited') return oauthError('too_many_requests', { retryAfterMs: room.retryAfterMs })
  const answer = requested === TOKEN_TYPES.session ? await openSession(asked) : await openGrant(asked, target)
  if (answer === null) await takeEach(rateLimits, buckets)
  return answer ?? invalidSubject()
}

async function openSession({ input, subject }: ExchangeRequest): Promise<Response | null> {
  const { server, request, context } = input
  const opened = await exchange(server, request, {
    token: subject,
    options: { transport: 'opaque' },
    principal: { kind: 'none' },
    context,
  })
  if (opened instanceof Response) return refusalOf(opened)
  const { reading, credential } = opened
  if (credential.transport !== 'opaque') throw wrongTransport(credential)
  const { limits } = reading.session
  return oauthJson(200, {
    access_token: credential.sessionToken.reveal(),
    issued_token_type: TOKEN_TYPES.session,
    token_type: 'N_A',
    expires_in: Math.floor((limits.absoluteExpiresAtMs - reading.nowMs) / 1000),
  })
}

async function openGrant(
  { input, subject }: ExchangeRequest,
  target: ExchangeTarget,
): Promise<Response | null> {
  const { server, request, client, context, proof } = input
  const keyHash = keyHashOf(input)
  if (keyHash instanceof Response) return keyHash
  const replayed = await useTokenProof(input)
  if (replayed !== null) return replayed
  const dpop =
    proof === null || client.type === 'confidential'
      ? null
      : { thumbprint: proof.thumbprint, nonExtractable: false }
  const limits = grantLimits(server.policy(), client, null)
  const mayRefresh = client.grants.includes('refresh_token') && target.scopes.includes('offline_access')
  const opened = await exchange(server, request, {
    token: subject,
    options: { transport: 'token' },
    principal: { kind: 'none' },
    context,
    forApplication: {
      proof: { transport: 'token', keyHash, dpop },
      grant: {
        oauth: { clientId: client.id, ...target, organizationId: null, parentId: null },
        limits: mayRefresh ? limits : limitsOfOneToken(limits),
      },
      authorizedParty: client.clientId,
    },
  })
  if (opened instanceof Response) return refusalOf(opened)
  return await answerTokens(server, {
    reading: opened.reading,
    client,
    ask: { ...target, dpopThumbprint: proof?.thumbprint ?? null },
    refreshToken: mayRefresh ? refreshTokenOf(opened) : null,
    nonce: null,
    issuedTokenType: TOKEN_TYPES.accessToken,
  })
}

function refreshTokenOf({ credential }: SignInResult): string {
  if (credential.transport !== 'token') throw wrongTransport(credential)
  return credential.refreshToken.reveal()
}

function wrongTransport({ transport }: SessionCredential): Error {
  return new Error(`an exchange opened a session held by ${transport}`)
}

/** From a refusal of `create-session` to the one of exchanges; `null` for whatever is wrong with the token. */
function refusalOf(refused: Response): Response | null {
  if (refused.status === 503 || refused.status === 429) {
    const retryAfterMs = Number(refused.headers.get('retry-after') ?? 1) * 1000
    return oauthError(refused.status === 429 ? 'too_many_requests' : 'temporarily_unavailable', {
      retryAfterMs,
    })
  }
  return null
}
