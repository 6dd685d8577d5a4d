/** Conformance of the session port: limits to the millisecond, one winner in every race, ends that stay. */

import type { SessionReading } from '../../session/session-store.ts'
import { statusOf } from '../../session/status.ts'
import type { AdvanceChain } from '../../session/session-store.ts'
import {
  type ConformanceRunner,
  CONTEXT,
  onStore,
  race,
  RACERS,
  same,
  type Subject,
  tally,
} from './harness.ts'

const state = ({ session, user, nowMs }: SessionReading): string => statusOf(session, user, nowMs).state

/** A step from the chain's current token. */
function stepOf({ session }: SessionReading, more: Partial<AdvanceChain> = {}): AdvanceChain {
  if (session.chain === null) throw new Error('the session has no chain')
  return {
    sessionId: session.id,
    salt: session.chain.salt,
    expectCounter: session.chain.counter,
    nextCounter: session.chain.counter + 1,
    keyHash: Uint8Array.of(1),
    secretVersion: 1,
    kind: 'refresh',
    active: false,
    provesFirstFactor: false,
    afterRollback: false,
    limit: { everyMs: 0, burst: 1_000 },
    events: [],
    ...more,
  }
}

async function eventTypes({ store }: Subject, reading: SessionReading): Promise<readonly string[]> {
  const filter = { userId: null, sessionId: reading.session.id, type: null }
  const { data } = await store.events.list(filter, { limit: 100, cursor: null })
  return data.map(({ type }) => type)
}

