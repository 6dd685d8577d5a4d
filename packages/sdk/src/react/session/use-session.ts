/** `useSession`: the session that this tab works with. */

import { useMemo } from 'react'
import type { ClientSession } from '../../browser/client.ts'
import { useClientState } from '../provider/use-client.ts'

/** The session: `undefined` until it is known, `null` for none. */
export type SessionState =
  | { readonly isLoaded: false; readonly isSignedIn: undefined; readonly session: undefined }
  | { readonly isLoaded: true; readonly isSignedIn: false; readonly session: null }
  | { readonly isLoaded: true; readonly isSignedIn: true; readonly session: ClientSession }

/** The session that this tab works with. */
export function useSession(): SessionState {
  const { isLoaded, session } = useClientState()
  return useMemo(() => {
    if (!isLoaded) return { isLoaded, isSignedIn: undefined, session: undefined }
    return session === null
      ? { isLoaded, isSignedIn: false, session }
      : { isLoaded, isSignedIn: true, session }
  }, [isLoaded, session])
}
