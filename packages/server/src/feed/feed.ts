/**
 * The feed of one node: what the log says of tokens that are out, told to everybody who listens.
 *
 * Whoever follows the log tells the feed what it read, and each time that it read: without that no heartbeat goes out,
 * so that a verifier knows when its node is out of touch.
 */

import type { LogEntry } from '@coatcheck/core'
import { FEED_HEARTBEAT_SECONDS, type FeedEntry } from '@coatcheck/core/protocol'
import { createLiveSet, type Outdated } from '@coatcheck/core/verify'
import { machineTimers, type Timers } from '../jobs/timers.ts'
import { feedEntryOf, feedFrame, feedName } from './feed-frame.ts'

/** What the follower of the log tells. */
export type FeedWriter = {
  /** New entries, in order. */
  readonly append: (entries: readonly LogEntry[]) => void
  /** The log is another one: these are all of its entries. */
  readonly restart: (entries: readonly LogEntry[], incarnation: string) => void
  /** The log was read as far as there. */
  readonly confirm: (position: number) => void
}

/** Somebody who listens. */
export type FeedReader = {
  /** Takes a frame; `false` when it falls behind and is to be let go. */
  readonly take: (frame: Uint8Array) => boolean
  /** The connection is over. */
  readonly end: () => void
  /** What it is told of entries; `null` for none. A verifier hears of all. */
  readonly frameOf: (entries: readonly LogEntry[], shared: () => Uint8Array) => Uint8Array | null
  /** The heartbeat as it wants it. */
  readonly beat: (shared: () => Uint8Array) => Uint8Array | null
  /** The id of the access key that it came with: once that is revoked, the connection ends. */
  readonly keyId: string | null
  /** What it counts among: its kind, whose it is. */
  readonly groups: readonly string[]
}

/** What a token of ours is about. */
export type JudgedToken = {
  readonly jti: string
  /** Whom it is of, where a change of that outdates it. */
  readonly user: string | null
  /** Its session, where nobody asks the store whether that lives. */
  readonly session?: string
  readonly organization: { readonly id: string; readonly role: string } | null
  /** As of which position of the log its claims were read. */
  readonly position: number
}

/** The feed. */
export type Feed = FeedWriter & {
  /** How far the log is known here. */
  readonly position: () => number
  /** Judges a token by what this node has heard. */
  readonly judge: (token: JudgedToken) => Outdated | null
  /** Takes note of a token that was revoked just now, before the log is read. */
  readonly noteRevoked: (jti: string, untilMs: number) => void
  /** Tells a reader what it missed since its cursor, then everything that comes. @returns Lets it go. */
  readonly join: (reader: FeedReader, cursor: string | null) => () => void
  /** How many of a group listen. */
  readonly readers: (group: string) => number
  /** Ends every connection. */
  readonly close: () => void
}

/** What a feed begins with. */
export type FeedStart = { readonly entries: readonly LogEntry[]; readonly incarnation: string }

/** Entries that came together, with the event that tells them: made once, whoever hears it and whenever. */
type Chunk = {
  readonly entries: readonly LogEntry[]
  readonly last: number
  readonly frame: () => Uint8Array
}

/** Entries that go out in one event, so that none gets long. */
const PER_EVENT = 500

