/** Conformance of the session port: limits to the millisecond, one winner in every race, ends that stay. */

import type { AdvanceChain, SessionReading } from '../../session/session-store.ts'
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

/** The suite. */
export function sessionConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)

  runner.describe('opening', () => {
    on('gives the session with limits that count from the store, and tells it once', async (subject) => {
      const reading = await subject.open(await subject.user())
      const { session, nowMs } = reading
      same(session.limits.absoluteExpiresAtMs - session.createdAtMs, 600_000, 'the absolute limit')
      same(session.createdAtMs <= nowMs, true, 'the store clock')
      same(stateOf(reading), 'active', 'the state')
      same(await subject.told(reading.session.id), ['session.created'], 'the events')
    })

    on('is refused under an older epoch, and leaves nothing behind', async (subject) => {
      const user = await subject.user()
      await subject.store.users.signOutEverywhere(user.id, EVERYWHERE, CONTEXT)
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
      same((await subject.living(user.id)).length, 1, 'the living sessions')
    })

    on('never exceeds the limit of sessions, whether it denies or evicts', async (subject) => {
      for (const atLimit of ['deny', 'evict-oldest'] as const) {
        const user = await subject.user()
        const maxSessions = { count: 3, atLimit }
        const outcomes = await race(() =>
          subject.store.sessions.open(subject.openInput(user, { maxSessions })),
        )
        const opened = outcomes.filter(({ outcome }) => outcome === 'opened').length
        same(opened, atLimit === 'deny' ? 3 : RACERS, atLimit)
        same((await subject.living(user.id)).length, 3, 'the living sessions')
      }
    })

    on(
      'makes room by ending what was unused the longest, never what somebody else holds',
      async (subject) => {
        const user = await subject.user()
        const maxSessions = { count: 2, atLimit: 'evict-oldest' } as const
        const [older, unused] = [await subject.open(user), await subject.open(user)]
        const acting = await subject.open(user, { actor: { sub: 'admin' } })
        await subject.passTime(10_000)
        await subject.store.sessions.touch(older.session.id)
        await subject.open(user, { maxSessions })
        const { end } = (await subject.find(unused.session.id)).session
        same([end?.state, end?.reason], ['replaced', 'session_limit'], 'what was unused')
        same(stateOf(await subject.find(older.session.id)), 'active', 'what was used')
        same(stateOf(await subject.find(acting.session.id)), 'active', 'somebody who acts as the user')
        same((await subject.living(user.id)).length, 3, 'the living sessions')
      },
    )

    on('by somebody who acts as the user is no sign-in of theirs, and saves no deletion', async (subject) => {
      const user = await subject.user()
      const { users } = subject.store
      await users.requestDeletion(user.id, 1_000_000, CONTEXT)
      const before = await users.find(user.id)
      if (before === null) throw new Error('the user is not there')
      await subject.open(before, { actor: { sub: 'admin' } })
      same(await users.find(user.id), before, 'the user')
      await subject.open(before)
      const after = await users.find(user.id)
      same([after?.deletionAtMs, after?.lastSignInAtMs === null], [null, false], 'after a sign-in')
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
      const rateLimit = { everyMs: 1_000, burst: 2 }
      const next = async () =>
        subject.store.sessions.advance(stepOf(await subject.find(reading.session.id), { rateLimit }))
      same(
        [(await next()).outcome, (await next()).outcome, (await next()).outcome],
        ['advanced', 'advanced', 'limited'],
        'the outcomes',
      )
      same(
        (await subject.store.sessions.advance(stepOf(reading, { rateLimit }))).outcome,
        'unmatched',
        'an old token',
      )
      await subject.passTime(1_000)
      same((await next()).outcome, 'advanced', 'after a second')
    })

    on('lets no step wait for a time that was wrong', async (subject) => {
      const { session } = await subject.open(await subject.user())
      const next = async () =>
        subject.store.sessions.advance(
          stepOf(await subject.find(session.id), { rateLimit: { everyMs: 1_000, burst: 2 } }),
        )
      await subject.passTime(3_600_000)
      await next()
      await next()
      await subject.passTime(-3_600_000)
      same(
        [(await next()).outcome, (await next()).outcome, (await next()).outcome],
        ['advanced', 'advanced', 'limited'],
        'the outcomes',
      )
    })
  })
}
