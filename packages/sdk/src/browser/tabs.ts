/** What the tabs of one browser tell each other: tokens, who is signed in, and who no longer is. */

import type { SessionEndedReason } from '@coatcheck/core/protocol'
import type { ClientSession } from './client.ts'
import type { Channel, Environment } from './environment.ts'
import type { HeldToken } from './token-freshness.ts'
import { isMembers } from './wire.ts'

/** A message. All tabs are of one origin, and so of one mind; of another version, they are not understood. */
export type TabMessage =
  | {
      readonly kind: 'token'
      readonly sessionId: string
      readonly key: string
      readonly token: HeldToken
      /** It came from the server just now. */
      readonly isNew: boolean
      /** What time it is at the server: how long it lives is worth nothing to a tab that does not know. */
      readonly nowMs: number
    }
  /** Who has a token of that key, or any? */
  | { readonly kind: 'ask'; readonly key: string | null }
  /** Who is signed in is as follows. */
  | {
      readonly kind: 'accounts'
      readonly sessions: readonly ClientSession[]
      readonly signedIn: string | null
    }
  | { readonly kind: 'ended'; readonly sessionId: string; readonly reason: SessionEndedReason }
  /** What tokens of that user say is no longer so. */
  | { readonly kind: 'outdated'; readonly userId: string }
  /** The person acted. */
  | { readonly kind: 'session'; readonly session: ClientSession }

/** The other tabs; of no effect where there is no channel. */
export type Tabs = { readonly tell: (message: TabMessage) => void; readonly close: () => void }

const VERSION = 1

/** Opens the channel. */
export function openTabs(
  { openChannel }: Pick<Environment, 'openChannel'>,
  name: string,
  onMessage: (message: TabMessage) => void,
): Tabs {
  const channel: Channel | null =
    openChannel?.(name, (data) => {
      if (isMembers(data) && data['v'] === VERSION && isMembers(data['message']))
        onMessage(data['message'] as TabMessage)
    }) ?? null
  return {
    tell: (message) => channel?.post({ v: VERSION, message }),
    close: () => channel?.close(),
  }
}
