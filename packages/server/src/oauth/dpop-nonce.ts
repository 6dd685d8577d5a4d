/** Nonces for DPoP proofs (RFC 9449 section 8): made of the secret and the time, so that nothing is kept of them. */

import { encodeBase64url } from '@coatcheck/core'
import type { Server } from '../server.ts'

/** How long one nonce is given out; the one before it is taken too. */
const PERIOD_MS = 120_000

/** The nonce that is given out now. */
export function currentNonce(server: Server): string {
  return encodeBase64url(server.secrets.keyedHash('dpop-nonce', String(periodOf(server))))
}

/** Whether a nonce is one of ours, and of now or just before. */
export function nonceHolds(server: Server, nonce: string): boolean {
  const given = Buffer.from(nonce)
  const now = periodOf(server)
  // A node whose clock is a little ahead gives out the next one already.
  return [now, now - 1, now + 1].some((period) =>
    server.secrets
      .keyedHashes('dpop-nonce', String(period))
      .some((hash) => server.crypto.equal(Buffer.from(encodeBase64url(hash)), given)),
  )
}

function periodOf({ clock }: Server): number {
  return Math.floor(clock.nowMs() / PERIOD_MS)
}
