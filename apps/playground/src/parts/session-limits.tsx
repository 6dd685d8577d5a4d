/** How long the session lives: until its age limit, and until nobody has acted for too long. */

import type { ClientSession } from '@coatcheck/sdk/browser'
import type { ReactNode } from 'react'
import { useNow } from '../hooks/use-now.ts'
import { usePlayground } from '../playground-context.ts'

/** The limits, counting down by the server's clock. */
export function SessionLimits({ session }: { readonly session: ClientSession }): ReactNode {
  const { client } = usePlayground()
  const nowMs = useNow(client.nowMs)
  const rows = [
    ['Signed in for another', session.expireAt],
    ['Without anybody acting', session.abandonAt],
  ] as const
  return (
    <dl className="limits">
      {rows.map(
        ([label, at]) =>
          at !== null && (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                <time dateTime={at.toISOString()}>{duration(at.getTime() - nowMs)}</time>
              </dd>
            </div>
          ),
      )}
    </dl>
  )
}

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A duration in its two greatest units. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const parts: readonly (readonly [amount: number, unit: string])[] = [
    [Math.floor(seconds / DAY), 'd'],
    [Math.floor((seconds % DAY) / HOUR), 'h'],
    [Math.floor((seconds % HOUR) / MINUTE), 'min'],
    [seconds % MINUTE, 's'],
  ]
  const first = Math.max(
    0,
    parts.findIndex(([amount]) => amount > 0),
  )
  const shown = seconds === 0 ? parts.slice(-1) : parts.slice(first, first + 2)
  return shown.map(([amount, unit]) => `${amount} ${unit}`).join(' ')
}
