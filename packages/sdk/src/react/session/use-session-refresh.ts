/** `useSessionRefresh`: how early tokens are renewed. */

import { useEffect } from 'react'
import { useClient } from '../provider/use-client.ts'

/** When a token is renewed. */
export type SessionRefreshOptions = {
  /** Once so much of its life is left, in percent. Default 20. Of several wishes the greatest counts. */
  readonly thresholdPercent?: number | undefined
}

/**
 * Has the client renew tokens that early, for as long as the component is there. The client renews them anyway; this has
 * no timer of its own, and is not the person's act: it keeps no session alive.
 */
export function useSessionRefresh({ thresholdPercent = 20 }: SessionRefreshOptions = {}): void {
  const client = useClient()
  useEffect(() => client.keepFresh(thresholdPercent), [client, thresholdPercent])
}

/** The same as a component that shows nothing: for layouts that are rendered on the server. */
export function SessionRefresh(props: SessionRefreshOptions): null {
  useSessionRefresh(props)
  return null
}
