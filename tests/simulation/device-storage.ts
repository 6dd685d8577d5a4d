/** What a device keeps of a client in `token` mode: one text, which its tabs read and replace, each in its own time. */

import type { SessionStorage } from '@coatcheck/sdk/browser'
import type { EventLoop } from './event-loop.ts'
import type { Ground } from './ground.ts'

/** A storage. */
export type DeviceStorage = {
  readonly of: (loop: EventLoop) => Required<Pick<SessionStorage, 'read' | 'write' | 'replace'>>
  /** What is on it, whole: for whoever copies the disk. */
  readonly peek: () => string | null
  /** From now on reads and writes fail, or work again. */
  readonly setTrouble: (isFull: boolean) => void
}

/** Makes an empty one. What was asked for is done in order, also when whoever asked is frozen or gone by then. */
export function createDeviceStorage({ agenda, dice }: Pick<Ground, 'agenda' | 'dice'>): DeviceStorage {
  let text: string | null = null
  let isFull = false
  let freeAtMs = 0

  /** Does something at its turn; the tab hears of it a little later. */
  function inOrder<T>(loop: EventLoop, act: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const atMs = Math.max(freeAtMs, agenda.nowMs()) + dice.between(0, 3)
      freeAtMs = atMs
      agenda.after(atMs - agenda.nowMs(), () => {
        const tell = (answer: () => void): void =>
          void agenda.after(dice.between(0, 1), () => loop.deliver(answer))
        try {
          const done = act()
          tell(() => resolve(done))
        } catch (error) {
          tell(() => reject(error))
        }
      })
    })
  }

  function put(loop: EventLoop, next: string | null): void {
    // A page that was closed before its turn came has written nothing.
    if (loop.isOver()) return
    if (isFull) throw new Error('QuotaExceededError')
    text = next
  }

  return {
    of: (loop) => ({
      name: 'device',
      read: () => inOrder(loop, () => text),
      write: (next) => inOrder(loop, () => put(loop, next)),
      replace: (before, after) =>
        inOrder(loop, () => {
          if (text !== before) return false
          put(loop, after)
          return true
        }),
    }),
    peek: () => text,
    setTrouble: (now) => {
      isFull = now
    },
  }
}
