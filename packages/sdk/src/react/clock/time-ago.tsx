/** A moment, as people speak of it. */

import type { ReactNode } from 'react'
import { useLook } from '../look/look.ts'
import { exactTime, relativeTime } from '../messages/time.ts'
import { useServerTime } from './use-server-time.ts'

/** How long ago something was, or how soon it is: `5 minutes ago`, `in 2 days`. `null` until that can be told. */
export function useTimeAgo(at: Date): string | null {
  const { locale, messages } = useLook()
  // What is told in minutes need not tick: it is told anew whenever what is around it changes.
  const nowMs = useServerTime({ isRunning: false })
  return nowMs === null ? null : (relativeTime(locale, at, nowMs) ?? messages.countdown.now)
}

/** A sentence with such a moment in it: `Last active 5 minutes ago`. */
export function TimeAgo({ at, sentence }: { readonly at: Date; readonly sentence: string }): ReactNode {
  const { locale } = useLook()
  const time = useTimeAgo(at)
  if (time === null) return null
  const [before, after] = sentence.split('{time}')
  return (
    <>
      {before}
      <time dateTime={at.toISOString()} title={exactTime(locale, at)}>
        {time}
      </time>
      {after}
    </>
  )
}
