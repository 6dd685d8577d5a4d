/** Whether what an access token comes from still stands: the grant, or the client that has it for itself. */

import { parseId, type SessionReading, statusOf } from '@coatcheck/core'
import type { AccessClaims } from '@coatcheck/core/protocol'
import type { Server } from '../server.ts'

/** What an access token comes from. */
export type LivingGrant =
  | { readonly of: 'person'; readonly reading: SessionReading }
  | { readonly of: 'machine' }

/** Finds it; `null` when it is over. */
export async function findLivingGrant(server: Server, claims: AccessClaims): Promise<LivingGrant | null> {
  if (claims.sid === undefined) {
    const id = parseId('app', claims.sub)
    const known = id === null ? null : await server.store.oauthClients.find(id)
    return known?.client.state === 'enabled' ? { of: 'machine' } : null
  }
  const id = parseId('sess', claims.sid)
  const reading = id === null ? null : await server.store.sessions.find(id)
  return reading !== null && isActive(reading) ? { of: 'person', reading } : null
}

/** Whether a session is worth anything now. */
export function isActive({ session, user, nowMs }: SessionReading): boolean {
  return statusOf(session, user, nowMs).state === 'active'
}
