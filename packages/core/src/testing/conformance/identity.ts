/** Conformance of the ports around users: epochs that end everything, tickets and keys that have one winner. */

import { draftEvent } from '../../event/event.ts'
import { statusOf } from '../../session/status.ts'
import type { EmailAddress } from '../../user/email.ts'
import {
  type ConformanceRunner,
  CONTEXT,
  issued,
  onStore,
  race,
  RACERS,
  same,
  type Subject,
  tally,
} from './harness.ts'

/** The suite. */
export function identityConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)

  runner.describe('users', () => {
    on('come back as they were written', async (subject) => {
      const user = await subject.user()
      same(await subject.store.users.find(user.id), user, 'the user')
      same(user.metadata.public, { nested: { list: [1, 'zwei', null] } }, 'the metadata')
    })

    on('of one address are one, however many register at once', async (subject) => {
      const email = 'same@example.com' as EmailAddress
      const outcomes = await race(() => subject.store.users.create(subject.newUser({ email }), null, CONTEXT))
      same(tally(outcomes.map(({ outcome }) => outcome)), { taken: RACERS - 1, written: 1 }, 'the outcomes')
    })

    on('that are disabled have no living session, also none opened meanwhile', async (subject) => {
      const user = await subject.user()
      const reading = await subject.open(user)
      await race(async (index) => {
        if (index === 10) await subject.store.users.setDisabled(user.id, true, CONTEXT)
        else await subject.store.sessions.open(subject.openInput(user))
      })
      const { session, user: standing, nowMs } = await subject.find(reading.session.id)
      same(
        statusOf(session, standing, nowMs),
        { state: 'revoked', reason: 'user_disabled', atMs: nowMs },
        'the session',
      )
      const { data } = await subject.store.sessions.list(
        { userId: user.id, status: 'active' },
        { limit: 500, cursor: null },
      )
      same(data.length, 0, 'the living sessions')
      same(
        (await subject.store.sessions.open(subject.openInput(user))).outcome,
        'user-changed',
        'a late sign-in',
      )
    })

    on(
      'change their password once per checked hash, and keep one session under the new epoch',
      async (subject) => {
        const user = await subject.user()
        const [kept, other] = [await subject.open(user), await subject.open(user)]
        const { passwordHash } = (await subject.store.users.findWithPassword(user.id)) ?? {
          passwordHash: null,
        }
        const outcomes = await race((index) =>
          subject.store.users.changePassword({
            userId: user.id,
            expectHash: passwordHash,
            expect: {},
            passwordHash: `new-${index}`,
            keep: { kind: 'none' },
            context: CONTEXT,
          }),
        )
        same(
          tally(outcomes.map(({ outcome }) => outcome)),
          { changed: 1, unmatched: RACERS - 1 },
          'the outcomes',
        )
        for (const { session } of [kept, other])
          same((await subject.find(session.id)).session.end?.reason, 'password_changed', 'the end')
      },
    )
  })

  runner.describe('tickets', () => {
    on('are redeemed once, by one of many, for what they are for', async (subject) => {
      const user = await subject.user()
      const { id, hash } = issued(runner, 'ticket')
      const purpose = {
        kind: 'password-reset',
        userId: user.id,
        email: 'a@example.com' as EmailAddress,
        epoch: 0,
      } as const
      const events = [draftEvent(CONTEXT, 'user.password_reset_requested', { userId: user.id })]
      await subject.store.tickets.create({ id, hash, purpose, lifetimeMs: 1_000, events })
      same((await subject.told(user.id))[0], 'user.password_reset_requested', 'the event')
      same(await subject.store.tickets.redeem(id, hash, 'email-change'), null, 'another purpose')
      same(await subject.store.tickets.redeem(id, subject.hash(1), 'password-reset'), null, 'another secret')
      const { tickets } = subject.store
      same(await tickets.find(id, subject.hash(1)), null, 'read with another secret')
      same(await tickets.find(id, hash), purpose, 'read')
      const redeemed = await race(() => subject.store.tickets.redeem(id, hash, 'password-reset'))
      same(
        redeemed.filter((ticket) => ticket !== null),
        [purpose],
        'who got it',
      )
    })

    on('are dead at the end of their life', async (subject) => {
      const user = await subject.user()
      const { id, hash } = issued(runner, 'ticket')
      const purpose = {
        kind: 'email-verification',
        userId: user.id,
        email: 'a@example.com' as EmailAddress,
        epoch: 0,
      } as const
      await subject.store.tickets.create({ id, hash, purpose, lifetimeMs: 1_000, events: [] })
      await subject.passTime(1_000)
      same(await subject.store.tickets.find(id, hash), null, 'an old ticket')
      same(await subject.store.tickets.redeem(id, hash, 'email-verification'), null, 'an old ticket redeemed')
    })
  })

  runner.describe('what happens once', () => {
    on('is claimed by one of many, and again after its time', async (subject) => {
      const claim = () => subject.store.once.claim('proof', 1_000)
      same((await race(claim)).filter(Boolean).length, 1, 'the winners')
      await subject.passTime(1_000)
      same(await claim(), true, 'afterwards')
    })
  })

  runner.describe('rate limits', () => {
    on('let exactly the burst through, then one each interval', async (subject) => {
      const limit = { everyMs: 1_000, burst: 5 }
      const outcomes = await race(() => subject.store.rateLimits.take('bucket', limit))
      same(tally(outcomes.map(({ outcome }) => outcome)), { allowed: 5, limited: RACERS - 5 }, 'the outcomes')
      same((await subject.store.rateLimits.take('another', limit)).outcome, 'allowed', 'another bucket')
      await subject.passTime(1_000)
      same((await subject.store.rateLimits.take('bucket', limit)).outcome, 'allowed', 'after an interval')
      same((await subject.store.rateLimits.take('bucket', limit)).outcome, 'limited', 'right behind it')
    })

    on('hold nobody until a time that was wrong', async (subject) => {
      const { rateLimits } = subject.store
      const limit = { everyMs: 1_000, burst: 2 }
      const take = async () => (await rateLimits.take('bucket', limit)).outcome
      await subject.passTime(3_600_000)
      same([await take(), await take(), await take()], ['allowed', 'allowed', 'limited'], 'ahead')
      await subject.passTime(-3_600_000)
      same((await rateLimits.peek('bucket', limit)).outcome, 'allowed', 'a peek')
      same([await take(), await take(), await take()], ['allowed', 'allowed', 'limited'], 'back again')
    })
  })

  runner.describe('access keys', () => {
    on('live two at a time under one name', async (subject) => {
      const outcomes = await race(() => {
        const { id, hash } = issued(runner, 'backendKey')
        const key = { id, hash, kind: 'backend', name: 'web', scopes: [], authorizedParty: null } as const
        return subject.store.accessKeys.create(key, CONTEXT)
      })
      same(tally(outcomes), { created: 2, 'too-many': RACERS - 2 }, 'the outcomes')
      const [first] = await subject.store.accessKeys.list('backend')
      if (first === undefined) throw new Error('there is no key')
      same(await subject.store.accessKeys.revoke(first.id, 'backend', CONTEXT), true, 'a revocation')
      same(await subject.store.accessKeys.find(first.id, 'backend'), null, 'a revoked key')
    })
  })

  runner.describe('the log', () => {
    on('has no gap, however many append at once, and readings carry its head', async (subject) => {
      const user = await subject.user()
      const readings = await race(() => subject.open(user))
      await race((index) => {
        const id = readings[index]?.session.id
        if (id === undefined) throw new Error('a session is not there')
        return subject.store.sessions.end({ by: 'id', id }, { state: 'ended', reason: 'signed_out' }, CONTEXT)
      })
      const entries = await subject.store.log.after(0, 1_000)
      same(
        entries.map(({ position }) => position),
        Array.from(entries, (_, index) => index + 1),
        'the positions',
      )
      same(entries.length, RACERS, 'one entry each')
      const fresh = await subject.open(user)
      same(fresh.position, await subject.store.log.head(), 'the head')
    })
  })
}
