/**
 * Follows the log: what other nodes changed is known here at once when a wake-up comes, else a second later.
 *
 * The log may also go back: a standby that took over, or a copy that was restored, lacks the newest of what was read.
 * Then all that is kept here is read again.
 */

import { LOG_KEEP_MS, type LogEntry, type LogStore, type Store } from '@coatcheck/core'
import type { FeedWriter } from '../feed/feed.ts'
import type { Server } from '../server.ts'
import { machineTimers, type Timers } from './timers.ts'

const EVERY_MS = 1_000
/** How long after one look comes the next at the soonest: under load, one look answers many wake-ups. */
const PAUSE_MS = 25
const BATCH = 500
/** Entries may be gone when the last look is longer ago than this. */
const OUT_OF_TOUCH_MS = LOG_KEEP_MS / 2

/** What following needs. */
export type Followed = Pick<
  Server,
  'policyInForce' | 'templates' | 'clientAlgorithms' | 'keyRing' | 'logger' | 'clock'
> & {
  readonly feed: FeedWriter
  readonly store: Pick<Store, 'log' | 'copies'>
  /** Asks the store for its time. */
  readonly askTime: () => Promise<void>
}

/** How far the log is known, and of which database server. */
export type LogPlace = { readonly position: number; readonly incarnation: string }

async function readPlace(log: LogStore): Promise<LogPlace> {
  const incarnation = await log.incarnation()
  return { incarnation, position: await log.head() }
}

/**
 * All that the log holds, and of which database server it is: what a node begins with. To be read before anything
 * that an entry can outdate.
 */
export async function readLog(log: LogStore): Promise<{ readonly entries: readonly LogEntry[] } & LogPlace> {
  const place = await readPlace(log)
  return { ...place, entries: await readAfter(log, 0) }
}

async function readAfter(log: LogStore, position: number): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = []
  for (;;) {
    const more = await log.after(entries.at(-1)?.position ?? position, BATCH)
    entries.push(...more)
    if (more.length < BATCH) return entries
  }
}

/**
 * Follows the log.
 *
 * @param everyMs How often it is read when nothing wakes this node.
 * @returns Stops it.
 */
export function followLog(
  followed: Followed,
  from: LogPlace,
  everyMs: number = EVERY_MS,
  { pause }: Timers = machineTimers,
): () => void {
  let isStopped = false
  let woken = new AbortController()
  const look = createLook(followed, from)

  const follow = async (): Promise<void> => {
    while (!isStopped) {
      await pause(everyMs, woken.signal)
      if (isStopped) return
      woken = new AbortController() // before the look: a wake-up that comes meanwhile may tell of more
      try {
        await look()
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

/** Makes one look at the log: reads what is new and makes this node know it. */
function createLook(followed: Followed, from: LogPlace): () => Promise<void> {
  const { logger, clock, feed } = followed
  const { log, copies } = followed.store
  let { position, incarnation } = from
  let lookedAtMs = clock.nowMs()
  let isOutdated = false // stays so until all was read again, however many looks that takes

  const readOn = async (): Promise<void> => {
    for (;;) {
      const entries = await log.after(position, BATCH)
      await reload(followed, new Set(entries.map(({ kind }) => kind)))
      await copies?.apply(entries)
      feed.append(entries)
      position = entries.at(-1)?.position ?? position
      if (entries.length < BATCH) return
    }
  }

  return async () => {
    const place = await readPlace(log)
    if (place.incarnation !== incarnation || clock.nowMs() - lookedAtMs > OUT_OF_TOUCH_MS) isOutdated = true
    incarnation = place.incarnation
    if (place.position < position) {
      isOutdated = true
      await log.movePast(position)
      logger.warn(
        { seen: position, found: place.position },
        'the log went back: what was written last is lost',
      )
    }
    if (isOutdated) {
      const now = await readLog(log) // before reading again: what is appended from now on is read as usual
      await reload(followed, EVERYTHING)
      await copies?.distrust()
      feed.restart(now.entries, now.incarnation)
      position = Math.max(now.position, now.entries.at(-1)?.position ?? 0)
      isOutdated = false
    }
    await readOn()
    feed.confirm(position)
    lookedAtMs = clock.nowMs()
  }
}

const EVERYTHING: ReadonlySet<LogEntry['kind']> = new Set(['policy', 'key'])

async function reload(
  { policyInForce, templates, clientAlgorithms, keyRing }: Followed,
  kinds: ReadonlySet<LogEntry['kind']>,
): Promise<void> {
  if (kinds.has('policy')) {
    await policyInForce.reload()
    await templates.reload()
    await clientAlgorithms.reload()
  }
  if (!kinds.has('key')) return
  await keyRing.reload()
  await keyRing.rotateIfDue() // a ring that lost its keys needs one at once
}
