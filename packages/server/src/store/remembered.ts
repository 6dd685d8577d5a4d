/** Values as this node read them last, until the log or a write of its own says that they changed. */

import type { AsOf, Clock } from '@coatcheck/core'

const MAX_VALUES = 20_000
const LIFE_MS = 60_000

/** Remembered values by name. */
export type Remembered<V> = {
  readonly get: (name: string) => Promise<V>
  /** The same for a token. @param position Of the log when its session was read. */
  readonly getAsOf: (name: string, position: number) => Promise<AsOf<V>>
  readonly drop: (name: string) => void
  readonly dropIf: (concerns: (value: V, name: string) => boolean) => void
  /** Whatever the log names as far as this position was dropped: what is still here is as new as that. */
  readonly confirm: (position: number) => void
  readonly clear: () => void
}

type Entry<V> = {
  readonly value: V
  /** Of the log when it was read, if that is known. */
  readonly position: number | null
  readonly untilMs: number
}

/** Makes an empty memory of what `read` reads. */
export function createRemembered<V>(read: (name: string) => Promise<V>, clock: Clock): Remembered<V> {
  const known = new Map<string, Entry<V>>()
  let drops = 0
  let confirmed = 0

  function peek(name: string): Entry<V> | null {
    const entry = known.get(name)
    return entry !== undefined && clock.nowMs() < entry.untilMs ? entry : null
  }

  async function readNow(name: string, position: number | null): Promise<V> {
    const before = drops
    const value = await read(name)
    if (drops === before) keep(name, { value, position, untilMs: clock.nowMs() + LIFE_MS })
    return value
  }

  function keep(name: string, entry: Entry<V>): void {
    known.delete(name)
    known.set(name, entry)
    const [oldest] = known.keys()
    if (known.size > MAX_VALUES && oldest !== undefined) known.delete(oldest)
  }

  return {
    get: async (name) => {
      const entry = peek(name)
      return entry === null ? await readNow(name, null) : entry.value
    },
    getAsOf: async (name, position) => {
      const entry = peek(name)
      return entry === null || entry.position === null
        ? { value: await readNow(name, position), position }
        : { value: entry.value, position: Math.min(Math.max(entry.position, confirmed), position) }
    },
    // What is being read meanwhile may be older than what dropped it: nothing of it is kept.
    drop: (name) => {
      drops += 1
      known.delete(name)
    },
    dropIf: (concerns) => {
      drops += 1
      for (const [name, { value }] of known) if (concerns(value, name)) known.delete(name)
    },
    // A session may be known as of long ago while its user is read anew: that must not stay so for the next tokens.
    confirm: (position) => {
      confirmed = Math.max(confirmed, position)
    },
    clear: () => {
      drops += 1
      confirmed = 0
      known.clear()
    },
  }
}
