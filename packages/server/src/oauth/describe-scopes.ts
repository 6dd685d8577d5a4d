/** What scopes let an application do, in words. */

import { STANDARD_SCOPES } from '@coatcheck/core'
import type { Server } from '../server.ts'

/** The descriptions of all scopes that there are, by name. */
export async function describeScopes({ store }: Server): Promise<ReadonlyMap<string, string>> {
  const scopes = [...STANDARD_SCOPES, ...(await store.oauthScopes.list())]
  return new Map(scopes.map(({ name, description }) => [name, description]))
}
