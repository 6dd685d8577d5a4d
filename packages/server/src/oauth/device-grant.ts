/** `grant_type=urn:ietf:params:oauth:grant-type:device_code` (RFC 8628 section 3.4): a device asks whether it was let in. */

import {
  DEVICE_GRANT_KEPT_MS,
  type DeviceApproval,
  type DeviceGrant,
  deviceOnceKey,
  draftEvent,
  firstRefreshToken,
  parseOpaque,
  type SessionReading,
} from '@coatcheck/core'
import { isActive } from '../http/client-principal.ts'
import { narrowGrant } from './narrow-grant.ts'
import { oauthError } from './oauth-error.ts'
import { openGrant } from './open-grant.ts'
import { tellRefusal } from './tell-refusal.ts'
import { answerTokens, invalidGrant, keyHashOf, useTokenProof } from './token-answer.ts'
import type { TokenGrant, TokenRequest } from './token-grant.ts'

/** Answers a device that asks. */
export const redeemDeviceCode: TokenGrant = async (input) => {
  const { server, parameters, client } = input
  const text = parameters.get('device_code')
  if (text === null) return oauthError('invalid_request', { description: 'device_code is missing.' })
  const keyHash = keyHashOf(input)
  if (keyHash instanceof Response) return keyHash
  const shown = parseOpaque('ticket', text)
  if (shown === null) return invalidGrant()
  const hash = server.crypto.sha256(shown.secret)
  const polled = await server.store.deviceGrants.poll({ id: shown.id, hash, clientId: client.id })
  switch (polled.outcome) {
    case 'unknown':
      return invalidGrant()
    case 'pending':
      return oauthError('authorization_pending', { retryAfterMs: polled.intervalMs })
    case 'slow-down':
      return oauthError('slow_down', { retryAfterMs: polled.intervalMs })
    case 'denied':
      return oauthError('access_denied')
    case 'expired':
      return oauthError('expired_token')
    case 'approved':
      return await open(input, { ...polled.grant, ...polled.approval }, keyHash)
  }
}

/** Opens the grant; of any number of requests, one does. */
async function open(
  input: TokenRequest,
  granted: DeviceGrant & DeviceApproval,
  keyHash: Uint8Array | null,
): Promise<Response> {
  const { server, client } = input
  const { sessions } = server.store
  const narrowed = narrowGrant(input, granted)
  if (narrowed instanceof Response) return narrowed
  const replayed = await useTokenProof(input)
  if (replayed !== null) return replayed
  const parent = granted.endsWithSession ? await sessions.find(granted.sessionId) : null
  if (granted.endsWithSession && parent === null) return invalidGrant()
  const parentLeftMs = parent === null ? null : parent.session.limits.absoluteExpiresAtMs - parent.nowMs
  const untilMs = granted.expiresAtMs + DEVICE_GRANT_KEPT_MS
  const once = { key: deviceOnceKey(granted.id), keyHash, untilMs }
  const grantedBy = { kind: 'device', id: granted.id } as const
  const opened = await openGrant(input, granted, { once, grantedBy, parentLeftMs })
  const reading =
    opened.outcome === 'opened'
      ? opened.reading
      : opened.outcome === 'used'
        ? await lostAnswer(input, opened, keyHash)
        : null
  if (reading === null) {
    await tellRefused(input, granted, opened.outcome)
    return invalidGrant()
  }
  const mayRefresh = client.grants.includes('refresh_token')
  return await answerTokens(server, {
    reading,
    client,
    ask: { ...narrowed, dpopThumbprint: input.proof?.thumbprint ?? null },
    refreshToken: mayRefresh ? firstRefreshToken(server, reading.session).reveal() : null,
    nonce: null,
  })
}

/**
 * The grant that the request before opened, when its answer was lost: it had the same Idempotency-Key, and nobody has
 * refreshed since. The answer has the same refresh token then, so that a late duplicate ends nobody's session.
 */
async function lostAnswer(
  { server, proof }: TokenRequest,
  used: { readonly sessionId: DeviceApproval['sessionId'] | null; readonly keyHash: Uint8Array | null },
  keyHash: Uint8Array | null,
): Promise<SessionReading | null> {
  if (used.sessionId === null || keyHash === null || used.keyHash === null) return null
  if (!server.crypto.equal(used.keyHash, keyHash)) return null
  const reading = await server.store.sessions.find(used.sessionId)
  if (reading === null || !isActive(reading) || reading.session.chain?.counter !== 0) return null
  const { dpop } = reading.session.chain
  return dpop === null || dpop.thumbprint === proof?.thumbprint ? reading : null
}

async function tellRefused(
  { server, context, client }: TokenRequest,
  { id, userId }: DeviceGrant & DeviceApproval,
  reason: string,
): Promise<void> {
  await tellRefusal(
    server,
    context,
    draftEvent(context, 'oauth.device_refused', {
      userId,
      outcome: 'failure',
      reason,
      details: { deviceId: id, clientId: client.clientId },
    }),
  )
}
