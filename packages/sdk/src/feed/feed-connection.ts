/** A connection to the feed that comes back: what it missed is told again, from where it had come to. */

import { pause } from '../pause.ts'
import { readEvents, type StreamEvent } from './event-stream.ts'

/** Where the feed is, and with what to ask. */
export type FeedSource = { readonly url: string; readonly key: string; readonly fetch: typeof fetch }

/** Who hears it. */
export type FeedListener = {
  /** @throws When the event is not one of the feed's: the connection is made anew. */
  readonly onEvent: (event: StreamEvent) => void
  /** Why there is no connection; `null` once there is one. */
  readonly onFailure: (cause: unknown) => void
}

/** How soon it is tried again, in milliseconds: twice as long after each failure. */
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000
/** A connection on which nothing came for so long is dead. */
const SILENCE_MS = 15_000

/** Keeps a connection. @returns Ends it. */
export function connectFeed(source: FeedSource, listener: FeedListener): () => void {
  const over = new AbortController()
  void keepConnected(source, listener, over.signal)
  return () => over.abort()
}

async function keepConnected(source: FeedSource, listener: FeedListener, over: AbortSignal): Promise<void> {
  let cursor: string | null = null
  let pauseMs = FIRST_PAUSE_MS
  while (!over.aborted) {
    try {
      for await (const event of listen(source, cursor, over)) {
        listener.onEvent(event)
        cursor = event.id ?? cursor
        pauseMs = FIRST_PAUSE_MS
        listener.onFailure(null)
      }
      throw new Error('the feed ended')
    } catch (cause) {
      if (over.aborted) return
      listener.onFailure(cause)
    }
    await pause(pauseMs * (0.5 + Math.random()), over) // spread, as others were cut off at the same moment
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
  }
}

async function* listen(
  { url, key, fetch }: FeedSource,
  cursor: string | null,
  over: AbortSignal,
): AsyncGenerator<StreamEvent> {
  const silence = new AbortController()
  const hush = (): ReturnType<typeof setTimeout> =>
    setTimeout(() => silence.abort(new Error('the feed fell silent')), SILENCE_MS)
  let timer = hush()
  try {
    const response = await fetch(url, {
      headers: {
        accept: 'text/event-stream',
        authorization: `Bearer ${key}`,
        ...(cursor === null ? {} : { 'last-event-id': cursor }),
      },
      redirect: 'manual', // the key is for this server alone
      signal: AbortSignal.any([over, silence.signal]),
    })
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel()
      throw new Error(`the feed answered ${response.status}`)
    }
    for await (const event of readEvents(response.body)) {
      clearTimeout(timer)
      timer = hush()
      yield event
    }
  } finally {
    clearTimeout(timer)
  }
}