/** Makes the feed of a node. @param nowMs The store's clock: what is dead is told to nobody. */
export function createFeed(
  start: FeedStart,
  nowMs: () => number,
  { monotonicMs }: Pick<Timers, 'monotonicMs'> = machineTimers,
): Feed {
  const readers = new Set<FeedReader>()
  const counts = new Map<string, number>()
  let epoch = epochOf(start.incarnation)
  let chunks = chunksOf(start.entries, epoch)
  let position = start.entries.at(-1)?.position ?? 0
  let beatAtMs = -Infinity
  let live = createLiveSet()
  live.add(feedEntries(start.entries))

  const current = (): Uint8Array => feedFrame('current', { position }, `${epoch}.${position}`)

  const count = (reader: FeedReader, change: 1 | -1): void => {
    for (const group of reader.groups) {
      const left = (counts.get(group) ?? 0) + change
      if (left === 0) counts.delete(group)
      else counts.set(group, left)
    }
  }

  const letGo = (reader: FeedReader): void => {
    if (readers.delete(reader)) count(reader, -1)
  }

  const end = (reader: FeedReader): void => {
    letGo(reader)
    reader.end()
  }

  const tell = (reader: FeedReader, frame: Uint8Array | null): void => {
    if (frame !== null && !reader.take(frame)) end(reader)
  }

  /** Ends the connections of access keys that were revoked. */
  const endRevoked = (entries: readonly LogEntry[], among: Iterable<FeedReader>): void => {
    const revoked = new Set(entries.filter(({ kind }) => kind === 'key').map(({ id }) => id))
    if (revoked.size === 0) return
    for (const reader of among) if (reader.keyId !== null && revoked.has(reader.keyId)) end(reader)
  }

  const tellFromTheStart = (reader: FeedReader): void => {
    tell(
      reader,
      reader.frameOf([], () => feedFrame('snapshot', {}, `${epoch}.0`)),
    )
    tellAfter(reader, -1)
  }

  // What somebody has heard already may be among it: to hear it twice changes nothing.
  const tellAfter = (reader: FeedReader, from: number): void => {
    for (const { entries, last, frame } of chunks) {
      if (last > from) tell(reader, reader.frameOf(entries, frame))
    }
    tell(reader, reader.beat(current))
  }

  return {
    position: () => position,
    judge: ({ jti, user, session, organization, position: asOf }) =>
      live.size() === 0
        ? null
        : live.judge(
            {
              user: feedName(user ?? ''),
              session: session === undefined ? null : feedName(session),
              organization: organization === null ? null : feedName(organization.id),
              role: organization === null ? null : feedName(organization.role),
              token: feedName(jti),
            },
            asOf,
          ),
    noteRevoked: (jti, untilMs) => live.add([['jti', feedName(jti), 0, Math.ceil(untilMs / 1000)]]),

    append: (added) => {
      if (added.length === 0) return
      live.add(feedEntries(added))
      const told = chunksOf(added, epoch)
      chunks.push(...told)
      position = Math.max(position, added.at(-1)?.position ?? 0)
      for (const { entries, frame } of told) {
        for (const reader of readers) tell(reader, reader.frameOf(entries, frame))
      }
      endRevoked(added, readers)
    },

    restart: (all, incarnation) => {
      epoch = epochOf(incarnation)
      chunks = chunksOf(all, epoch)
      live = createLiveSet()
      live.add(feedEntries(all))
      position = all.at(-1)?.position ?? 0
      for (const reader of readers) tellFromTheStart(reader)
      endRevoked(all, readers)
    },

    confirm: (head) => {
      position = Math.max(position, head)
      const now = monotonicMs()
      if (now - beatAtMs < FEED_HEARTBEAT_SECONDS * 1000) return
      beatAtMs = now
      chunks = tidied(chunks, epoch, nowMs())
      live.sweep(nowMs() / 1000)
      const shared = once(current)
      for (const reader of readers) tell(reader, reader.beat(shared))
    },

    join: (reader, from) => {
      readers.add(reader)
      count(reader, 1)
      const known = readCursor(from, epoch)
      if (known === null) tellFromTheStart(reader)
      else tellAfter(reader, known)
      // A key that was revoked after it was looked at, and before its connection could be ended for it.
      if (reader.keyId !== null) for (const { entries } of chunks) endRevoked(entries, [reader])
      return () => letGo(reader)
    },

    readers: (group) => counts.get(group) ?? 0,

    close: () => {
      for (const reader of readers) end(reader)
    },
  }
}

function chunksOf(entries: readonly LogEntry[], epoch: string): Chunk[] {
  const chunks: Chunk[] = []
  for (let at = 0; at < entries.length; at += PER_EVENT) {
    const some = entries.slice(at, at + PER_EVENT)
    const last = some.at(-1)?.position ?? 0
    chunks.push({ entries: some, last, frame: once(() => entriesFrame(some, `${epoch}.${last}`)) })
  }
  return chunks
}

/** Drops what is dead, and joins what came bit by bit. */
function tidied(chunks: Chunk[], epoch: string, nowMs: number): Chunk[] {
  const entries = chunks.flatMap((chunk) => chunk.entries)
  const living = entries.filter(({ untilMs }) => untilMs >= nowMs)
  const isTidy = living.length === entries.length && chunks.length <= Math.ceil(living.length / PER_EVENT)
  return isTidy ? chunks : chunksOf(living, epoch)
}

function entriesFrame(told: readonly LogEntry[], cursor: string): Uint8Array {
  return feedFrame('entries', feedEntries(told), cursor)
}

function feedEntries(told: readonly LogEntry[]): readonly FeedEntry[] {
  return told.map(feedEntryOf).filter((entry): entry is FeedEntry => entry !== null)
}

/** Another log has another epoch: a cursor of it says nothing here. */
function epochOf(incarnation: string): string {
  return feedName(`incarnation ${incarnation}`).slice(0, 8)
}

function readCursor(text: string | null, epoch: string): number | null {
  const [of, position = ''] = text?.split('.') ?? []
  return of === epoch && /^\d{1,15}$/.test(position) ? Number(position) : null
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
