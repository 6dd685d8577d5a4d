/** DPoP proofs (RFC 9449 section 4): a fresh signature by a key that the request carries itself. */

import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { encodeBase64url, encodeUtf8 } from '@coatcheck/core'
import type { DpopReason } from '@coatcheck/core/protocol'
import { gateToken, type JsonMembers } from '@coatcheck/core/verify'
import { nodeCrypto } from '../crypto/node-crypto.ts'
import { signatureHolds } from './verify-signature.ts'

/** How old a proof may be, and how far ahead of our clock, in seconds. */
const MAX_AGE_SECONDS = 60
const MAX_AHEAD_SECONDS = 5

/** The request that a proof must be for. */
export type DpopRequest = {
  readonly method: string
  /** Whether this is its URL, without query and fragment. */
  readonly isOurs: (url: string) => boolean
  readonly nowMs: number
}

/** A proof that holds; it may be used once within its window. */
export type DpopVerdict =
  | {
      readonly ok: true
      readonly thumbprint: string
      readonly jti: string
      readonly windowMs: number
      /** The hash of the access token that it comes with, and the nonce that it was made with; `null` without. */
      readonly accessTokenHash: string | null
      readonly nonce: string | null
    }
  | {
      readonly ok: false
      readonly reason: Exclude<DpopReason, 'proof-replayed'>
    }

/** Verifies a proof (RFC 9449 section 4.3). P-256 keys only, public parts only. */
export function verifyDpopProof(proof: string, request: DpopRequest): DpopVerdict {
  const gated = gateToken(proof, { members: ['alg', 'typ', 'jwk'], keyId: 'absent' })
  if (!gated.ok || gated.header['typ'] !== 'dpop+jwt' || gated.algorithm !== 'ES256')
    return refused('proof-malformed')
  const jwk = publicP256(gated.header['jwk'])
  if (jwk === null) return refused('proof-malformed')
  const key = importKey(jwk)
  if (key === null) return refused('proof-malformed')
  if (!signatureHolds({ ...gated, algorithm: 'ES256', key })) return refused('proof-signature-invalid')

  const { htm, htu, iat, jti, ath, nonce } = gated.payload
  if (htm !== request.method || typeof htu !== 'string' || !request.isOurs(htu))
    return refused('proof-not-for-this-request')
  if (typeof jti !== 'string' || jti.length < 1 || jti.length > 128) return refused('proof-malformed')
  if (typeof iat !== 'number' || !Number.isSafeInteger(iat)) return refused('proof-malformed')
  const ageSeconds = request.nowMs / 1000 - iat
  if (ageSeconds > MAX_AGE_SECONDS || ageSeconds < -MAX_AHEAD_SECONDS) return refused('proof-not-fresh')
  const windowMs = (MAX_AGE_SECONDS + MAX_AHEAD_SECONDS) * 1000
  return {
    ok: true,
    thumbprint: thumbprintOf(jwk),
    jti,
    windowMs,
    accessTokenHash: typeof ath === 'string' ? ath : null,
    nonce: typeof nonce === 'string' ? nonce : null,
  }
}

function refused(reason: Extract<DpopVerdict, { ok: false }>['reason']): DpopVerdict {
  return { ok: false, reason }
}

type PublicP256 = { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }

function publicP256(value: unknown): PublicP256 | null {
  if (typeof value !== 'object' || value === null) return null
  const { kty, crv, x, y, d } = value as JsonMembers
  if (kty !== 'EC' || crv !== 'P-256' || typeof x !== 'string' || typeof y !== 'string' || d !== undefined)
    return null
  return { kty, crv, x, y }
}

function importKey(jwk: PublicP256): ReturnType<typeof createPublicKey> | null {
  try {
    return createPublicKey({ key: { ...jwk } satisfies JsonWebKey, format: 'jwk' })
  } catch {
    return null // a point that is not on the curve
  }
}

/** RFC 7638: SHA-256 of the required members in lexical order. */
function thumbprintOf({ crv, kty, x, y }: PublicP256): string {
  return encodeBase64url(nodeCrypto.sha256(encodeUtf8(JSON.stringify({ crv, kty, x, y }))))
}
