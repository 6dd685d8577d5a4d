/** What components show of the API: asked for once, however many of them show it. */

import type { ApiResult } from '../../browser/client.ts'
import type { CallFailure } from '../../browser/outcome.ts'

/** What is known of something that was asked for. The same object until something of it changes. */
export type Resource<Body> = {
  /** `undefined` until it is there; what was known last while it is asked for anew. */
  readonly body: Body | undefined
  /** Why it could not be had, when it was asked for last. */
  readonly failure: CallFailure | null
}

/** All of it, by names. */
export type ResourceStore = {
  readonly read: (name: string) => Resource<unknown>
  /** Asks for it, unless it is fresh or asked for already. */
  readonly subscribe: (name: string, ask: Ask, listener: () => void) => () => void
  /** Asks anew, if anybody listens. */
  readonly reload: (name: string) => Promise<void>
}

/** How something is asked for. */
type Ask = () => Promise<ApiResult>

/** What nobody has asked for yet. */
export const UNKNOWN: Resource<never> = { body: undefined, failure: null }

/** What comes and goes on the screen is not asked for more often than this. */
const FRESH_MS = 5000

type Entry = {
  resource: Resource<unknown>
  readonly ask: Ask
  /** The question whose answer counts: that to an older one, which comes late, is dropped. */
  asking: Promise<void> | null
  askedAtMs: number
  readonly listeners: Set<() => void>
}

/** Under which name something that a session may see is kept. */
export function resourceName(path: string, sessionId: string | null): string {
  return `${sessionId ?? ''} ${path}`
}

/** Makes it, with the time that says what is fresh. */
export function createResourceStore(nowMs: () => number): ResourceStore {
  const entries = new Map<string, Entry>()

  function open(name: string, ask: Ask): Entry {
    const entry: Entry = {
      resource: UNKNOWN,
      ask,
      asking: null,
      askedAtMs: Number.NEGATIVE_INFINITY,
      listeners: new Set(),
    }
    entries.set(name, entry)
    return entry
  }

  async function load(entry: Entry): Promise<void> {
    entry.askedAtMs = nowMs()
    const asking = entry.ask().then((answer) => {
      if (entry.asking !== asking) return
      entry.asking = null
      const { body } = entry.resource
      entry.resource = answer.ok ? { body: answer.body, failure: null } : { body, failure: answer }
      for (const listener of entry.listeners) listener()
    })
    entry.asking = asking
    await asking
  }

  return {
    read: (name) => entries.get(name)?.resource ?? UNKNOWN,
    subscribe: (name, ask, listener) => {
      const entry = entries.get(name) ?? open(name, ask)
      const isWatched = entry.listeners.size > 0
      const isFresh = Math.abs(nowMs() - entry.askedAtMs) < FRESH_MS
      entry.listeners.add(listener)
      if (!isWatched && !isFresh && entry.asking === null) void load(entry)
      return () => entry.listeners.delete(listener)
    },
    reload: async (name) => {
      const entry = entries.get(name)
      if (entry !== undefined && entry.listeners.size > 0) await load(entry)
    },
  }
}
