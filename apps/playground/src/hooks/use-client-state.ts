/** Watches a client. */

import type { ClientState, CoatcheckClient } from '@coatcheck/sdk/browser'
import { useCallback, useSyncExternalStore } from 'react'

/** What the client knows now. */
export function useClientState(client: CoatcheckClient): ClientState {
  const subscribe = useCallback((listener: () => void) => client.onChange(listener), [client])
  return useSyncExternalStore(subscribe, () => client.state)
}
