/** What scopes mean, in words for the people who are asked. */

import { STANDARD_SCOPES } from '@coatcheck/core'
import type { Server } from '../server.ts'

/** The description of each scope; of one that nobody described, its name. */
export async function describeScopes(
  { store }: Pick<Server, 'store'>,
  scopes: readonly string[],
): Promise<readonly string[]> {
  const known = [...STANDARD_SCOPES, ...(await store.oauthScopes.list())]
  return scopes.map((scope) => known.find(({ name }) => name === scope)?.description ?? scope)
}
