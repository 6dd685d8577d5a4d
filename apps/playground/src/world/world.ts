/**
 * The world that a client of the playground lives in: the browser's own, with switches. The client is the real one; it
 * is its network and its clock that are lied about, through the ports that it has for them.
 */

import type { Environment } from '@coatcheck/sdk/browser'
import { observable, type Settable } from '../observable.ts'
import { lostInTransit, otherAnswer } from './bad-answers.ts'

/** What the network does. */
export type Network = 'fine' | 'offline' | 'down' | 'captive'

/** How the switches stand. */
export type WorldState = {
  readonly network: Network
  /** The answer to the next request gets lost. */
  readonly losesNext: boolean
  /** How wrong the clock of this machine is. */
  readonly clockOffsetMs: number
}

/** An answer that was dropped after the server had given it. */
export type LostAnswer = { readonly method: string; readonly path: string; readonly status: number }

/** A world. */
export type World = {
  readonly environment: Pick<Environment, 'fetch' | 'wallMs' | 'isOnline' | 'onOnlineChange'>
  readonly state: Settable<WorldState>
}

const CALM: WorldState = { network: 'fine', losesNext: false, clockOffsetMs: 0 }

/** Makes a world in which all is well. */
export function createWorld(onLost: (lost: LostAnswer) => void): World {
  const state = observable(CALM)
  const underWay = new Set<AbortController>()
  state.subscribe(() => {
    if (state.get().network === 'fine') return
    for (const request of underWay) request.abort()
    underWay.clear()
  })

  async function fetchThrough(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const { network } = state.get()
    if (network === 'offline') throw lostInTransit()
    if (network !== 'fine') return otherAnswer(network)
    const request = new Request(input, init)
    const path = new URL(request.url).pathname
    const cut = new AbortController()
    underWay.add(cut)
    const response = await fetch(request, { signal: AbortSignal.any([request.signal, cut.signal]) })
    // A stream stays under way for as long as it is read: it breaks off with the network.
    if (isStream(response)) return response
    underWay.delete(cut)
    if (!state.get().losesNext || !path.startsWith('/api/auth/')) return response
    state.set((before) => ({ ...before, losesNext: false }))
    await response.arrayBuffer() // it was given: the server has done its part
    onLost({ method: request.method, path, status: response.status })
    throw lostInTransit()
  }

  return {
    state,
    environment: {
      fetch: fetchThrough,
      wallMs: () => Date.now() + state.get().clockOffsetMs,
      isOnline: () => state.get().network !== 'offline' && navigator.onLine,
      onOnlineChange: (listener) => onOnlineChange(state, listener),
    },
  }
}

function isStream({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') === true
}

function onOnlineChange(state: World['state'], listener: () => void): () => void {
  let wasOffline = state.get().network === 'offline'
  const stop = state.subscribe(() => {
    const isOffline = state.get().network === 'offline'
    if (isOffline === wasOffline) return
    wasOffline = isOffline
    listener()
  })
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    stop()
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}
