/** Verifies an access token that this server issued itself. Whether its grant lives is the store's word. */

import { MAX_TOKEN_SECONDS } from '@coatcheck/core'
import { ACCESS_TOKEN_TYPE, type AccessClaims } from '@coatcheck/core/protocol'
import {
  checkAccessClaims,
  createGate,
  DEFAULT_SKEW_SECONDS,
  refuse,
  type TokenRefusal,
} from '@coatcheck/core/verify'
import type { Server } from '../server.ts'
import { signatureHoldsAsBefore } from '../signing/held-signatures.ts'

/** Tokens of one key have one header, which is read once. */
const gate = createGate()

/** The claims of a genuine token that is in force and not revoked by itself. */
export function verifyOwnAccessToken(
  server: Server,
  token: string,
): { readonly ok: true; readonly claims: AccessClaims } | TokenRefusal {
  const gated = gate(token)
  if (!gated.ok) return gated
  if (gated.header['typ'] !== ACCESS_TOKEN_TYPE) return refuse('token-type-invalid')
  const found = gated.keyId === null ? null : server.keyRing.findPublic(gated.keyId)
  if (found === null) return refuse('token-key-unknown')
  if (found.purpose !== 'any') return refuse('token-type-invalid') // keys of sessions sign nothing else
  const { algorithm, key } = found
  if (algorithm !== gated.algorithm) return refuse('token-algorithm-invalid')
  if (!signatureHoldsAsBefore(token, { ...gated, algorithm, key })) return refuse('token-signature-invalid')
  const checked = checkAccessClaims(gated.payload, {
    issuer: server.settings.url,
    nowSeconds: Math.floor(server.clock.nowMs() / 1000),
    skewSeconds: DEFAULT_SKEW_SECONDS,
    maxLifetimeSeconds: MAX_TOKEN_SECONDS,
  })
  if (!checked.ok) return checked
  const { claims } = checked
  const outdated = server.feed.judge({
    jti: claims.jti,
    // A person's standing is the session's; a machine has no session.
    user: claims.sid === undefined ? claims.sub : null,
    organization: claims.org ?? null,
    position: claims.gen ?? 0,
  })
  return outdated === null ? { ok: true, claims } : refuse(outdated)
}
