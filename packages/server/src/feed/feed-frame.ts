/** The feed's events as the bytes that go over the wire: made once, however many verifiers listen. */

import { createHash } from 'node:crypto'
import type { LogEntry } from '@coatcheck/core'
import { FEED_KINDS, FEED_NAME_BYTES, type FeedEntry, type FeedEvent } from '@coatcheck/core/protocol'

/** The name of an id in the feed. */
export function feedName(id: string): string {
  return createHash('sha256').update(id).digest().subarray(0, FEED_NAME_BYTES).toString('base64url')
}

/** An entry of the log as the feed tells it; `null` for one that outdates no token. */
export function feedEntryOf({ kind, id, position, untilMs }: LogEntry): FeedEntry | null {
  const told = FEED_KINDS.find((one) => one === kind)
  return told === undefined ? null : [told, feedName(id), position, Math.ceil(untilMs / 1000)]
}

/** One server-sent event. @param cursor Where a reader that has it goes on. */
export function feedFrame(event: FeedEvent, data: unknown, cursor: string): Uint8Array {
  return Buffer.from(`id: ${cursor}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
}
