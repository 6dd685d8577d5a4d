import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changeKept, type KeptSession, readKept, withoutSession, withSession } from './kept-sessions.ts'
import type { SessionStorage } from './session-storage.ts'

const session = (id: string, step = 0): KeptSession => ({
  id,
  refreshToken: `token ${step}`,
  refreshKey: `key ${step}`,
  session: { step },
  user: {},
})

/** A text that several pages write, whose steps happen in an order that is given. */
function contested(
  text: string | null,
  isFirst: () => boolean,
): SessionStorage & { text: () => string | null } {
  let now = text
  const inTurn = async <T>(act: () => T): Promise<T> => {
    while (!isFirst()) await Promise.resolve()
    return act()
  }
  return {
    text: () => now,
    read: () => inTurn(() => now),
    write: (next) => inTurn(() => void (now = next)),
    replace: (before, after) =>
      inTurn(() => {
        if (now !== before) return false
        now = after
        return true
      }),
  }
}

test('whatever a storage holds, it is read as sessions or as nothing', async () => {
  const texts = fc.oneof(fc.string(), fc.json(), fc.constant('{"sessions":[null,1,{"id":"a"}]}'))
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      const { sessions } = await readKept(contested(text, () => true))
      for (const { id, refreshToken, refreshKey } of sessions)
        expect([typeof id, typeof refreshToken, typeof refreshKey]).toEqual(['string', 'string', 'string'])
    }),
  )
})

test('of many pages that change it at once, no change is lost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 8 }),
      fc.infiniteStream(fc.boolean()),
      async (pages, order) => {
        const storage = contested(null, () => order.next().value ?? true)
        const ids = Array.from({ length: pages }, (_, i) => `sess_${i}`)
        await Promise.all(ids.map((id) => changeKept(storage, (kept) => withSession(kept, session(id)))))
        const { sessions } = await readKept(contested(storage.text(), () => true))
        expect(sessions.map(({ id }) => id).toSorted()).toEqual(ids)
      },
    ),
  )
})

test('a session is there once, in its newest step, and the first one is the active one', () => {
  const ids = fc.constantFrom('a', 'b', 'c')
  fc.assert(
    fc.property(fc.array(fc.tuple(ids, fc.nat(9)), { minLength: 1, maxLength: 12 }), (steps) => {
      let kept: Parameters<typeof withSession>[0] = { activeSessionId: null, sessions: [] }
      for (const [id, step] of steps) kept = withSession(kept, session(id, step))
      expect(kept.activeSessionId).toBe(steps[0]?.[0])
      expect(new Map(kept.sessions.map(({ id, session: { step } }) => [id, step]))).toEqual(new Map(steps))
      expect(kept.sessions).toHaveLength(new Set(steps.map(([id]) => id)).size)
    }),
  )
})

test('once the last session is gone, nothing is kept', async () => {
  const storage = contested(null, () => true)
  await changeKept(storage, (kept) => withSession(kept, session('a')))
  expect(storage.text()).toContain('token 0')
  await changeKept(storage, (kept) => withoutSession(kept, 'a'))
  expect(storage.text()).toBeNull()
})

test('what is not there is taken away without writing', () => {
  const kept = withSession({ activeSessionId: null, sessions: [] }, session('a'))
  expect(withoutSession(kept, 'b')).toBe(kept)
})
