/** `useInactivityMonitor`: warns before somebody is signed out because nothing was done. */

import { useCallback } from 'react'
import type { CallFailure } from '../../browser/outcome.ts'
import { useServerTime } from '../clock/use-server-time.ts'
import { useClient, useClientState } from '../provider/use-client.ts'

/** How early. */
export type InactivityOptions = {
  /** So long before the end, in seconds: half of the idle limit at most. Default 60. */
  readonly warnBeforeSeconds?: number | undefined
}

/** Whether the end is near. */
export type InactivityMonitor = {
  readonly isWarning: boolean
  /** How long there is to act, in whole seconds; `null` while there is nothing to warn of. */
  readonly secondsLeft: number | null
  /** Says that the person is there: the idle limit counts from now. */
  readonly stay: () => Promise<{ readonly ok: true } | CallFailure>
}

/**
 * Warns so long before the idle limit of the session ends it. Whatever the person does in any tab moves that limit, and
 * ends the warning; a session without an idle limit is never warned of. A warning comes in the second half of the idle
 * limit at the earliest, however early it was asked for.
 */
export function useInactivityMonitor({ warnBeforeSeconds = 60 }: InactivityOptions = {}): InactivityMonitor {
  const client = useClient()
  const { session } = useClientState()
  const endsMs = session?.abandonAt?.getTime() ?? Number.POSITIVE_INFINITY
  const limitMs = endsMs - (session?.lastActiveAt.getTime() ?? 0)
  // Who has just acted is not warned, however short the limit is.
  const warnMs = Math.min(warnBeforeSeconds * 1000, limitMs / 2)
  const nowMs = useServerTime({ fromMs: endsMs - warnMs, isRunning: Number.isFinite(endsMs) })
  const secondsLeft = nowMs === null ? null : Math.max(0, Math.ceil((endsMs - nowMs) / 1000))
  return { isWarning: secondsLeft !== null, secondsLeft, stay: useCallback(() => client.touch(), [client]) }
}
