import { describe, expect, test } from 'vitest'
import { firstSession, isListed, sameIfEqual, withAct, withLaterActs, withOpened } from './accounts.ts'
import type { ClientSession } from './client.ts'
import { readSession } from './wire.ts'

const AT = '2026-01-05T00:00:00.000Z'
const HALF_AN_HOUR_LATER = '2026-01-05T00:30:00.000Z'

function session(
  id: string,
  userId = `user of ${id}`,
  status: 'active' | 'pending' = 'active',
): ClientSession {
  const times = { createdAt: AT, lastActiveAt: AT, expiresAt: '2026-02-05T00:00:00.000Z' }
  const user = { id: userId, createdAt: AT, updatedAt: AT }
  const read = readSession({ id, status, ...times, idleExpiresAt: HALF_AN_HOUR_LATER }, user)
  if (read === null) throw new Error('no session')
  return read
}

describe('a tab begins with', () => {
  const sessions = [session('a'), session('b'), session('c', 'carol', 'pending')]

  test.each([
    ['the one that it was on', 'b', 'a', 'b'],
    ['that of navigations, where it was on none', null, 'a', 'a'],
    ['that of navigations, where its own is gone', 'gone', 'a', 'a'],
    ['nobody, where the only one waits for a second factor', 'c', 'c', null],
    ['nobody, rather than anybody', null, null, null],
  ])('%s', (_, remembered, activeSessionId, first) => {
    expect(firstSession({ activeSessionId, sessions }, remembered)).toBe(first)
  })
})

test('who signs in again is there once', () => {
  const [ada, bob] = [session('a', 'ada'), session('b', 'bob')]
  const again = session('a2', 'ada')
  expect(withOpened([ada, bob], again).map(({ id }) => id)).toEqual(['b', 'a2'])
})

test('who is on a list is there by another session too, unless that one waits for a second factor', () => {
  const ada = session('a', 'ada')
  const isIn = (...list: readonly ClientSession[]): boolean => isListed(list, ada)
  expect(isIn(session('a', 'ada', 'pending'))).toBe(true)
  expect(isIn(session('b', 'bob'), session('a2', 'ada'))).toBe(true)
  expect(isIn(session('b', 'bob'), session('a2', 'ada', 'pending'))).toBe(false)
})

test('an answer that is late takes no act back, and a clock that leapt acts for nobody', () => {
  const told = [session('a'), session('b')]
  const actMs = Date.parse(AT) + 60_000
  const known = [withAct(session('a'), actMs)]
  expect(withLaterActs(told, known, actMs)).toEqual([known[0], told[1]])
  expect(withLaterActs(told, known, actMs - 1)).toEqual(told)
  expect(withLaterActs(known, told, actMs)).toEqual(known)
})

test('an act moves the idle limit by as much, and no other limit', () => {
  const before = session('a')
  const after = withAct(before, Date.parse(AT) + 60_000)
  expect(after).toEqual({
    ...before,
    lastActiveAt: new Date(Date.parse(AT) + 60_000),
    abandonAt: new Date(Date.parse(HALF_AN_HOUR_LATER) + 60_000),
  })
  expect(withAct({ ...before, abandonAt: null }, 0).abandonAt).toBeNull()
})

test('a list that says the same is the same list', () => {
  const before = [session('a')]
  expect(sameIfEqual(before, [session('a')])).toBe(before)
  const after = [session('b')]
  expect(sameIfEqual(before, after)).toBe(after)
  expect(sameIfEqual(null, after)).toBe(after)
})
