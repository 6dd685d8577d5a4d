/** What the feed says of tokens by now, and whether it still says something. */

import { FEED_EVENTS, readFeedEntries, readFeedPosition } from '@coatcheck/core/protocol'
import { createLiveSet, type LiveSet, type TokenNames, type TokenReason } from '@coatcheck/core/verify'
import { type Moment, since, thisMoment } from '../moment.ts'
import type { StreamEvent } from './event-stream.ts'
import { connectFeed, type FeedSource } from './feed-connection.ts'

/** What to do with tokens while the feed is stale. `accept` takes those that live at most 60 seconds. */
export type OnStale = 'accept' | 'reject'

/** A token as the feed judges it. */
export type Fed = {
  readonly names: TokenNames
  /** The name of the key that signed it. */
  readonly keyName: string
  /** As of which position its claims were read. */
  readonly position: number
  readonly lifetimeSeconds: number
}

/** How a feed is doing. */
export type FeedStatus = {
  /** Nothing is known of what happened in the last seconds. */
  readonly isStale: boolean
  /** How long ago a node said that it had read the log, in milliseconds; `Infinity` before the first time. */
  readonly ageMs: number
  /** How many changes are remembered. */
  readonly entries: number
  /** As far as which position of the log all changes are known; `null` before the first snapshot is complete. */
  readonly position: number | null
  /** Why there is no connection; `null` while there is one. */
  readonly failure: unknown
}

/** A feed. */
export type LiveFeed = {
  readonly status: () => FeedStatus
  /** Rises with every change: what was judged under the same version need not be again. */
  readonly version: () => number
  readonly judge: (token: Fed) => TokenReason | null
  /** Whether an API key has changed since an answer about it as of `position`. */
  readonly isApiKeyChanged: (name: string, position: number) => boolean
  /** Whether a token is refused because nothing is known. */
  readonly isTooStaleFor: (token: Fed) => boolean
  /** Resolves once all that counts is known. */
  readonly ready: () => Promise<void>
  readonly close: () => void
}

/** How it is set up. */
export type LiveFeedOptions = FeedSource & {
  readonly onStale: OnStale
  readonly skewSeconds: number
  readonly nowMs: () => number
  /** The keys of the issuer changed. */
  readonly onKeys: () => void
}

/** How long a feed is believed without a heartbeat. */
const STALE_AFTER_MS = 15_000
/** Tokens that are taken all the same. */
const SHORT_LIFE_SECONDS = 60

/** Listens to a feed. */
export function openLiveFeed(options: LiveFeedOptions): LiveFeed {
  const { onStale, skewSeconds, nowMs, onKeys } = options
  let known: LiveSet = createLiveSet()
  /** What a new snapshot has told so far: it counts once it is complete. */
  let coming: LiveSet | null = known
  let version = 0
  let heard: Moment | null = null
  let position: number | null = null
  let failure: unknown = null
  let completed = (): void => {}
  const complete = new Promise<void>((resolve) => {
    completed = resolve
  })

  const onEvent = ({ name, data }: StreamEvent): void => {
    const event = FEED_EVENTS.find((one) => one === name)
    if (event === undefined) return // of a later version
    const value: unknown = JSON.parse(data)
    switch (event) {
      case 'snapshot':
        coming = createLiveSet()
        return
      case 'entries': {
        const entries = readFeedEntries(value)
        if (entries === null) throw new Error('the feed says what nobody understands')
        const set = coming ?? known
        set.add(entries)
        if (set === known) version++
        if (coming === null) position = Math.max(position ?? 0, entries.at(-1)?.[2] ?? 0)
        if (entries.some(([kind]) => kind === 'key')) onKeys()
        return
      }
      case 'current':
        if (coming !== null) {
          known = coming
          coming = null
          version++
          position = null // of another log perhaps
        }
        position = Math.max(position ?? 0, readFeedPosition(value) ?? 0)
        heard = thisMoment()
        known.sweep(Math.floor(nowMs() / 1000) - skewSeconds)
        completed()
    }
  }

  const close = connectFeed(options, {
    onEvent,
    onFailure: (cause) => {
      failure = cause
    },
  })
  const ageMs = (): number => (heard === null ? Infinity : since(heard))
  const isStale = (): boolean => ageMs() > STALE_AFTER_MS

  return {
    status: () => ({ isStale: isStale(), ageMs: ageMs(), entries: known.size(), position, failure }),
    version: () => version,
    judge: ({ names, keyName, position }) =>
      known.isRevokedKey(keyName) ? 'token-key-unknown' : known.judge(names, position),
    isApiKeyChanged: (name, position) => known.isApiKeyChanged(name, position),
    isTooStaleFor: ({ lifetimeSeconds }) =>
      isStale() && (onStale === 'reject' || lifetimeSeconds > SHORT_LIFE_SECONDS),
    ready: () => complete,
    close,
  }
}