/** The suite. */
export function sessionConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)

  runner.describe('opening', () => {
    on('gives the session with limits that count from the store, and tells it once', async (subject) => {
      const reading = await subject.open(await subject.user())
      const { session, nowMs } = reading
      same(session.limits.absoluteExpiresAtMs - session.createdAtMs, 600_000, 'the absolute limit')
      same(session.createdAtMs <= nowMs, true, 'the store clock')
      same(state(reading), 'active', 'the state')
      same(await eventTypes(subject, reading), ['session.created'], 'the events')
    })

    on('is refused under an older epoch, and leaves nothing behind', async (subject) => {
      const user = await subject.user()
      await subject.store.users.signOutEverywhere(user.id, null, CONTEXT)
      const input = subject.openInput(user)
      same((await subject.store.sessions.open(input)).outcome, 'user-changed', 'the outcome')
      same(await subject.store.sessions.find(input.id), null, 'the session')
      same(await subject.store.sessions.findClient(input.client.id), null, 'the client')
    })

    on('with one device at a time leaves one of any number of simultaneous sign-ins', async (subject) => {
      const user = await subject.user()
      const outcomes = await race(() =>
        subject.store.sessions.open(subject.openInput(user, { replaceOtherDevices: true })),
      )
      same(tally(outcomes.map(({ outcome }) => outcome)), { opened: RACERS }, 'the outcomes')
      const page = { limit: 500, cursor: null }
      const { data } = await subject.store.sessions.list({ userId: user.id, status: 'active' }, page)
      same(data.length, 1, 'the living sessions')
    })

    on('never exceeds the limit of sessions, whether it denies or evicts', async (subject) => {
      const page = { limit: 500, cursor: null }
      for (const atLimit of ['deny', 'evict-oldest'] as const) {
        const user = await subject.user()
        const maxSessions = { count: 3, atLimit }
        const outcomes = await race(() =>
          subject.store.sessions.open(subject.openInput(user, { maxSessions })),
        )
        const opened = outcomes.filter(({ outcome }) => outcome === 'opened').length
        same(opened, atLimit === 'deny' ? 3 : RACERS, atLimit)
        const { data } = await subject.store.sessions.list({ userId: user.id, status: 'active' }, page)
        same(data.length, 3, 'the living sessions')
      }
    })

    on(
      'on a known client changes its secret once: of many with the same secret one is opened',
      async (subject) => {
        const user = await subject.user()
        const first = subject.openInput(user, { transport: 'cookie', chain: null })
        const client = { kind: 'new', id: first.client.id, secretHash: subject.hash(0) } as const
        await subject.store.sessions.open({ ...first, client })
        const outcomes = await race((index) => {
          const next = {
            kind: 'known',
            id: client.id,
            presentedHash: subject.hash(0),
            secretHash: subject.hash(index + 1),
          } as const
          return subject.store.sessions.open(
            subject.openInput(user, { transport: 'cookie', chain: null, client: next }),
          )
        })
        same(
          tally(outcomes.map(({ outcome }) => outcome)),
          { 'client-changed': RACERS - 1, opened: 1 },
          'the outcomes',
        )
        const reading = await subject.store.sessions.findClient(client.id)
        same(
          reading?.sessions.filter(({ session }) => session.end === null).length,
          1,
          'one session per user and client',
        )
      },
    )

    on('with a thing to be used once opens once', async (subject) => {
      const user = await subject.user()
      const nowMs = await subject.store.nowMs()
      const once = { key: 'token-1', keyHash: subject.hash(7), untilMs: nowMs + 60_000 }
      const outcomes = await race(() => subject.store.sessions.open(subject.openInput(user, { once })))
      same(tally(outcomes.map(({ outcome }) => outcome)), { opened: 1, used: RACERS - 1 }, 'the outcomes')
    })
  })

  runner.describe('a chain', () => {
    on('takes each step once, however many ask for it', async (subject) => {
      let reading = await subject.open(await subject.user())
      for (let counter = 0; counter < 3; counter++) {
        const step = stepOf(reading)
        const outcomes = await race((index) =>
          subject.store.sessions.advance({ ...step, keyHash: Uint8Array.of(index) }),
        )
        same(
          tally(outcomes.map(({ outcome }) => outcome)),
          { advanced: 1, unmatched: RACERS - 1 },
          'the outcomes',
        )
        reading = await subject.find(reading.session.id)
        same(reading.session.chain?.counter, counter + 1, 'the counter')
      }
    })

    on('takes no step with another salt, without a key where one is due, or past an end', async (subject) => {
      const reading = await subject.open(await subject.user())
      const outcome = async (more: Partial<AdvanceChain>) =>
        (await subject.store.sessions.advance(stepOf(reading, more))).outcome
      same(await outcome({ salt: new Uint8Array(16) }), 'unmatched', 'another salt')
      same(await outcome({ keyHash: null }), 'unmatched', 'no key')
      await subject.store.sessions.end(
        { by: 'id', id: reading.session.id },
        { state: 'ended', reason: 'signed_out' },
        CONTEXT,
      )
      same(await outcome({}), 'unmatched', 'an ended session')
    })

    on(
      'remembers the keys of its last two steps, and forgets the older one after a rollback',
      async (subject) => {
        const opened = await subject.open(await subject.user())
        const step = async (reading: SessionReading, key: number, more: Partial<AdvanceChain> = {}) => {
          const taken = await subject.store.sessions.advance(
            stepOf(reading, { keyHash: Uint8Array.of(key), ...more }),
          )
          if (taken.outcome !== 'advanced') throw new Error(taken.outcome)
          return taken.reading
        }
        const second = await step(await step(opened, 1), 2)
        same(
          [second.session.chain?.lastStep?.keyHash?.[0], second.session.chain?.previousKeyHash?.[0]],
          [2, 1],
          'the keys',
        )
        const jumped = await step(second, 9, { nextCounter: 7, afterRollback: true })
        same(
          [jumped.session.chain?.counter, jumped.session.chain?.previousKeyHash],
          [7, 'unknown'],
          'after a rollback',
        )
      },
    )

    on('tells a step that comes too often from one that does not match', async (subject) => {
      const reading = await subject.open(await subject.user())
      const limit = { everyMs: 1_000, burst: 2 }
      const next = async () =>
        subject.store.sessions.advance(stepOf(await subject.find(reading.session.id), { limit }))
      same(
        [(await next()).outcome, (await next()).outcome, (await next()).outcome],
        ['advanced', 'advanced', 'limited'],
        'the outcomes',
      )
      same(
        (await subject.store.sessions.advance(stepOf(reading, { limit }))).outcome,
        'unmatched',
        'an old token',
      )
      await subject.passTime(1_000)
      same((await next()).outcome, 'advanced', 'after a second')
    })
  })

  runner.describe('time', () => {
    on(
      'ends a session at the idle limit and its slack, to the millisecond, for reads and writes alike',
      async (subject) => {
        const reading = await subject.open(await subject.user())
        await subject.passTime(64_999)
        same(state(await subject.find(reading.session.id)), 'active', 'one millisecond before')
        await subject.passTime(1)
        same(state(await subject.find(reading.session.id)), 'abandoned', 'at the limit')
        same((await subject.store.sessions.advance(stepOf(reading))).outcome, 'unmatched', 'a step')
      },
    )

    on('ends a session at the absolute limit however active the person is', async (subject) => {
      const reading = await subject.open(await subject.user())
      for (let minute = 0; minute < 10; minute++) {
        same(state(await subject.find(reading.session.id)), 'active', `minute ${minute}`)
        await subject.store.sessions.touch(reading.session.id)
        await subject.passTime(60_000)
      }
      same(state(await subject.find(reading.session.id)), 'expired', 'at the limit')
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
      same(await eventTypes(subject, reading), ['session.abandoned', 'session.created'], 'the events')
      await subject.passTime(1_000_000)
      await subject.store.sessions.sweep(limits)
      same(await subject.store.sessions.find(reading.session.id), null, 'what ended long ago')
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
      same((await eventTypes(subject, reading)).length, 2, 'the events')
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
      same(state(await subject.find(kept.session.id)), 'active', 'the kept one')
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
