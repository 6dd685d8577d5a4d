/**
 * Wake-ups: whoever appends to the log notifies those that listen, so that they need not wait for their next look.
 *
 * Nothing depends on one. Behind a pooler that hands out connections by the transaction none arrives, as whoever
 * listens has no connection of their own there: such nodes look at the log at their interval.
 */

import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'

/**
 * The channel, as SQL. Channels are a whole database's, so it is named by the number of the very table whose head moves:
 * two schemas of one database don't wake each other, and no name of a schema is too long for it or needs quotes.
 */
export const CHANNEL = "'coatcheck_log_' || 'log_head'::regclass::oid"

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000
/** How often the connection is tried: one that was cut silently looks like one on which nothing happens. */
const TRY_EVERY_MS = 10_000

/**
 * Listens, on a connection of its own that is made again whenever it breaks.
 *
 * @param client A client that is not connected yet, a new one at each call.
 * @param listener Also called whenever listening begins (again): what was appended before woke nobody.
 * @returns Stops it.
 */
function listenForWakeUps(client: () => pg.Client, listener: () => void): () => void {
  const stopping = new AbortController()
  void listenUntil(stopping.signal, client, listener)
  return () => stopping.abort()
}

/**
 * One such connection for all who want to be woken, as long as there are any.
 *
 * @returns Adds a listener, and returns what removes it.
 */
export function shareWakeUps(client: () => pg.Client): (listener: () => void) => () => void {
  const listeners = new Set<{ readonly wake: () => void }>()
  let stop = (): void => {}
  return (wake) => {
    const own = { wake }
    if (listeners.size === 0)
      stop = listenForWakeUps(client, () => {
        for (const listener of listeners) listener.wake()
      })
    listeners.add(own)
    return () => {
      if (listeners.delete(own) && listeners.size === 0) stop()
    }
  }
}

async function listenUntil(
  stopped: AbortSignal,
  client: () => pg.Client,
  listener: () => void,
): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS
  while (!stopped.aborted) {
    await listenOnce(stopped, client(), () => {
      pauseMs = FIRST_PAUSE_MS
      listener()
    }).catch(() => {}) // whoever reads the log meets the same outage, and says so
    await pause(pauseMs, stopped)
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
  }
}

/** Listens until the connection breaks or is not wanted any more. */
async function listenOnce(stopped: AbortSignal, client: pg.Client, listener: () => void): Promise<void> {
  const broken = new AbortController()
  client.on('error', () => broken.abort())
  client.once('end', () => broken.abort())
  client.on('notification', listener)
  const over = AbortSignal.any([stopped, broken.signal])
  try {
    await client.connect()
    const { rows } = await client.query<{ listen: string }>(`SELECT 'LISTEN ' || ${CHANNEL} AS listen`)
    await client.query(rows[0]?.listen ?? '')
    listener()
    while (!over.aborted) {
      await pause(TRY_EVERY_MS, over)
      if (!over.aborted) await client.query('SELECT 1')
    }
  } finally {
    await client.end()
  }
}

/** Waits, unless it is over before. */
async function pause(ms: number, over: AbortSignal): Promise<void> {
  await wait(ms, undefined, { ref: false, signal: over }).catch(() => {})
}
