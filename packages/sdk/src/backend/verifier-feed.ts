/** The feed behind a verifier, for what else it tells of than tokens. */

import type { LiveFeed } from '../feed/live-feed.ts'

const feeds = new WeakMap<object, LiveFeed>()

/** Remembers whose it is. */
export function rememberFeed(verifier: object, feed: LiveFeed | null): void {
  if (feed !== null) feeds.set(verifier, feed)
}

/** The feed of a verifier; `null` without one. */
export function feedOf(verifier: object): LiveFeed | null {
  return feeds.get(verifier) ?? null
}
