/** When a token tells something else of the organization that a session works in, the list of them is asked for anew. */

import type { ClientToken } from '../../browser/client.ts'
import type { ClientStore } from '../provider/client-store.ts'
import { resourceName, type ResourceStore } from '../resource/resource-store.ts'

/** Where one's own organizations are. */
export const ORGANIZATIONS_PATH = '/organizations?limit=500'

/** Follows it, for as long as the store does. */
export function followOrganization(store: ClientStore, resources: ResourceStore): void {
  let known: Told | null = null
  store.subscribe(() => {
    const { token } = store.read()
    if (token === null) return
    const told = toldBy(token)
    const isOther = known !== null && known.sessionId === told.sessionId && known.text !== told.text
    known = told
    if (isOther) void resources.reload(resourceName(ORGANIZATIONS_PATH, told.sessionId))
  })
}

type Told = { readonly sessionId: string; readonly text: string }

function toldBy({ claims }: ClientToken): Told {
  return { sessionId: claims.sid, text: JSON.stringify(claims.org ?? null) }
}
