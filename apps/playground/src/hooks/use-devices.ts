/** The devices of a user, read again whenever somebody signs in or out on one. */

import type { CoatcheckClient } from '@coatcheck/sdk/browser'
import { useCallback, useEffect, useState } from 'react'

/** A device. */
export type Device = {
  readonly id: string
  readonly transport: 'cookie' | 'token' | 'opaque'
  readonly current: boolean
}

/**
 * The devices, and how to read them again.
 *
 * @param version Another one when something happened on another device.
 */
export function useDevices(
  client: CoatcheckClient,
  sessionId: string,
  version: number,
): readonly [devices: readonly Device[], refresh: () => void] {
  const [devices, setDevices] = useState<readonly Device[]>([])
  const [asked, setAsked] = useState(0)
  useEffect(() => {
    let isCurrent = true
    void client.call<{ readonly data: readonly Device[] }>('/sessions').then((result) => {
      if (isCurrent && result.ok) setDevices(result.body.data)
    })
    return () => {
      isCurrent = false
    }
  }, [client, sessionId, version, asked])
  return [devices, useCallback(() => setAsked((count) => count + 1), [])]
}
