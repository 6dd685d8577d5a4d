/** DPoP proofs (RFC 9449) on requests that open or refresh a token session. */

import type { DpopKey } from '@coatcheck/core'
import type { Server } from '../server.ts'
import { verifyDpopProof } from '../signing/dpop-proof.ts'
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
  const proof = request.headers.get('dpop')
  if (proof === null) return null
  const url = server.settings.url + new URL(request.url).pathname
  const nowMs = await server.store.nowMs()
  const verified = verifyDpopProof(proof, { method: request.method, url, nowMs })
  if (!verified.ok) return problem('dpop_invalid', { reason: verified.reason })
  const isFirst = await server.store.once.claim(
    `dpop:${verified.thumbprint}:${verified.jti}`,
    verified.windowMs,
  )
  if (!isFirst) return problem('dpop_invalid', { reason: 'proof-replayed' })
  return { thumbprint: verified.thumbprint, nonExtractable: deviceKey === 'non-extractable' }
}
