/** DPoP proofs (RFC 9449) at OAuth endpoints: with a request for tokens, and with a token that is bound to a key. */

import { createHash } from 'node:crypto'
import type { Server } from '../server.ts'
import { type DpopVerdict, verifyDpopProof } from '../signing/dpop-proof.ts'
import { currentNonce, nonceHolds } from './dpop-nonce.ts'

/** A proof that holds for a request, and has not been used up yet. */
export type ShownProof = Extract<DpopVerdict, { ok: true }>

/** What is wrong with a proof. */
export type ProofRefusal = {
  readonly ok: false
  readonly code: 'invalid_dpop_proof' | 'use_dpop_nonce'
  readonly description: string
}

/** The request's proof; `null` where it has none. */
export function readProof(server: Server, request: Request): ShownProof | ProofRefusal | null {
  const proof = request.headers.get('dpop')
  if (proof === null) return null
  // Proofs are for the address that the issuer is configured with, whatever Host says.
  const htu = server.settings.url + new URL(request.url).pathname
  const verdict = verifyDpopProof(proof, {
    method: request.method,
    isOurs: (url) => url === htu || withoutQuery(url) === htu,
    nowMs: server.clock.nowMs(),
  })
  if (!verdict.ok) return refuse(`The proof is refused: ${verdict.reason}.`)
  if (!server.settings.dpopNonce) return verdict
  const { nonce } = verdict
  if (nonce !== null && nonceHolds(server, nonce)) return verdict
  return { ok: false, code: 'use_dpop_nonce', description: 'The proof needs the nonce in DPoP-Nonce.' }
}

/** Uses a proof up. @returns A refusal when it was used before. */
export async function useProof(
  server: Server,
  proof: ShownProof | null,
  htu: string,
): Promise<ProofRefusal | null> {
  if (proof === null) return null
  const { thumbprint, jti, windowMs } = proof
  const isFirst = await server.store.once.claim(`dpop:${thumbprint}:${htu}:${jti}`, windowMs)
  return isFirst ? null : refuse('The proof is refused: proof-replayed.')
}

/** Whether a proof was made for an access token (RFC 9449 section 4.2, `ath`). */
export function isForToken({ accessTokenHash }: ShownProof, token: string): boolean {
  return accessTokenHash === createHash('sha256').update(token).digest('base64url')
}

/** The header that tells clients which nonce to use; nothing where none is asked for. */
export function nonceHeader(server: Server): { readonly 'dpop-nonce'?: string } {
  return server.settings.dpopNonce ? { 'dpop-nonce': currentNonce(server) } : {}
}

function refuse(description: string): ProofRefusal {
  return { ok: false, code: 'invalid_dpop_proof', description }
}

function withoutQuery(text: string): string | null {
  const url = URL.parse(text)
  return url === null || url.username !== '' || url.password !== '' ? null : url.origin + url.pathname
}
