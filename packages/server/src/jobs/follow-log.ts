/** Follows the log: what other nodes changed is known here at once when a wake-up comes, else a second later. */

import { setTimeout as wait } from 'node:timers/promises'
import type { LogEntry } from '@coatcheck/core'
import type { Server } from '../server.ts'

const EVERY_MS = 1_000
/** How long after one look comes the next at the soonest: under load, one look answers many wake-ups. */
const PAUSE_MS = 25
const BATCH = 500

/** What following needs. */
export type Followed = Pick<Server, 'store' | 'policyInForce' | 'keyRing' | 'logger'> & {
  /** Asks the store for its time. */
  readonly askTime: () => Promise<void>
}

/**
 * Follows the log.
 *
 * @param from The head as it was before anything was read that an entry can outdate.
 * @param everyMs How often it is read when nothing wakes this node.
 * @returns Stops it.
 */
export function followLog(followed: Followed, from: number, everyMs: number = EVERY_MS): () => void {
  let isStopped = false
  let woken = new AbortController()

  const follow = async (): Promise<void> => {
    let position = from
    while (!isStopped) {
      await pause(everyMs, woken.signal)
      if (isStopped) return
      woken = new AbortController() // before reading: a wake-up that comes meanwhile may tell of more
      try {
        position = await readOn(followed, position)
        await followed.askTime()
      } catch (error) {
        followed.logger.error({ err: error }, 'the log could not be read')
      }
      await pause(PAUSE_MS)
    }
  }
  void follow()
  const stopListening = followed.store.log.onAppended(() => woken.abort())
  return () => {
    isStopped = true
    stopListening()
    woken.abort()
  }
}

/** Waits, or less when it is cut short. Keeps no process. */
async function pause(ms: number, cutShort?: AbortSignal): Promise<void> {
  await wait(ms, undefined, { ref: false, ...(cutShort && { signal: cutShort }) }).catch(() => {})
}

/** Reads what came behind a position, and makes this node know it. @returns The position it read to. */
async function readOn(followed: Followed, position: number): Promise<number> {
  const { log } = followed.store
  for (;;) {
    const entries = await log.after(position, BATCH)
    await apply(followed, new Set(entries.map(({ kind }) => kind)))
    position = entries.at(-1)?.position ?? position
    if (entries.length < BATCH) return position
  }
}

async function apply(
  { policyInForce, keyRing }: Followed,
  kinds: ReadonlySet<LogEntry['kind']>,
): Promise<void> {
  if (kinds.has('policy')) await policyInForce.reload()
  if (kinds.has('key')) await keyRing.reload()
}
