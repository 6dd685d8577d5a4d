/** One honest client against the real use case and store, through random accidents: it always goes on. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openRealSession } from './real-session.ts'

/** What happens to one request: whether its answer arrives, and how long until the next. */
const attempt = fc.record({
  answerArrives: fc.boolean(),
  copies: fc.integer({ min: 1, max: 3 }),
  thenMs: fc.constantFrom(0, 1, 10_000, 10_001, 60_000, 3_600_000),
  /** A copy of the request one step before arrives late. */
  lateCopy: fc.boolean(),
  stepUp: fc.boolean(),
})

test('a client that keeps its key until it has the successor is never signed out', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(attempt, { minLength: 1, maxLength: 30 }), async (attempts) => {
      const { first, refresh, clock, told, store } = await openRealSession()
      let held = { token: first, key: 1 }
      let before: typeof held | null = null
      for (const { answerArrives, copies, thenMs, lateCopy, stepUp } of attempts) {
        const kind = stepUp ? 'reverify' : 'refresh'
        const sent = Array.from({ length: copies }, () => refresh(held.token, { key: held.key, kind }))
        const late = lateCopy && before !== null ? [refresh(before.token, { key: before.key })] : []
        const [answer] = await Promise.all([...sent, ...late])
        if (answer === undefined || !answer.ok) throw new Error(JSON.stringify(answer))
        if (answerArrives) {
          before = held
          held = { token: answer.refreshToken.reveal(), key: held.key + 1 }
        }
        clock.advance(thenMs)
      }
      expect(await refresh(held.token, { key: held.key })).toMatchObject({ ok: true })
      expect(await told('session.reuse_detected')).toEqual([])
      await store.close()
    }),
    { numRuns: 200 },
  )
}, 300_000)
