/** An id_token that a client shows as a hint (OpenID Connect RP-Initiated Logout section 2): whom it signed in, long ago perhaps. */

import { parseId, type SessionId, type UserId } from '@coatcheck/core'
import { gateToken } from '@coatcheck/core/verify'
import type { Server } from '../server.ts'
import { signatureHolds } from '../signing/verify-signature.ts'

/** What a genuine one says. */
export type IdTokenHint = {
  /** The client that it was made for. */
  readonly clientId: string
  readonly userId: UserId
  /** The grant that it came with. */
  readonly grantId: SessionId
}

/** Reads it. That it has expired is no matter: it is asked who it was about. @returns `null` when it is none of ours. */
export function readIdTokenHint({ keyRing, settings }: Server, text: string): IdTokenHint | null {
  const gated = gateToken(text)
  if (!gated.ok || gated.keyId === null || gated.header['typ'] !== 'JWT') return null
  const key = keyRing.findPublic(gated.keyId)
  if (key === null || key.algorithm !== gated.algorithm) return null
  if (!signatureHolds({ ...gated, algorithm: key.algorithm, key: key.key })) return null
  const { iss, aud, azp, sub, sid, at_hash: accessTokenHash } = gated.payload
  // No template can make a token with an `at_hash`, and no access token has one.
  if (iss !== settings.url || typeof accessTokenHash !== 'string') return null
  if (typeof aud !== 'string' || azp !== aud || typeof sub !== 'string' || typeof sid !== 'string')
    return null
  const [userId, grantId] = [parseId('user', sub), parseId('sess', sid)]
  return userId === null || grantId === null ? null : { clientId: aud, userId, grantId }
}
