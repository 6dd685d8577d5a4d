/** `<SessionCountdown>`: how long something lasts yet, second by second. */

import type { ReactNode } from 'react'
import type { ClientState } from '../../browser/client.ts'
import { useOnScreen } from '../clock/use-on-screen.ts'
import { useServerTime } from '../clock/use-server-time.ts'
import { Frame } from '../look/frame.tsx'
import { useLook } from '../look/look.ts'
import { countdown } from '../messages/time.ts'
import { useClientState } from '../provider/use-client.ts'

/** To what it counts. */
export type SessionCountdownProps = {
  /**
   * `session` (default): the absolute limit. `idle`: the end unless the person acts. `token`: the end of the session
   * token, which is renewed before.
   */
  readonly to?: 'idle' | 'session' | 'token'
}

/** The time that is left: it ticks while it is on the screen. Nothing where there is no such end. */
export function SessionCountdown({ to = 'session' }: SessionCountdownProps): ReactNode {
  const { locale, messages } = useLook()
  const end = endOf(useClientState(), to)
  const [place, isOnScreen] = useOnScreen()
  const nowMs = useServerTime({ isRunning: end !== null && isOnScreen })
  if (end === null || nowMs === null) return null
  const seconds = Math.max(0, Math.ceil((end.getTime() - nowMs) / 1000))
  return (
    <Frame shape="inline" className="cc-countdown">
      {/* What ticks each second is read out when it is asked for, and not by itself. */}
      <span ref={place} role="timer" aria-live="off" aria-label={messages.countdown[to]}>
        {seconds === 0 ? messages.countdown.over : countdown(locale, seconds)}
      </span>
    </Frame>
  )
}

function endOf({ session, token }: ClientState, to: 'idle' | 'session' | 'token'): Date | null {
  switch (to) {
    case 'idle':
      return session?.abandonAt ?? null
    case 'session':
      return session?.expireAt ?? null
    case 'token':
      return token?.expiresAt ?? null
  }
}
