/**
 * The feed: what outdates tokens that are out, told to verifiers as server-sent events.
 *
 * A connection begins with `snapshot` (what was known before counts no more) unless it resumes; then come `entries`,
 * and `current` once all that is known has been told, and again every few seconds, each time that the log was read.
 */

/** Where nodes tell it. */
export const FEED_PATH = '/api/feed'

/** How often a node says that it is in touch with the log, in seconds. */
export const FEED_HEARTBEAT_SECONDS = 5

/** The events of the feed. */
export const FEED_EVENTS = ['snapshot', 'entries', 'current'] as const

export type FeedEvent = (typeof FEED_EVENTS)[number]

/**
 * What an entry is about. `key` names a signing key that was revoked, or none: then the key set is to be read again.
 * `api-key` names an API key: what was answered about it before counts no more.
 */
export const FEED_KINDS = ['session', 'user', 'org', 'key', 'jti', 'api-key'] as const

export type FeedKind = (typeof FEED_KINDS)[number]

/**
 * One entry of `entries`. The name is the first 16 bytes of the SHA-256 of an id, in base64url: who reads the feed
 * learns nobody's id. `untilSeconds` is when the last token concerned is dead.
 */
export type FeedEntry = readonly [kind: FeedKind, name: string, position: number, untilSeconds: number]

/** How many bytes of a hash make a name. */
export const FEED_NAME_BYTES = 16

/** Reads `entries`; `null` when it is something else. Kinds of a later version are left out. */
export function readFeedEntries(value: unknown): readonly FeedEntry[] | null {
  if (!Array.isArray(value)) return null
  const entries: FeedEntry[] = []
  for (const entry of value as readonly unknown[]) {
    if (!Array.isArray(entry)) return null
    const [kind, name, position, until] = entry as readonly unknown[]
    if (typeof kind !== 'string' || typeof name !== 'string' || !isTime(position) || !isTime(until))
      return null
    const known = FEED_KINDS.find((one) => one === kind)
    if (known !== undefined) entries.push([known, name, position, until])
  }
  return entries
}

/** Reads `current`: as far as which position of the log everything was told. `null` when it says nothing of it. */
export function readFeedPosition(value: unknown): number | null {
  const position = typeof value === 'object' && value !== null && 'position' in value ? value.position : null
  return isTime(position) ? position : null
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
