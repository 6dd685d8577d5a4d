/** A value that is watched: what React's `useSyncExternalStore` asks for, and no more. */

/** A value and those who want to hear when it is another one. */
export type Observable<T> = {
  readonly get: () => T
  readonly subscribe: (listener: () => void) => () => void
}

/** One that can be set. */
export type Settable<T> = Observable<T> & { readonly set: (change: (before: T) => T) => void }

/** Makes one. */
export function observable<T>(initial: T): Settable<T> {
  const listeners = new Set<() => void>()
  let value = initial
  return {
    get: () => value,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    set: (change) => {
      const next = change(value)
      if (Object.is(next, value)) return
      value = next
      for (const listener of listeners) listener()
    },
  }
}
