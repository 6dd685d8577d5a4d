/** The keys of all upstreams: fetched from the pinned URL, kept in memory, asked for again rarely. */

import type { AppId, Clock, Upstream } from '@coatcheck/core'
import { fetchDocument, type FetchedDocument } from './fetch-document.ts'
import { importKeys, type UpstreamKey } from './import-keys.ts'

/** How long fetched keys are used without asking again, in milliseconds. */
const FRESH_MS = 10 * 60_000
/** How long they are used when asking again fails. */
const USABLE_MS = 60 * 60_000
/** The shortest time between two requests to one upstream, whatever tokens come. */
const RETRY_MS = 30_000

/** Whose keys, and where they are. */
export type KeySource = Pick<Upstream, 'id' | 'issuer' | 'algorithms'> & { readonly jwksUrl: string }

/** Finds keys. */
export type UpstreamKeys = {
  /** The key of that `kid`; `unavailable` when the upstream's keys could not be fetched. */
  readonly find: (upstream: KeySource, kid: string) => Promise<UpstreamKey | 'unknown' | 'unavailable'>
}

type Entry = {
  /** What the keys were fetched for: a changed row starts anew. */
  readonly source: string
  keys: ReadonlyMap<string, UpstreamKey>
  fetchedAtMs: number
  askedAtMs: number
  /** The request under way, shared by all who wait for it. */
  pending: Promise<void> | null
}

/** Sources beyond this many push out those that were asked first. */
const MAX_SOURCES = 10_000

/** Makes it. `onFailure` is told why keys could not be fetched. */
export function createUpstreamKeys(
  clock: Clock,
  onFailure: (upstream: KeySource, detail: string) => void,
  fetchKeys: (url: string) => Promise<FetchedDocument> = fetchDocument,
): UpstreamKeys {
  const entries = new Map<AppId, Entry>()

  function entryOf(upstream: KeySource): Entry {
    const source = JSON.stringify([upstream.jwksUrl, upstream.algorithms])
    const known = entries.get(upstream.id)
    if (known?.source === source) return known
    const entry = { source, keys: new Map(), fetchedAtMs: -Infinity, askedAtMs: -Infinity, pending: null }
    entries.set(upstream.id, entry)
    const [oldest] = entries.keys()
    if (entries.size > MAX_SOURCES && oldest !== undefined) entries.delete(oldest)
    return entry
  }

  async function ask(upstream: KeySource, entry: Entry): Promise<void> {
    entry.askedAtMs = clock.nowMs()
    const fetched = await fetchKeys(upstream.jwksUrl)
    if (fetched.ok) {
      entry.keys = importKeys(fetched.document, upstream.algorithms)
      entry.fetchedAtMs = clock.nowMs()
    } else {
      onFailure(upstream, fetched.detail)
    }
  }

  return {
    find: async (upstream, kid) => {
      const entry = entryOf(upstream)
      const ageMs = clock.nowMs() - entry.fetchedAtMs
      if (!entry.keys.has(kid) || ageMs >= FRESH_MS) {
        if (entry.pending === null && clock.nowMs() - entry.askedAtMs >= RETRY_MS) {
          entry.pending = ask(upstream, entry).finally(() => {
            entry.pending = null
          })
        }
        await entry.pending
      }
      if (clock.nowMs() - entry.fetchedAtMs >= USABLE_MS) return 'unavailable'
      return entry.keys.get(kid) ?? 'unknown'
    },
  }
}
