/** Locks between the tabs of one browser, as browsers have them: a frozen tab keeps its lock, which may be stolen. */

import type { Locks } from '@coatcheck/sdk/browser'
import type { Agenda } from './agenda.ts'
import type { EventLoop } from './event-loop.ts'

/** The locks of a browser. */
export type LockManager = {
  /** The locks as one tab has them. */
  readonly of: (loop: EventLoop) => Locks
  /** A tab is gone: what it had is free, what it waited for is given to others. */
  readonly release: (loop: EventLoop) => void
}

type Request = { readonly loop: EventLoop; readonly begin: () => void }
type Lock = { holder: Request | null; readonly queue: Request[] }

/** How long it takes until the next in line knows. */
const GRANT_MS = 1

/** Makes them, all free. */
export function createLockManager(agenda: Agenda): LockManager {
  const locks = new Map<string, Lock>()
  const lockOf = (name: string): Lock => {
    const lock = locks.get(name) ?? { holder: null, queue: [] }
    locks.set(name, lock)
    return lock
  }

  function grant(lock: Lock): void {
    const next = lock.queue.shift() ?? null
    lock.holder = next
    // It has the lock from now on, also while it is frozen and does not know.
    if (next !== null) agenda.after(GRANT_MS, () => next.loop.deliver(next.begin))
  }

  function letGo(lock: Lock, request: Request): void {
    if (lock.holder === request) grant(lock)
  }

  /** Begins the work, and frees the lock after it, if it was not stolen. */
  function request(lock: Lock, loop: EventLoop, work: () => Promise<unknown>): Request {
    const made: Request = {
      loop,
      begin: () => {
        const free = (): void => letGo(lock, made)
        work().then(free, free)
      },
    }
    return made
  }

  function leave(lock: Lock, request: Request): boolean {
    const at = lock.queue.indexOf(request)
    if (at !== -1) lock.queue.splice(at, 1)
    return at !== -1
  }

  return {
    of: (loop) => ({
      exclusively: (name, { stealAfterMs, onWait }, work) =>
        new Promise((resolve, reject) => {
          const lock = lockOf(name)
          let giveUpStealing = (): void => {}
          const own = request(lock, loop, async () => {
            giveUpStealing()
            await work().then(resolve, reject)
          })
          if (lock.holder === null) {
            lock.holder = own
            return own.begin()
          }
          onWait?.()
          lock.queue.push(own)
          giveUpStealing = loop.setTimer(stealAfterMs, () => {
            if (!leave(lock, own)) return
            lock.holder = own
            own.begin()
          })
        }),
      inTurn: (name, over, work) =>
        new Promise((resolve, reject) => {
          const lock = lockOf(name)
          const own = request(lock, loop, () =>
            (over.aborted ? Promise.resolve() : work()).then(resolve, reject),
          )
          over.addEventListener('abort', () => leave(lock, own) && resolve())
          if (lock.holder === null) {
            lock.holder = own
            own.begin()
          } else lock.queue.push(own)
        }),
    }),
    release: (loop) => {
      for (const lock of locks.values()) {
        for (const waiting of lock.queue.filter((one) => one.loop === loop)) leave(lock, waiting)
        if (lock.holder?.loop === loop) grant(lock)
      }
    },
  }
}
