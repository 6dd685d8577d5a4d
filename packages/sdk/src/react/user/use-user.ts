/** `useUser`: the person who is signed in. */

import { useMemo } from 'react'
import type { ClientUser } from '../../browser/client.ts'
import { useClientState } from '../provider/use-client.ts'

/** The person: `undefined` until it is known, `null` for nobody. */
export type UserState =
  | { readonly isLoaded: false; readonly isSignedIn: undefined; readonly user: undefined }
  | { readonly isLoaded: true; readonly isSignedIn: false; readonly user: null }
  | { readonly isLoaded: true; readonly isSignedIn: true; readonly user: ClientUser }

/** The person who is signed in. */
export function useUser(): UserState {
  const { isLoaded, session } = useClientState()
  const user = session?.user ?? null
  return useMemo(() => {
    if (!isLoaded) return { isLoaded, isSignedIn: undefined, user: undefined }
    return user === null ? { isLoaded, isSignedIn: false, user } : { isLoaded, isSignedIn: true, user }
  }, [isLoaded, user])
}
