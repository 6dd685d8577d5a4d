/** Verifies a session token that this server issued itself. */

import { MAX_TOKEN_SECONDS, parseId, SESSION_TOKEN_TYPE, type SessionId } from '@coatcheck/core'
import {
  checkSessionClaims,
  DEFAULT_SKEW_SECONDS,
  gateToken,
  refuse,
  type TokenRefusal,
} from '@coatcheck/core/verify'
import type { Server } from '../server.ts'
import { signatureHolds } from '../signing/verify-signature.ts'

/** The session that a genuine token names. Whether it lives is the store's word. */
export function verifyOwnToken(
  server: Server,
  token: string,
): { readonly ok: true; readonly sessionId: SessionId } | TokenRefusal {
  const gated = gateToken(token)
  if (!gated.ok) return gated
  if (gated.header['typ'] !== SESSION_TOKEN_TYPE) return refuse('token-type-invalid')
  const found = gated.keyId === null ? null : server.keyRing.findPublic(gated.keyId)
  if (found === null) return refuse('token-key-unknown')
  if (found.algorithm !== gated.algorithm) return refuse('token-algorithm-invalid')
  if (!signatureHolds({ ...gated, algorithm: found.algorithm, key: found.key })) {
    return refuse('token-signature-invalid')
  }
  const checked = checkSessionClaims(gated.payload, {
    issuer: server.settings.url,
    nowSeconds: Math.floor(server.clock.nowMs() / 1000),
    skewSeconds: DEFAULT_SKEW_SECONDS,
    // Of any policy, not of the one in force: a stricter one does not undo what was signed before.
    maxLifetimeSeconds: MAX_TOKEN_SECONDS,
  })
  if (!checked.ok) return checked
  const sessionId = parseId('sess', checked.claims.sid)
  return sessionId === null ? refuse('token-claims-invalid') : { ok: true, sessionId }
}
