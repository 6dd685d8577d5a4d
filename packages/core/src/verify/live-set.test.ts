/** The live set: what it has heard of, in any order and any number of times, and nothing else. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FEED_KINDS, type FeedEntry, readFeedEntries } from '../protocol/feed.ts'
import { createLiveSet, type TokenNames } from './live-set.ts'

const entry: fc.Arbitrary<FeedEntry> = fc.tuple(
  fc.constantFrom(...FEED_KINDS),
  fc.constantFrom('a', 'b', 'c'),
  fc.nat(50),
  fc.nat(100),
)
const nameOrNone = fc.constantFrom('a', 'b', 'c', 'd', null)
const names: fc.Arbitrary<TokenNames> = fc.record({
  user: fc.constantFrom('a', 'b', 'c', 'd'),
  session: nameOrNone,
  organization: nameOrNone,
  role: nameOrNone,
  token: nameOrNone,
})

/** What should be said of a token, by looking at every entry. */
function expected(entries: readonly FeedEntry[], token: TokenNames, position: number): string | null {
  const has = (kind: string, name: string | null, after = -1): boolean =>
    entries.some(([of, named, at]) => of === kind && named === name && at > after)
  if (has('session', token.session) || has('jti', token.token)) return 'token-revoked'
  const isOutdated =
    has('user', token.user, position) ||
    has('org', token.organization, position) ||
    has('org', token.role, position)
  return isOutdated ? 'token-outdated' : null
}

describe('a live set', () => {
  test('says of every token what the entries say, in whatever order they came', () => {
    fc.assert(
      fc.property(fc.array(entry), fc.array(entry), names, fc.nat(50), (first, second, token, position) => {
        const set = createLiveSet()
        set.add(second)
        set.add(first)
        set.add(second)
        expect(set.judge(token, position)).toBe(expected([...first, ...second], token, position))
      }),
    )
  })

  test('forgets what is dead, and nothing sooner', () => {
    fc.assert(
      fc.property(fc.array(entry), names, fc.nat(100), (entries, token, now) => {
        const set = createLiveSet()
        set.add(entries)
        set.sweep(now)
        const living = entries.filter(([, , , until]) => until >= now)
        const verdict = set.judge(token, 0)
        // Of one name the longest counts, so that a verdict may outlive its own entry but never be lost.
        expect(expected(living, token, 0) !== null && verdict === null).toBe(false)
        expect(expected(entries, token, 0) === null && verdict !== null).toBe(false)
        set.sweep(101)
        expect([set.size(), set.judge(token, 0)]).toEqual([0, null])
      }),
    )
  })

  test('tells that it changed', () => {
    const set = createLiveSet()
    const before = set.version()
    set.add([['key', 'a', 1, 10]])
    expect([set.version() > before, set.isRevokedKey('a'), set.isRevokedKey('b')]).toEqual([
      true,
      true,
      false,
    ])
  })
})

describe('entries from the wire', () => {
  test('come as they went', () => {
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        expect(readFeedEntries(JSON.parse(JSON.stringify(entries)))).toEqual(entries)
      }),
    )
  })

  test('of another form are refused as a whole, and kinds of a later version left out', () => {
    expect(
      readFeedEntries([
        ['moon', 'a', 1, 2],
        ['user', 'a', 1, 2],
      ]),
    ).toEqual([['user', 'a', 1, 2]])
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(readFeedEntries(value) !== null && !Array.isArray(value)).toBe(false)
      }),
    )
    for (const wrong of [
      null,
      {},
      ['user'],
      [['user', 1, 1, 2]],
      [['user', 'a', 1.5, 2]],
      [['user', 'a', 1]],
    ])
      expect(readFeedEntries(wrong)).toBeNull()
  })
})
