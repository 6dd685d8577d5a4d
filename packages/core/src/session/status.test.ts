/** A session's status as time goes on: limits never early, the earlier one named, ends for good. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { idFromBytes } from '../id/id.ts'
import type { Session } from './session.ts'
import { deadlineMs, statusOf } from './status.ts'
import { grantLifetime } from './token-lifetime.ts'

const ID = new Uint8Array(16)
const ENABLED = { state: 'enabled', epoch: 0 } as const

const sessions: fc.Arbitrary<Session> = fc
  .record({
    idleMs: fc.option(fc.integer({ min: 1, max: 10_000 }), { nil: null }),
    activitySlackMs: fc.integer({ min: 0, max: 1_000 }),
    absoluteExpiresAtMs: fc.integer({ min: 1, max: 20_000 }),
    tokenLifetimeMs: fc.integer({ min: 1, max: 500 }),
    tokenMaxLifetimeMs: fc.integer({ min: 500, max: 5_000 }),
  })
  .chain((limits) =>
    fc.nat(5_000).map((lastActiveAtMs) => ({
      id: idFromBytes('sess', ID),
      userId: idFromBytes('user', ID),
      clientId: idFromBytes('client', ID),
      transport: 'opaque',
      createdAtMs: 0,
      lastActiveAtMs,
      end: null,
      epoch: 0,
      limits,
      factors: { firstAtMs: 0, secondAtMs: null },
      activeOrganizationId: null,
      needsSecondFactor: false,
      neededSecondFactor: false,
      factorsBefore: { firstAtMs: 0, secondAtMs: null },
      opaqueHash: null,
      chain: null,
      tokensUntilMs: null,
      rememberMe: true,
      device: { address: null, userAgent: null },
      actor: null,
      authorizedParty: 'app',
      method: null,
      oauth: null,
    })),
  )

describe('a session', () => {
  test('lives until its deadline, to the millisecond, and never again afterwards', () => {
    fc.assert(
      fc.property(sessions, fc.nat(30_000), (session, later) => {
        const deadline = deadlineMs(session)
        expect(statusOf(session, ENABLED, deadline - 1).state).toBe('active')
        expect(statusOf(session, ENABLED, deadline + later).state).not.toBe('active')
      }),
    )
  })

  test('that ended by time tells the same story whenever it is read', () => {
    fc.assert(
      fc.property(sessions, fc.nat(30_000), (session, later) => {
        const deadline = deadlineMs(session)
        expect(statusOf(session, ENABLED, deadline + later)).toEqual(statusOf(session, ENABLED, deadline))
      }),
    )
  })

  test('with a stored end has that end for ever, whatever else is true', () => {
    fc.assert(
      fc.property(
        sessions,
        fc.nat(60_000),
        fc.constantFrom('enabled', 'disabled', 'deleted'),
        (session, nowMs, state) => {
          const end = { state: 'ended', reason: 'signed_out', atMs: 1 } as const
          expect(statusOf({ ...session, end }, { state, epoch: 9 }, nowMs)).toEqual(end)
        },
      ),
    )
  })

  test('that waits for its second factor is pending until its deadline, and then over', () => {
    fc.assert(
      fc.property(sessions, fc.nat(30_000), (session, later) => {
        const waiting = { ...session, needsSecondFactor: true }
        const deadline = deadlineMs(waiting)
        expect(statusOf(waiting, ENABLED, deadline - 1)).toEqual({
          state: 'pending',
          tasks: [{ kind: 'second-factor' }],
        })
        expect(statusOf(waiting, ENABLED, deadline + later)).toEqual(statusOf(session, ENABLED, deadline))
      }),
    )
  })

  test('of a disabled, deleted or signed-out user is over at once', () => {
    fc.assert(
      fc.property(sessions, (session) => {
        for (const user of [
          { state: 'disabled', epoch: 0 },
          { state: 'deleted', epoch: 0 },
          { state: 'enabled', epoch: 1 },
        ] as const) {
          expect(statusOf(session, user, 0).state).toBe('revoked')
        }
      }),
    )
  })
})

test('no token outlives its session, the policy, or what was asked', () => {
  fc.assert(
    fc.property(
      sessions,
      fc.nat(20_000),
      fc.option(fc.nat(30_000), { nil: null }),
      (session, nowMs, askedMs) => {
        const { limits } = session
        const { expiresAtMs, clampedBy } = grantLifetime(session, askedMs, nowMs)
        expect(expiresAtMs).toBeLessThanOrEqual(Math.max(limits.absoluteExpiresAtMs, 0))
        expect(expiresAtMs).toBeLessThanOrEqual(nowMs + limits.tokenMaxLifetimeMs)
        expect(expiresAtMs).toBeLessThanOrEqual(nowMs + (askedMs ?? limits.tokenLifetimeMs))
        expect(clampedBy === null || askedMs !== null).toBe(true)
      },
    ),
  )
})
