/** Conformance of a session's end: limits to the millisecond, ends that stay, and what is told of them. */

import { draftEvent } from '../../event/event.ts'
import type { LimitDurations } from '../../session/session.ts'
import {
  type ConformanceRunner,
  CONTEXT,
  EVERYWHERE,
  onStore,
  race,
  RACERS,
  same,
  stateOf,
  stepOf,
  type Subject,
  tally,
} from './harness.ts'

/** Stricter in every member than what sessions of the suite are opened under. */
const TIGHT: LimitDurations = {
  idleMs: 30_000,
  activitySlackMs: 1_000,
  absoluteMs: 300_000,
  tokenLifetimeMs: 30_000,
  tokenMaxLifetimeMs: 30_000,
}

/** The suite. */
export function lifetimeConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)

  runner.describe('time', () => {
    on(
      'ends a session at the idle limit and its slack, to the millisecond, for reads and writes alike',
      async (subject) => {
        const reading = await subject.open(await subject.user())
        await subject.passTime(64_999)
        same(stateOf(await subject.find(reading.session.id)), 'active', 'one millisecond before')
        await subject.passTime(1)
        same(stateOf(await subject.find(reading.session.id)), 'abandoned', 'at the limit')
        same((await subject.store.sessions.advance(stepOf(reading))).outcome, 'unmatched', 'a step')
      },
    )

    on('ends a session at the absolute limit however active the person is', async (subject) => {
      const reading = await subject.open(await subject.user())
      for (let minute = 0; minute < 10; minute++) {
        same(stateOf(await subject.find(reading.session.id)), 'active', `minute ${minute}`)
        await subject.store.sessions.touch(reading.session.id)
        await subject.passTime(60_000)
      }
      same(stateOf(await subject.find(reading.session.id)), 'expired', 'at the limit')
    })

    on('ends a session without an idle limit at the absolute one, to the millisecond', async (subject) => {
      const limits = { ...TIGHT, idleMs: null, absoluteMs: 600_000 }
      const reading = await subject.open(await subject.user(), { limits })
      await subject.passTime(599_999)
      same(stateOf(await subject.find(reading.session.id)), 'active', 'one millisecond before')
      const step = stepOf(reading)
      await subject.passTime(1)
      same(stateOf(await subject.find(reading.session.id)), 'expired', 'at the limit')
      same((await subject.store.sessions.advance(step)).outcome, 'unmatched', 'a step')
    })

    on('of the absolute limit counts from when the person signed in elsewhere', async (subject) => {
      const nowMs = await subject.store.nowMs()
      const { session } = await subject.open(await subject.user(), { absoluteFromMs: nowMs - 590_000 })
      same(session.limits.absoluteExpiresAtMs, nowMs + 10_000, 'the limit')
    })

    on('moves activity forward only, and no more often than the slack', async (subject) => {
      const { session } = await subject.open(await subject.user())
      await subject.passTime(4_999)
      same(
        (await subject.store.sessions.touch(session.id))?.session.lastActiveAtMs,
        session.lastActiveAtMs,
        'too early',
      )
      await subject.passTime(1)
      same(
        (await subject.store.sessions.touch(session.id))?.session.lastActiveAtMs,
        session.lastActiveAtMs + 5_000,
        'due',
      )
    })

    on('is written and told by the sweeper once, at the moment it came', async (subject) => {
      const reading = await subject.open(await subject.user())
      await subject.passTime(100_000)
      const limits = { batch: 10, retentionMs: 1_000_000 }
      same(
        [await subject.store.sessions.sweep(limits), await subject.store.sessions.sweep(limits)],
        [1, 0],
        'what was swept',
      )
      const { session } = await subject.find(reading.session.id)
      same(
        session.end,
        { state: 'abandoned', reason: 'idle_limit', atMs: session.createdAtMs + 65_000 },
        'the end',
      )
      same(await subject.told(reading.session.id), ['session.abandoned', 'session.created'], 'the events')
      await subject.passTime(1_000_000)
      await subject.store.sessions.sweep(limits)
      same(await subject.store.sessions.find(reading.session.id), null, 'what ended long ago')
      same(await subject.store.sessions.findClient(reading.session.clientId), null, 'its client')
    })

    on('is swept in rounds, each of which says whether more is waiting', async (subject) => {
      const user = await subject.user()
      for (let index = 0; index < 5; index++) await subject.open(user)
      await subject.passTime(65_000)
      const living = await subject.open(user)
      const sweep = () => subject.store.sessions.sweep({ batch: 2, retentionMs: 1_000_000 })
      same([await sweep(), await sweep(), await sweep(), await sweep()], [2, 2, 1, 0], 'the rounds')
      same(stateOf(await subject.find(living.session.id)), 'active', 'a living session')
    })

    on('is told once, however many sweep', async (subject) => {
      const { session } = await subject.open(await subject.user())
      await subject.passTime(100_000)
      await race(() => subject.store.sessions.sweep({ batch: 10, retentionMs: 1_000_000 }))
      same(await subject.told(session.id), ['session.abandoned', 'session.created'], 'the events')
    })
  })

  runner.describe('an end', () => {
    on('is written and told once, by whoever comes first', async (subject) => {
      const reading = await subject.open(await subject.user())
      const { id } = reading.session
      const ended = await race((index) =>
        subject.store.sessions.end(
          { by: 'id', id },
          index % 2 === 0
            ? { state: 'ended', reason: 'signed_out' }
            : { state: 'revoked', reason: 'revoked_by_admin' },
          CONTEXT,
        ),
      )
      same(ended.flat().length, 1, 'how many ended it')
      same((await subject.told(reading.session.id)).length, 2, 'the events')
    })

    on(
      'wins against any number of refreshes that come with it: afterwards nothing moves',
      async (subject) => {
        const reading = await subject.open(await subject.user())
        const { id } = reading.session
        await race(async (index) => {
          if (index === RACERS / 2)
            return await subject.store.sessions.end(
              { by: 'id', id },
              { state: 'revoked', reason: 'revoked_by_user' },
              CONTEXT,
            )
          return await subject.store.sessions.advance(stepOf(await subject.find(id)))
        })
        const after = await subject.find(id)
        same(after.session.end?.state, 'revoked', 'the state')
        same((await subject.store.sessions.advance(stepOf(after))).outcome, 'unmatched', 'a step afterwards')
      },
    )

    on('reaches all sessions of a user but one, and no session of anybody else', async (subject) => {
      const [ada, grace] = [await subject.user(), await subject.user()]
      const kept = await subject.open(ada)
      await subject.open(ada)
      await subject.open(grace)
      const selector = { by: 'user', userId: ada.id, except: kept.session.id } as const
      const ended = await subject.store.sessions.end(
        selector,
        { state: 'revoked', reason: 'revoked_by_user' },
        CONTEXT,
      )
      same(ended.length, 1, 'how many ended')
      same(stateOf(await subject.find(kept.session.id)), 'active', 'the kept one')
    })

    on('stays as it was written, whatever comes afterwards', async (subject) => {
      const user = await subject.user()
      const reading = await subject.open(user)
      const { id, clientId } = reading.session
      const { sessions, users } = subject.store
      await sessions.end({ by: 'id', id }, { state: 'ended', reason: 'signed_out' }, CONTEXT)
      const before = (await subject.find(id)).session
      const head = await subject.store.log.head()

      same((await sessions.touch(id))?.session, before, 'a touch')
      await sessions.advance(stepOf(reading, { active: true, proves: 'first' }))
      await sessions.reverify({ id, factor: 'first', rotateClient: null, context: CONTEXT })
      await sessions.activate(clientId, id)
      await sessions.tighten('token', { ...TIGHT, absoluteMs: 1 })
      same(
        await sessions.end({ by: 'all' }, { state: 'revoked', reason: 'revoked_by_admin' }, CONTEXT),
        [],
        'an end',
      )
      same(await subject.store.log.head(), head, 'the log')
      await users.signOutEverywhere(user.id, { ...EVERYWHERE, except: id }, CONTEXT)
      await users.delete(user.id, CONTEXT)
      await subject.passTime(700_000)
      await sessions.sweep({ batch: 10, retentionMs: 10_000_000 })
      same((await subject.find(id)).session, before, 'the session')
      same(await subject.told(id), ['session.ended', 'session.created'], 'the events')
    })

    on('that time has brought is no one else’s to write', async (subject) => {
      const { session } = await subject.open(await subject.user())
      await subject.passTime(65_000)
      const ending = { state: 'revoked', reason: 'revoked_by_admin' } as const
      same(await subject.store.sessions.end({ by: 'id', id: session.id }, ending, CONTEXT), [], 'who ended')
      same(await subject.store.sessions.tighten('token', TIGHT), 0, 'what became stricter')
      same(stateOf(await subject.find(session.id)), 'abandoned', 'the state')
    })

    on(
      'is told for as long as any token lives that was reserved before it, and none is after',
      async (subject) => {
        const { session, nowMs } = await subject.open(await subject.user())
        const { sessions, log } = subject.store
        const ending = { state: 'revoked', reason: 'revoked_by_user' } as const
        const reserved = await race(async (index) => {
          const untilMs = nowMs + 100_000 + index
          if (index !== RACERS / 2)
            return (await sessions.extendTokensUntil(session.id, untilMs)) ? untilMs : 0
          await sessions.end({ by: 'id', id: session.id }, ending, CONTEXT)
          return 0
        })
        const [entry] = await log.after(0, 10)
        same((entry?.untilMs ?? 0) >= Math.max(...reserved), true, 'what the log tells')
        same(await sessions.extendTokensUntil(session.id, nowMs + 500_000), false, 'afterwards')
        same((await subject.find(session.id)).session.tokensUntilMs ?? 0, Math.max(...reserved), 'the row')
      },
    )

    on(
      'is told for as long as tokens live that were minted before the limits were tightened',
      async (subject) => {
        const limits = { ...TIGHT, tokenLifetimeMs: 30_000 }
        const { session, nowMs } = await subject.open(await subject.user())
        same(await subject.store.sessions.tighten('token', limits), 1, 'what became stricter')
        const ending = { state: 'revoked', reason: 'revoked_by_user' } as const
        await subject.store.sessions.end({ by: 'id', id: session.id }, ending, CONTEXT)
        const [entry] = await subject.store.log.after(0, 10)
        same(entry?.untilMs, nowMs + session.limits.tokenLifetimeMs, 'what the log tells')
      },
    )

    on('is in the log until the last token of the session is dead', async (subject) => {
      const user = await subject.user()
      const [plain, long] = [await subject.open(user), await subject.open(user)]
      await subject.store.sessions.extendTokensUntil(long.session.id, long.nowMs + 500_000)
      await subject.store.sessions.extendTokensUntil(long.session.id, long.nowMs + 400_000)
      const ending = { state: 'revoked', reason: 'revoked_by_user' } as const
      for (const { session } of [plain, long]) {
        await subject.store.sessions.end({ by: 'id', id: session.id }, ending, CONTEXT)
      }
      const { session } = await subject.find(plain.session.id)
      same(
        (await subject.store.log.after(0, 10)).map(({ kind, id, untilMs }) => [kind, id, untilMs]),
        [
          ['session', plain.session.id, (session.end?.atMs ?? 0) + 60_000],
          ['session', long.session.id, long.nowMs + 500_000],
        ],
        'the entries',
      )
    })

    on('comes with what else there is to tell, only if it comes', async (subject) => {
      const { session } = await subject.open(await subject.user())
      const more = [draftEvent(CONTEXT, 'session.reuse_detected', { sessionId: session.id })]
      const ending = { state: 'revoked', reason: 'refresh_reused' } as const
      await race(() => subject.store.sessions.end({ by: 'id', id: session.id }, ending, CONTEXT, more))
      same(
        tally(await subject.told(session.id)),
        { 'session.created': 1, 'session.reuse_detected': 1, 'session.revoked': 1 },
        'the events',
      )
    })
  })

  runner.describe('limits', () => {
    on('are only ever tightened', async (subject) => {
      const reading = await subject.open(await subject.user())
      const limits = {
        idleMs: null,
        activitySlackMs: 9_000,
        absoluteMs: 300_000,
        tokenLifetimeMs: 30_000,
        tokenMaxLifetimeMs: 7_200_000,
      }
      same(await subject.store.sessions.tighten('token', limits), 1, 'how many changed')
      same(await subject.store.sessions.tighten('token', limits), 0, 'the second time')
      const after = (await subject.find(reading.session.id)).session
      same(
        after.limits,
        {
          idleMs: 60_000,
          activitySlackMs: 5_000,
          absoluteExpiresAtMs: after.createdAtMs + 300_000,
          tokenLifetimeMs: 30_000,
          tokenMaxLifetimeMs: 3_600_000,
        },
        'the limits',
      )
    })
  })
}
