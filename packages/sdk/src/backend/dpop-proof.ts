/** DPoP proofs (RFC 9449 section 4.3): that whoever shows an access token has the key that it is bound to. */

import { type DpopReason, encodeBase64url } from '@coatcheck/core/protocol'
import { gateToken, type JsonMembers, type VerificationKey } from '@coatcheck/core/verify'
import type { KeyImporter } from '../crypto/signature.ts'

/** How old a proof may be, and how far ahead of our clock, in seconds. */
export const PROOF_AGE_SECONDS = 60
const AHEAD_SECONDS = 5

/** The request that a proof must be for. */
export type Proved = {
  readonly method: string
  /** Whether a URL is that of the request. */
  readonly isOurs: (url: string) => boolean
  /** The access token that comes with it. */
  readonly token: string
  readonly nowMs: number
}

/** A proof that holds, if it was not used before. */
export type ProofVerdict =
  | {
      readonly ok: true
      /** RFC 7638: which key it is. */
      readonly thumbprint: string
      readonly jti: string
      readonly issuedAtSeconds: number
    }
  | { readonly ok: false; readonly reason: Exclude<DpopReason, 'proof-replayed'> }

/** Checks a proof. Keys are of P-256, as those are that the issuer binds tokens to. */
export async function checkDpopProof(
  importer: KeyImporter,
  proof: string,
  { method, isOurs, token, nowMs }: Proved,
): Promise<ProofVerdict> {
  const gated = gateToken(proof, { members: ['alg', 'typ', 'jwk'], keyId: 'absent' })
  if (!gated.ok || gated.header['typ'] !== 'dpop+jwt' || gated.algorithm !== 'ES256')
    return refused('proof-malformed')
  const { htm, htu, iat, jti, ath } = gated.payload
  if (typeof jti !== 'string' || jti.length < 1 || jti.length > 128) return refused('proof-malformed')
  if (typeof iat !== 'number' || !Number.isSafeInteger(iat)) return refused('proof-malformed')
  if (htm !== method || typeof htu !== 'string' || !isOurs(htu)) return refused('proof-not-for-this-request')
  const ageSeconds = nowMs / 1000 - iat
  if (ageSeconds > PROOF_AGE_SECONDS || ageSeconds < -AHEAD_SECONDS) return refused('proof-not-fresh')
  if (ath !== (await sha256(token))) return refused('proof-not-for-this-request')

  const jwk = publicKeyOf(gated.header['jwk'])
  const key = jwk === null ? null : await importKey(importer, jwk)
  if (jwk === null || key === null) return refused('proof-malformed')
  if (!(await key.verify(gated.signingInput, gated.signature))) return refused('proof-signature-invalid')
  const { crv, kty, x, y } = jwk
  const thumbprint = await sha256(JSON.stringify({ crv, kty, x, y })) // in the order of RFC 7638 section 3.3
  return { ok: true, thumbprint, jti, issuedAtSeconds: iat }
}

function refused(reason: Extract<ProofVerdict, { ok: false }>['reason']): ProofVerdict {
  return { ok: false, reason }
}

type PublicP256 = { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }

function publicKeyOf(value: unknown): PublicP256 | null {
  if (typeof value !== 'object' || value === null) return null
  const { kty, crv, x, y, d } = value as JsonMembers
  if (kty !== 'EC' || crv !== 'P-256' || typeof x !== 'string' || typeof y !== 'string' || d !== undefined)
    return null
  return { kty, crv, x, y }
}

async function importKey(importer: KeyImporter, jwk: PublicP256): Promise<VerificationKey | null> {
  try {
    return await importer.importJwk(jwk, 'ES256')
  } catch {
    return null // a point that is not on the curve
  }
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return encodeBase64url(new Uint8Array(digest))
}
