/** The server's time, for what is shown of it. */

import { useCallback, useSyncExternalStore } from 'react'
import { useParts } from '../provider/parts.ts'

/** From when on somebody counts, and whether anybody looks. */
export type Counting = {
  /** Nothing is shown before that time, in milliseconds since 1970. */
  readonly fromMs?: number
  /** Whether it goes on: `false` for what nobody sees. */
  readonly isRunning?: boolean
}

/** The server's time in whole seconds, as milliseconds; `null` before `fromMs`, and while a page hydrates. */
export function useServerTime({ fromMs = 0, isRunning = true }: Counting = {}): number | null {
  const { clock } = useParts()
  const subscribe = useCallback(
    (listener: () => void) => (isRunning ? clock.subscribe(fromMs, listener) : () => {}),
    [clock, fromMs, isRunning],
  )
  const read = (): number | null => {
    const nowMs = clock.read()
    return nowMs >= fromMs ? nowMs : null
  }
  return useSyncExternalStore(subscribe, read, () => null)
}
