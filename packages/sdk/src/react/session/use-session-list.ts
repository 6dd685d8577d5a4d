/** `useSessionList`: all accounts of this browser. */

import { useMemo } from 'react'
import type { ClientSession, CoatcheckClient } from '../../browser/client.ts'
import { useClient, useClientState } from '../provider/use-client.ts'

/** The accounts, those whose sign-in is not complete too; `undefined` until they are known. */
export type SessionListState = Pick<CoatcheckClient, 'setActive'> &
  (
    | { readonly isLoaded: false; readonly sessions: undefined }
    | { readonly isLoaded: true; readonly sessions: readonly ClientSession[] }
  )

/** All accounts of this browser, and how to change to another one. */
export function useSessionList(): SessionListState {
  const { setActive } = useClient()
  const { isLoaded, sessions } = useClientState()
  return useMemo(
    () => (isLoaded ? { isLoaded, sessions, setActive } : { isLoaded, sessions: undefined, setActive }),
    [isLoaded, sessions, setActive],
  )
}
