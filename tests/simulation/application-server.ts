/** The application's own backend: it verifies tokens as backends do, with nothing forgiven. */

import { createVerifier } from '@coatcheck/sdk/backend'
import type { Jwks } from '../../packages/sdk/src/backend/key-set.ts'
import type { Received, Sent } from './messages.ts'
import { type Prepared, SERVER_URL } from './prepared-server.ts'

/** Where it is. */
export const APPLICATION_URL = 'https://api.example.com'

/** Makes it. @param nowMs The true time. */
export function createApplicationServer(
  { jwks }: Prepared,
  nowMs: () => number,
): (sent: Sent) => Promise<Received> {
  const verifier = createVerifier({
    issuer: SERVER_URL,
    jwks: jwks as Jwks,
    clockSkewSeconds: 0,
    maxTokenLifetimeSeconds: 3600,
    now: nowMs,
  })
  return async ({ headers }) => {
    const token = headers.get('authorization')?.replace(/^Bearer /, '')
    const verified = await verifier.verify(token)
    const type = verified.ok ? 'application/json' : 'application/problem+json'
    const members = verified.ok ? { sub: verified.claims.sub } : { status: 401, reason: verified.reason }
    return {
      status: verified.ok ? 200 : 401,
      headers: new Headers({ 'content-type': type }),
      text: JSON.stringify(members),
    }
  }
}
