/** What stands in the window of a test's page. */

import type { CoatcheckClient, TraceEntry } from '@coatcheck/sdk/browser'
import type { NeededReverification } from '@coatcheck/sdk/react'
import type { Wanted } from './application.tsx'
import type { Seen } from './scenes.tsx'

declare global {
  interface Window {
    client: CoatcheckClient
    readonly seen: Seen[]
    readonly trace: TraceEntry[]
    readonly needed: NeededReverification[]
    /** Where the application's own router was told to go. */
    readonly went: { readonly url: string; readonly replace: boolean }[]
    unmount: () => void
    /** Shows the same, in another language or otherwise. */
    change: (changed: Pick<Wanted, 'language' | 'provider'>) => void
  }
}
