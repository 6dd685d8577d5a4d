/** What happens once somebody is signed in. */

import { useCallback } from 'react'
import type { ClientSession } from '../../browser/client.ts'
import { usePlaces } from '../provider/places.ts'
import { readRedirectTarget } from '../provider/redirect-target.ts'
import { useClient } from '../provider/use-client.ts'

/** Where it leads. */
export type ArrivalOptions = {
  /** Default: the provider's. The page that the address names (`redirect_url`) comes first. */
  readonly afterUrl: string | null
  readonly onSignedIn?: ((session: ClientSession) => void) | undefined
}

/** Tells of it, and goes on to where the person wanted to. */
export function useArrival({ afterUrl, onSignedIn }: ArrivalOptions): (session: ClientSession) => void {
  const { url } = useClient()
  const { go } = usePlaces()
  return useCallback(
    (session) => {
      onSignedIn?.(session)
      const target = readRedirectTarget(window.location, url) ?? afterUrl
      if (target !== null) go(target)
    },
    [url, go, afterUrl, onSignedIn],
  )
}
