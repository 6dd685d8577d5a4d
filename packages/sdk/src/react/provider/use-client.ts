/** `useClient`, and what is known now. */

import { useSyncExternalStore } from 'react'
import type { ClientState, CoatcheckClient } from '../../browser/client.ts'
import { useParts } from './parts.ts'

/** The provider's client: for everything that has no hook of its own. It is the same object as long as the provider's is. */
export function useClient(): CoatcheckClient {
  return useParts().client
}

/** What the client knows now. */
export function useClientState(): ClientState {
  const { store } = useParts()
  return useSyncExternalStore(store.subscribe, store.read, store.readInitial)
}
