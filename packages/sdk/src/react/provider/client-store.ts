/** One subscription to a client, however many hooks listen. */

import type { ClientState, CoatcheckClient } from '../../browser/client.ts'

/** What hooks read of a client. */
export type ClientStore = {
  readonly subscribe: (listener: () => void) => () => void
  readonly read: () => ClientState
  /** What was known before the client asked anybody: what a server rendered, and hydration starts with. */
  readonly readInitial: () => ClientState
  /** Listens to the client, for as long as anybody who called this has not called it off. */
  readonly connect: () => () => void
}

/** Makes it. Nothing is asked before `connect`. */
export function createClientStore(client: CoatcheckClient): ClientStore {
  const listeners = new Set<() => void>()
  let connections = 0
  let stopListening: (() => void) | null = null
  const tell = (): void => {
    for (const listener of listeners) listener()
  }

  function disconnect(): void {
    connections -= 1
    // Strict mode takes every effect back and runs it again at once: that must not start the client anew.
    queueMicrotask(() => {
      if (connections > 0) return
      stopListening?.()
      stopListening = null
    })
  }

  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    read: () => client.state,
    readInitial: () => client.initialState,
    connect: () => {
      connections += 1
      stopListening ??= client.onChange(tell)
      return disconnect
    },
  }
}
