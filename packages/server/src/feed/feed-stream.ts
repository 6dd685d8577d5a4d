/** A reader of the feed as a streaming answer. */

import { problem } from '../http/problem.ts'
import type { Feed, FeedReader } from './feed.ts'

/** What somebody listens to, and how far they heard it. */
export type Listening = Pick<FeedReader, 'frameOf' | 'beat' | 'keyId'> & {
  readonly cursor: string | null
  /** Whether there is nothing more to hear: the answer is over then. */
  readonly isOver?: () => boolean
  /** Called once with what tells something that the feed does not say by itself. */
  readonly onOpen?: (tell: (frame: Uint8Array) => void) => void
  /** What it counts among, and how many of each may listen to one node. */
  readonly limits: { readonly [group: string]: number }
}

/** How much may wait for a slow reader; one that is further behind is let go, and resumes by its cursor. */
const MAX_WAITING_BYTES = 1024 * 1024

/** Answers with the feed until either side ends it. */
export function streamFeed(
  feed: Feed,
  { cursor, limits, isOver: isAllSaid, onOpen, ...listening }: Listening,
): Response {
  const groups = Object.keys(limits)
  if (groups.some((group) => feed.readers(group) >= (limits[group] ?? 0)))
    return problem('server_busy', { retryAfterMs: 1000 })
  let leave = (): void => {}
  let isOver = false
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        let allowance = Infinity // what is told at first may be long, and is not the reader's fault
        const reader: FeedReader = {
          ...listening,
          groups,
          take: (frame) => {
            if (isOver) return true
            controller.enqueue(frame)
            return isAllSaid?.() !== true && (controller.desiredSize ?? 0) > -allowance
          },
          end: () => {
            if (isOver) return
            isOver = true
            controller.close()
          },
        }
        onOpen?.((frame) => {
          if (reader.take(frame)) return
          leave()
          reader.end()
        })
        leave = feed.join(reader, cursor)
        allowance = Math.max(0, -(controller.desiredSize ?? 0))
      },
      cancel: () => {
        isOver = true // what is still asked of the store for it has nobody to be told to
        leave()
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MAX_WAITING_BYTES }),
  )
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no', // proxies that gather answers would hold this one for ever
    },
  })
}
