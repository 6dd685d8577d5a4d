/** `useAuth`: who is signed in, and what they may do. */

import { useMemo } from 'react'
import { useClient, useClientState } from '../provider/use-client.ts'
import { type Auth, authOf } from './auth-state.ts'

/** Who is signed in, and what they may do. The same object until something of it changes. */
export function useAuth(): Auth {
  const client = useClient()
  const state = useClientState()
  return useMemo(() => authOf(client, state), [client, state])
}
