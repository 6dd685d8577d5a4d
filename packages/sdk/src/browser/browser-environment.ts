/** The environment of a page or a worker, as far as it has one: what is missing is done without. */

import type { Environment, Locks, Page, Wake } from './environment.ts'

/** Reads what is there. To be called where the client begins to work: a server that renders has none of it. */
export function browserEnvironment(): Environment {
  const { locks } = (globalThis.navigator ?? {}) as { readonly locks?: LockManager }
  return {
    fetch: (input, init) => globalThis.fetch(input, init),
    monotonicMs: () => performance.now(),
    wallMs: () => Date.now(),
    random: Math.random,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    setTimer: (afterMs, callback) => {
      // Browsers take what is longer for nothing.
      const timer = setTimeout(callback, Math.min(afterMs, 2_147_483_647))
      return () => clearTimeout(timer)
    },
    locks: locks === undefined ? null : webLocks(locks),
    openChannel: typeof BroadcastChannel === 'undefined' ? null : openChannel,
    page: typeof document === 'undefined' ? null : pageOf(document),
    isOnline: () => globalThis.navigator?.onLine !== false,
    onOnlineChange: (listener) => {
      if (typeof globalThis.addEventListener !== 'function') return () => {}
      return listenTo(['online', 'offline'], listener)
    },
    tabMemory: {
      get: (name) => inTab((storage) => storage.getItem(name)),
      set: (name, value) =>
        inTab((storage) => (value === null ? storage.removeItem(name) : storage.setItem(name, value))),
    },
  }
}

function openChannel(
  name: string,
  onMessage: (message: unknown) => void,
): ReturnType<NonNullable<Environment['openChannel']>> {
  const channel: BroadcastChannel & { readonly unref?: () => void } = new BroadcastChannel(name)
  channel.onmessage = ({ data }) => onMessage(data)
  channel.unref?.() // in Node it would keep the program running
  return { post: (message) => channel.postMessage(message), close: () => channel.close() }
}

function pageOf(page: Document): Page {
  const isVisible = (): boolean => page.visibilityState === 'visible'
  return {
    isVisible,
    onWake: (listener) =>
      listenTo(['visibilitychange', 'resume', 'pageshow'], (event) => {
        const { type, persisted } = event as PageTransitionEvent
        if (isVisible() && (type !== 'pageshow' || persisted)) listener(type as Wake)
      }),
    onHide: (listener) => listenTo(['visibilitychange'], () => !isVisible() && listener()),
    // What a script makes up is nobody's act.
    onAct: (listener) =>
      listenTo(['pointerdown', 'pointermove', 'keydown', 'wheel'], (event) => event.isTrusted && listener()),
  }
}

/** Listens to everything of these names in the page or worker, wherever in it. */
function listenTo(names: readonly string[], listener: (event: Event) => void): () => void {
  const over = new AbortController()
  const options = { passive: true, capture: true, signal: over.signal }
  for (const name of names) globalThis.addEventListener(name, listener, options)
  return () => over.abort()
}

function webLocks(locks: LockManager): Locks {
  return {
    exclusively: async (name, { stealAfterMs, onWait }, work) => {
      const free = await held(locks, name, { ifAvailable: true }, work)
      if (free !== null) return await free.work
      onWait?.()
      const late = new AbortController()
      const timer = setTimeout(() => late.abort(), stealAfterMs)
      // Whoever froze with the lock must not keep everybody else waiting: what two do at once is safe, only more work.
      const turn =
        (await held(locks, name, { signal: late.signal }, work, () => clearTimeout(timer))) ??
        (await held(locks, name, { steal: true }, work))
      // Where locks are refused altogether, as to a page without an origin, there are no other tabs either.
      return await (turn?.work ?? work())
    },
    inTurn: async (name, over, work) => {
      let began = false
      const begin = async (): Promise<void> => {
        began = true
        await work()
      }
      try {
        await locks.request(name, { signal: over }, begin)
      } catch (error) {
        if (began) throw error
        if (!over.aborted) await begin() // no locks for a page without an origin
      }
    },
  }
}

/**
 * Begins the work with the lock. What comes of the work is apart from what becomes of the lock: that of a tab that was
 * frozen may be taken from it meanwhile.
 *
 * @returns `null` when the lock was not to be had, or not in time.
 */
function held<T>(
  locks: LockManager,
  name: string,
  options: LockOptions,
  work: () => Promise<T>,
  onHeld: () => void = () => {},
): Promise<{ readonly work: Promise<T> } | null> {
  return new Promise((resolve) => {
    const over = locks.request(name, options, async (lock) => {
      if (lock === null) return resolve(null)
      onHeld()
      const working = work()
      resolve({ work: working })
      await working.catch(() => {}) // whoever asked for it hears of it
    })
    over.catch(() => resolve(null)) // taken from us after we began, or not had in time
  })
}

/**
 * Uses the storage of this tab; `null` where there is none, or it is blocked or full, which throws. Which account a tab
 * was on is forgotten then at its next reload: the browser's active one is taken.
 */
function inTab<T>(work: (storage: Storage) => T): T | null {
  try {
    return work(globalThis.sessionStorage)
  } catch {
    return null
  }
}
