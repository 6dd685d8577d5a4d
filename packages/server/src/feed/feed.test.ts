/** The feed of a node: complete at the start, complete after a break, and rid of whoever cannot follow. */

import type { LogEntry } from '@coatcheck/core'
import { beforeEach, describe, expect, test } from 'vitest'
import { createFeed, type Feed, type FeedReader } from './feed.ts'
import { feedName } from './feed-frame.ts'

let nowMs: number
let feed: Feed

beforeEach(() => {
  nowMs = 1_000_000
  feed = createFeed({ entries: [entry(1), entry(2)], incarnation: 'first' }, () => nowMs)
})

function entry(position: number, more: Partial<LogEntry> = {}): LogEntry {
  return { position, kind: 'session', id: `sess_${position}`, untilMs: nowMs + 60_000, ...more }
}

/** Hears everything, as a verifier does. */
class Listener implements FeedReader {
  frames: string[] = []
  hasEnded = false
  keyId: string | null = null
  groups: readonly string[] = ['verifiers']
  /** How many frames it takes before it is too slow. */
  room = Infinity
  take = (frame: Uint8Array): boolean => {
    this.frames.push(Buffer.from(frame).toString())
    return this.frames.length <= this.room
  }
  end = (): void => {
    this.hasEnded = true
  }
  frameOf: FeedReader['frameOf'] = (_, shared) => shared()
  beat: FeedReader['beat'] = (shared) => shared()

  events(): string[] {
    return this.frames.map((frame) => /event: (\w+)/.exec(frame)?.[1] ?? '')
  }
  heard(): number[] {
    return this.frames.flatMap((frame) => {
      const data = /event: entries\ndata: (.+)/.exec(frame)?.[1]
      return data === undefined
        ? []
        : (JSON.parse(data) as unknown[][]).map(([, , position]) => Number(position))
    })
  }
  cursor(): string {
    return /id: (\S+)/.exec(this.frames.at(-1) ?? '')?.[1] ?? ''
  }
}

function join(cursor: string | null = null, more: Partial<Listener> = {}): Listener {
  const listener = Object.assign(new Listener(), more)
  feed.join(listener, cursor)
  return listener
}

test('tells a newcomer everything, then what comes', () => {
  const listener = join()
  expect(listener.events()).toEqual(['snapshot', 'entries', 'current'])
  expect(listener.heard()).toEqual([1, 2])
  feed.append([entry(3)])
  expect(listener.heard()).toEqual([1, 2, 3])
  expect(listener.frames.join('')).not.toContain('sess_')
  expect(listener.frames.join('')).toContain(feedName('sess_3'))
})

test('goes on where somebody had come to, and tells nothing twice that came in another event', () => {
  const first = join()
  feed.append([entry(3)])
  const cursor = first.cursor()
  const again = join(cursor)
  expect(again.events()).toEqual(['current'])
  feed.append([entry(4)])
  expect(join(cursor).heard()).toEqual([4])
})

test.each([
  ['another epoch', 'AAAAAAAA.2'],
  ['nonsense', 'x'],
  ['a negative one', '-1'],
  ['too long', `x.${'9'.repeat(40)}`],
])('a cursor of %s gets everything', (_, cursor) => {
  expect(join(cursor).events()).toEqual(['snapshot', 'entries', 'current'])
})

test('another log is told from its start', () => {
  const listener = join()
  const before = listener.cursor()
  feed.restart([entry(1), entry(9)], 'second')
  expect(listener.events().slice(3)).toEqual(['snapshot', 'entries', 'current'])
  expect(listener.heard()).toEqual([1, 2, 1, 9])
  expect(join(before).events()[0]).toBe('snapshot')
})

test('a heartbeat goes out only when the log was read', () => {
  const listener = join()
  const before = listener.frames.length
  feed.confirm(2)
  expect(listener.events().slice(before)).toEqual(['current'])
})

describe('what is dead', () => {
  test('is told to no newcomer', () => {
    feed.append([entry(3, { untilMs: nowMs + 120_000 })])
    nowMs += 61_000
    feed.confirm(3)
    expect(join().heard()).toEqual([3])
  })
})

test('many entries go out in events of a bearable length, and lie together later on', () => {
  for (let position = 3; position <= 1200; position++) feed.append([entry(position)])
  feed.confirm(1200)
  const listener = join()
  expect(listener.events()).toEqual(['snapshot', 'entries', 'entries', 'entries', 'current'])
  expect(listener.heard()).toEqual(Array.from({ length: 1200 }, (_, index) => index + 1))
})

describe('is let go', () => {
  test('whoever cannot follow', () => {
    const slow = join(null, { room: 3 })
    const other = join()
    expect(slow.hasEnded).toBe(false)
    feed.append([entry(3)])
    expect([slow.hasEnded, other.hasEnded, feed.readers('verifiers')]).toEqual([true, false, 1])
    feed.append([entry(4)])
    expect(slow.heard()).toEqual([1, 2, 3])
  })

  test('whoever came by a key that was revoked', () => {
    const revoked = join(null, { keyId: 'key_1' })
    const other = join(null, { keyId: 'key_2' })
    feed.append([entry(3, { kind: 'key', id: 'key_1' })])
    expect([revoked.hasEnded, other.hasEnded]).toEqual([true, false])
  })

  test('whoever came by a key whose revocation was told just before, whatever had been heard until then', () => {
    const cursor = join().cursor()
    feed.append([entry(3, { kind: 'key', id: 'key_1' })])
    expect([join(null, { keyId: 'key_1' }), join(cursor, { keyId: 'key_1' })]).toMatchObject([
      { hasEnded: true },
      { hasEnded: true },
    ])
    expect(feed.readers('verifiers')).toBe(1)
  })

  test('whoever came by a key that is revoked in the log that took over', () => {
    const revoked = join(null, { keyId: 'key_1' })
    feed.restart([entry(1, { kind: 'key', id: 'key_1' })], 'second')
    expect(revoked.hasEnded).toBe(true)
  })

  test('everybody, at the end', () => {
    const listener = join()
    feed.close()
    expect([listener.hasEnded, feed.readers('verifiers')]).toEqual([true, 0])
  })
})
