/** `useManualSessionRefresh`: a new token now. */

import { useCallback, useState } from 'react'
import { ClientError } from '../../browser/client-error.ts'
import { useClient, useClientState } from '../provider/use-client.ts'

/** A new token now, and how the last one came. */
export type ManualSessionRefresh = {
  /** Resolves with the token: `null` when nobody is signed in, or none was to be had. */
  readonly refresh: () => Promise<string | null>
  readonly isRefreshing: boolean
  /** When the token that this tab has was issued, by the server's clock: also when it came by itself. */
  readonly lastRefreshedAt: Date | null
  /** Why there was none, when `refresh` was called last. */
  readonly error: ClientError | null
}

/** Renews the token when told to. */
export function useManualSessionRefresh(): ManualSessionRefresh {
  const client = useClient()
  const { token } = useClientState()
  const [running, setRunning] = useState(0)
  const [error, setError] = useState<ClientError | null>(null)
  const refresh = useCallback(async () => {
    setRunning((count) => count + 1)
    try {
      const fresh = await client.getToken({ skipCache: true })
      setError(null)
      return fresh
    } catch (reason) {
      if (!(reason instanceof ClientError)) throw reason
      setError(reason)
      return null
    } finally {
      setRunning((count) => count - 1)
    }
  }, [client])
  return { refresh, isRefreshing: running > 0, lastRefreshedAt: token?.issuedAt ?? null, error }
}
