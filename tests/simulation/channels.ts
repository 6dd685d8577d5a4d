/** Channels between the tabs of one browser: copies of what is said, and for a frozen tab all of it at once, later. */

import type { Environment } from '@coatcheck/sdk/browser'
import type { Agenda } from './agenda.ts'
import type { EventLoop } from './event-loop.ts'

/** The channels of a browser. */
export type Channels = {
  readonly of: (loop: EventLoop) => NonNullable<Environment['openChannel']>
}

type End = { readonly loop: EventLoop; readonly hear: (message: unknown) => void; isOpen: boolean }

const DELIVERY_MS = 1

/** Makes them. */
export function createChannels(agenda: Agenda): Channels {
  const channels = new Map<string, Set<End>>()
  return {
    of: (loop) => (name, onMessage) => {
      const ends = channels.get(name) ?? new Set()
      channels.set(name, ends)
      const own: End = { loop, hear: onMessage, isOpen: true }
      ends.add(own)
      return {
        post: (message) => {
          for (const end of ends) {
            if (end.loop.isOver()) ends.delete(end)
            else if (end !== own) send(end, structuredClone(message))
          }
        },
        close: () => {
          own.isOpen = false
          ends.delete(own)
        },
      }
    },
  }

  function send(end: End, copy: unknown): void {
    agenda.after(DELIVERY_MS, () => end.loop.deliver(() => void (end.isOpen && end.hear(copy))))
  }
}
