/** Verifies a session token that this server issued itself. */

import { MAX_TOKEN_SECONDS, parseId, SESSION_TOKEN_TYPE, type SessionId } from '@coatcheck/core'
import { CLERK_SESSION_CATEGORY, CLERK_TOKEN_TYPE, type SessionClaims } from '@coatcheck/core/protocol'
import {
  checkClerkClaims,
  checkSessionClaims,
  DEFAULT_SKEW_SECONDS,
  gateToken,
  OWN_HEADER_MEMBERS,
  refuse,
  type TokenRefusal,
} from '@coatcheck/core/verify'
import type { Server } from '../server.ts'
import { signatureHolds } from '../signing/verify-signature.ts'

/** One with a category is signed by a key of sessions. */
const HEADER = { members: [...OWN_HEADER_MEMBERS, 'cat'], keyId: 'required' } as const

/** The session that a genuine token names, if it was not revoked by itself, with all that it says. Whether the session lives is the store's word. */
export function verifyOwnToken(
  server: Server,
  token: string,
): { readonly ok: true; readonly sessionId: SessionId; readonly claims: SessionClaims } | TokenRefusal {
  const gated = gateToken(token, HEADER)
  if (!gated.ok) return gated
  const { typ, cat } = gated.header
  const isClerk = typ === CLERK_TOKEN_TYPE && cat === CLERK_SESSION_CATEGORY
  if (!isClerk && typ !== SESSION_TOKEN_TYPE) return refuse('token-type-invalid')
  if (!isClerk && cat !== undefined) return refuse('token-header-invalid')
  const found = gated.keyId === null ? null : server.keyRing.findPublic(gated.keyId)
  if (found === null) return refuse('token-key-unknown')
  // A key of sessions signs in Clerk's layout only, and no other key does.
  if (isClerk !== (found.purpose === 'sessions')) return refuse('token-type-invalid')
  if (found.algorithm !== gated.algorithm) return refuse('token-algorithm-invalid')
  if (!signatureHolds({ ...gated, algorithm: found.algorithm, key: found.key })) {
    return refuse('token-signature-invalid')
  }
  const check = isClerk ? checkClerkClaims : checkSessionClaims
  const checked = check(gated.payload, {
    issuer: server.settings.url,
    nowSeconds: Math.floor(server.clock.nowMs() / 1000),
    skewSeconds: DEFAULT_SKEW_SECONDS,
    // Of any policy, not of the one in force: a stricter one does not undo what was signed before.
    maxLifetimeSeconds: MAX_TOKEN_SECONDS,
  })
  if (!checked.ok) return checked
  const sessionId = parseId('sess', checked.claims.sid)
  if (sessionId === null) return refuse('token-claims-invalid')
  const { claims } = checked
  const { jti, gen = 0 } = claims
  const outdated = server.feed.judge({ jti, user: null, organization: claims.org ?? null, position: gen })
  // What is only outdated still says whose session it is.
  return outdated === 'token-revoked' ? refuse(outdated) : { ok: true, sessionId, claims }
}
