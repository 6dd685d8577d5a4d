/** Verifies an upstream's token: which upstream, its key, the signature, then the claims. */

import {
  checkUpstreamClaims,
  type Upstream,
  UPSTREAM_HEADER_MEMBERS,
  type UpstreamRefusal,
  type UpstreamSubject,
} from '@coatcheck/core'
import { type GatedToken, gateToken } from '@coatcheck/core/verify'
import type { Server } from '../server.ts'
import { signatureHolds } from '../signing/verify-signature.ts'

/** A token that holds. */
export type VerifiedUpstreamToken = UpstreamSubject & {
  readonly upstream: Upstream
  /** What was signed: the token's identity, whatever is done to its signature. */
  readonly signingInput: string
}

/** A token that does not; `issuer` is what it claims, for the event. */
export type RefusedUpstreamToken = UpstreamRefusal & { readonly issuer: string | null }

/** Verifies it. Nothing in the token decides where keys come from or which algorithm is used. */
export async function verifyUpstreamToken(
  server: Server,
  token: string,
): Promise<VerifiedUpstreamToken | RefusedUpstreamToken> {
  const gated = gateToken(token, { members: UPSTREAM_HEADER_MEMBERS, keyId: 'required' })
  if (!gated.ok) return { ...gated, issuer: null }
  const { iss } = gated.payload
  const issuer = typeof iss === 'string' ? iss : null
  const upstream = issuer === null ? null : await server.store.upstreams.findByIssuer(issuer)
  if (upstream === null || issuer === server.settings.url) {
    return { ok: false, reason: 'issuer-unknown', issuer }
  }
  const refused = await checkSignature(server, upstream, gated)
  if (refused !== null) return { ...refused, issuer }
  const checked = checkUpstreamClaims(upstream, gated, await server.store.nowMs())
  return checked.ok ? { ...checked, upstream, signingInput: gated.signingInput } : { ...checked, issuer }
}

async function checkSignature(
  server: Server,
  upstream: Upstream,
  { algorithm, keyId, signingInput, signature }: GatedToken,
): Promise<UpstreamRefusal | null> {
  const allowed = upstream.algorithms.find((name) => name === algorithm)
  if (allowed === undefined || keyId === null) return { ok: false, reason: 'token-algorithm-invalid' }
  const found = await server.upstreamKeys.find(upstream, keyId)
  if (found === 'unavailable') return { ok: false, reason: 'keys-unavailable' }
  if (found === 'unknown') return { ok: false, reason: 'token-key-unknown' }
  if (found.algorithm !== allowed) return { ok: false, reason: 'token-algorithm-invalid' }
  return signatureHolds({ algorithm: allowed, key: found.key, signingInput, signature })
    ? null
    : { ok: false, reason: 'token-signature-invalid' }
}
