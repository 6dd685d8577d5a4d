/** `grant_type=authorization_code` (RFC 6749 section 4.1.3, RFC 7636): a code becomes a grant, which is a session. */

import {
  type AuthorizationCode,
  CODE_KEPT_MS,
  codeKey,
  decodeBase64url,
  draftEvent,
  encodeUtf8,
  type OpenedSession,
  parseOpaque,
} from '@coatcheck/core'
import { narrowResources } from './narrow-grant.ts'
import { openGrant } from './open-grant.ts'
import { oauthError } from './oauth-error.ts'
import { endWhatCodeGave, giveWayTo, repeatKey } from './replayed-code.ts'
import { tellRefusal } from './tell-refusal.ts'
import { answerTokens, invalidGrant, keyHashOf, useTokenProof } from './token-answer.ts'
import type { TokenGrant, TokenRequest } from './token-grant.ts'

/** How often one redemption can be repeated for the sake of lost answers. */
const MAX_REPEATS = 8

/** RFC 7636 section 4.1. */
const VERIFIER = /^[\w.~-]{43,128}$/

/** Redeems. */
export const redeemCode: TokenGrant = async (input) => {
  const { server, parameters, client } = input
  const text = parameters.get('code')
  if (text === null) return oauthError('invalid_request', { description: 'code is missing.' })
  const keyHash = keyHashOf(input)
  if (keyHash instanceof Response) return keyHash
  const shown = parseOpaque('ticket', text)
  const found = shown === null ? null : await server.store.authorizationCodes.find(shown.id)
  if (shown === null || found === null) return invalidGrant()
  const { code, nowMs } = found
  if (!server.crypto.equal(server.crypto.sha256(shown.secret), code.hash)) return invalidGrant()
  if (code.clientId !== client.id) {
    await tellRefused(input, code, 'foreign_client')
    return invalidGrant()
  }
  const mismatch = nowMs >= code.expiresAtMs ? 'expired' : mismatchOf(input, code)
  if (mismatch !== null) {
    await endWhatCodeGave(input, code)
    await tellRefused(input, code, mismatch)
    return invalidGrant()
  }
  const resources = narrowResources(parameters, code, client, server.settings.url)
  if (resources instanceof Response) return resources
  const replayed = await useTokenProof(input)
  if (replayed !== null) return replayed

  const endsAtMs = code.endsWithSession ? found.sessionEndsAtMs : null
  const parentLeftMs = endsAtMs === null ? null : endsAtMs - nowMs
  const opened = await openOnce(input, code, { keyHash, parentLeftMs })
  switch (opened.outcome) {
    case 'opened': {
      const { reading, credential } = opened
      const mayRefresh = client.grants.includes('refresh_token') && credential.transport === 'token'
      return await answerTokens(server, {
        reading,
        client,
        ask: { scopes: code.scopes, resources, dpopThumbprint: input.proof?.thumbprint ?? null },
        refreshToken: mayRefresh ? credential.refreshToken.reveal() : null,
        nonce: code.nonce,
      })
    }
    case 'used':
      await endWhatCodeGave(input, code)
      return invalidGrant()
    case 'user-changed':
    case 'session-limit':
      await tellRefused(input, code, opened.outcome)
      return invalidGrant()
  }
}

/** In what a request is not the one that the code was made for. */
function mismatchOf({ server, parameters, proof }: TokenRequest, code: AuthorizationCode): string | null {
  const redirectUri = parameters.get('redirect_uri')
  // OAuth 2.1 has done away with it, so that it may be missing: the challenge binds more than it did.
  if (redirectUri !== null && redirectUri !== code.redirectUri) return 'redirect_uri'
  const verifier = parameters.get('code_verifier') ?? ''
  const challenge = decodeBase64url(code.codeChallenge)
  const isOurs =
    VERIFIER.test(verifier) &&
    challenge !== null &&
    server.crypto.equal(server.crypto.sha256(encodeUtf8(verifier)), challenge)
  if (!isOurs) return 'code_verifier'
  const key = code.dpopThumbprint
  return key !== null && key !== proof?.thumbprint ? 'dpop_jkt' : null
}

/** Opens the grant under the code's own key; once more where the answer to the first request was lost. */
async function openOnce(
  input: TokenRequest,
  code: AuthorizationCode,
  ready: { readonly keyHash: Uint8Array | null; readonly parentLeftMs: number | null },
): Promise<OpenedSession> {
  let key = codeKey(code.id)
  for (let repeats = 0; ; repeats++) {
    const once = { key, keyHash: ready.keyHash, untilMs: code.expiresAtMs + CODE_KEPT_MS }
    const grantedBy = { kind: 'code', id: code.id } as const
    const opened = await openGrant(input, code, { once, grantedBy, parentLeftMs: ready.parentLeftMs })
    if (opened.outcome !== 'used' || repeats === MAX_REPEATS) return opened
    const gaveWay = await giveWayTo(input, opened, { keyHash: ready.keyHash, isFirst: repeats === 0 })
    if (gaveWay === null) return opened
    key = repeatKey(gaveWay)
  }
}

async function tellRefused(
  { server, context, client }: TokenRequest,
  code: AuthorizationCode,
  reason: string,
): Promise<void> {
  await tellRefusal(
    server,
    context,
    draftEvent(context, 'oauth.code_refused', {
      userId: code.userId,
      outcome: 'failure',
      reason,
      details: { codeId: code.id, clientId: client.clientId },
    }),
  )
}
