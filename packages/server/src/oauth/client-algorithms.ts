/** What OAuth clients have their tokens signed with: the key ring keeps keys for it. */

import type { OAuthClientStore, SigningAlgorithm } from '@coatcheck/core'
import { readInOrder } from '../store/read-in-order.ts'

/** The algorithms of all clients, as this node read them last. */
export type ClientAlgorithms = {
  readonly current: () => readonly SigningAlgorithm[]
  readonly reload: () => Promise<void>
}

/** Reads them. @param own The instance's own, for clients that name none. */
export async function createClientAlgorithms(
  store: Pick<OAuthClientStore, 'algorithms'>,
  own: SigningAlgorithm,
): Promise<ClientAlgorithms> {
  let known: readonly SigningAlgorithm[] = []
  const reload = readInOrder(store.algorithms, (algorithms) => {
    known = algorithms.map((algorithm) => algorithm ?? own)
  })
  await reload()
  return { current: () => known, reload }
}
