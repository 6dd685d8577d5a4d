/** Whether what an access token comes from still stands: the grant, or the client that has it for itself. */

import { parseId, type SessionReading } from '@coatcheck/core'
import type { AccessClaims } from '@coatcheck/core/protocol'
import { isActive } from '../http/client-principal.ts'
import type { Server } from '../server.ts'

/** What an access token comes from. */
export type LivingGrant =
  | { readonly of: 'person'; readonly reading: SessionReading }
  | { readonly of: 'machine' }

/** Finds it; `null` when it is over, or the client that has the token is not let in any more. */
export async function findLivingGrant(server: Server, claims: AccessClaims): Promise<LivingGrant | null> {
  if (!(await isEnabled(server, claims.client_id))) return null
  if (claims.sid === undefined) return (await isEnabled(server, claims.sub)) ? { of: 'machine' } : null
  const id = parseId('sess', claims.sid)
  const reading = id === null ? null : await server.store.sessions.find(id)
  return reading !== null && isActive(reading) ? { of: 'person', reading } : null
}

/** Whether a client may have tokens, by its identifier: a document's is an URL. */
async function isEnabled({ store }: Server, clientId: string): Promise<boolean> {
  const id = parseId('app', clientId)
  const known = await (id === null
    ? store.oauthClients.findByClientId(clientId)
    : store.oauthClients.find(id))
  return known?.client.state === 'enabled'
}
