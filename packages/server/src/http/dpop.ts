/** DPoP proofs (RFC 9449) on requests that open or refresh a token session. */

import { checkTag, type DpopKey } from '@coatcheck/core'
import { refreshProblem } from '../refresh/refresh-problem.ts'
import type { Server } from '../server.ts'
import { verifyDpopProof } from '../signing/dpop-proof.ts'
import { isAllowedOrigin } from './origin.ts'
import { problem } from './problem.ts'

/**
 * The key of the request's DPoP proof, if it has one: fresh, for this method and URL, and used for the first time.
 *
 * @param deviceKey What the client says of the private key; `non-extractable` makes its proofs identify the device.
 */
export async function readDpopKey(
  server: Server,
  request: Request,
  deviceKey: 'extractable' | 'non-extractable' | undefined,
): Promise<DpopKey | null | Response> {
  const proof = await verifyProof(server, request)
  if (proof === null || proof instanceof Response) return proof
  const replayed = await claimProof(server, proof)
  return replayed ?? { thumbprint: proof.thumbprint, nonExtractable: deviceKey === 'non-extractable' }
}

/**
 * The thumbprint of the key that a refresh token is shown with, `null` without a proof. A token that is not genuine
 * for it is refused before the proof is noted, so that strangers write nothing.
 */
export async function readDpopThumbprint(
  server: Server,
  request: Request,
  refreshToken: string,
): Promise<string | null | Response> {
  const proof = await verifyProof(server, request)
  if (proof === null || proof instanceof Response) return proof
  const genuine = checkTag(server, { token: refreshToken, dpopThumbprint: proof.thumbprint })
  if (!genuine.ok) return refreshProblem(genuine)
  return (await claimProof(server, proof)) ?? proof.thumbprint
}

type Proof = { readonly thumbprint: string; readonly jti: string; readonly windowMs: number }

async function verifyProof(server: Server, request: Request): Promise<Proof | null | Response> {
  const proof = request.headers.get('dpop')
  if (proof === null) return null
  const { pathname } = new URL(request.url)
  // An application that has this API on its own host is asked there, and proofs are for where was asked.
  const isOurs = (url: string): boolean =>
    url.endsWith(pathname) && isAllowedOrigin(server.settings, url.slice(0, -pathname.length))
  const nowMs = await server.store.nowMs()
  const verified = verifyDpopProof(proof, { method: request.method, isOurs, nowMs })
  return verified.ok ? verified : problem('dpop_invalid', { reason: verified.reason })
}

/** Notes that a proof was used; an answer when it was before. */
async function claimProof(server: Server, { thumbprint, jti, windowMs }: Proof): Promise<Response | null> {
  const isFirst = await server.store.once.claim(`dpop:${thumbprint}:${jti}`, windowMs)
  return isFirst ? null : problem('dpop_invalid', { reason: 'proof-replayed' })
}
