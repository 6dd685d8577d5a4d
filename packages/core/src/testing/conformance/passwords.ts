/** Conformance of the password change: hash, epoch, the ends of the others and the kept session, or nothing of it. */

import type { SessionReading } from '../../session/session-store.ts'
import type { PasswordChange } from '../../user/user-store.ts'
import type { User } from '../../user/user.ts'
import {
  type ConformanceRunner,
  CONTEXT,
  onStore,
  race,
  RACERS,
  same,
  stateOf,
  stepOf,
  type Subject,
  tally,
} from './harness.ts'

const OLD_HASH = 'the-old-hash'
const STEP = { kind: 'password', proves: 'first' } as const

function changeOf(user: User, more: Partial<PasswordChange> = {}): PasswordChange {
  return {
    userId: user.id,
    expectHash: OLD_HASH,
    expect: {},
    passwordHash: 'the-new-hash',
    keep: { kind: 'none' },
    context: CONTEXT,
    ...more,
  }
}

/** Everything that a password change writes, to compare before and after one that must write nothing. */
async function written({ store, find, told }: Subject, user: User, kept: SessionReading): Promise<unknown> {
  return {
    password: await store.users.findWithPassword(user.id),
    session: (await find(kept.session.id)).session,
    client: (await store.sessions.findClient(kept.session.clientId))?.client,
    events: await told(user.id),
    log: await store.log.head(),
  }
}

async function openCookie(subject: Subject, user: User): Promise<SessionReading> {
  const { client } = subject.openInput(user)
  return await subject.open(user, {
    transport: 'cookie',
    chain: null,
    client: { kind: 'new', id: client.id, secretHash: subject.hash(1) },
  })
}

/** The suite. */
export function passwordConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)

  runner.describe('a password change', () => {
    on('ends every session but the one whose chain takes the step, once of many times', async (subject) => {
      const user = await subject.user({ passwordHash: OLD_HASH })
      const [kept, other] = [await subject.open(user), await subject.open(user)]
      const keep = { kind: 'token', step: stepOf(kept, STEP) } as const
      const outcomes = await race((index) =>
        subject.store.users.changePassword(changeOf(user, { keep, passwordHash: `new-${index}` })),
      )
      same(
        tally(outcomes.map(({ outcome }) => outcome)),
        { changed: 1, unmatched: RACERS - 1 },
        'the outcomes',
      )
      const after = await subject.find(kept.session.id)
      same(
        [stateOf(after), after.session.chain?.counter, after.session.epoch, after.user.epoch],
        ['active', 1, user.epoch + 1, user.epoch + 1],
        'the kept session',
      )
      const { end } = (await subject.find(other.session.id)).session
      same([end?.state, end?.reason], ['revoked', 'password_changed'], 'the other session')
      same(
        (await subject.told(user.id)).filter((type) => type === 'user.password_changed').length,
        1,
        'how often it was told',
      )
    })

    on('moves the factor of the kept session, and remembers how it stood before', async (subject) => {
      const [ada, grace] = [
        await subject.user({ passwordHash: OLD_HASH }),
        await subject.user({ passwordHash: OLD_HASH }),
      ]
      const [token, cookie] = [await subject.open(ada), await openCookie(subject, grace)]
      await subject.passTime(1_000)
      await subject.store.users.changePassword(
        changeOf(ada, { keep: { kind: 'token', step: stepOf(token, STEP) } }),
      )
      await subject.store.users.changePassword(
        changeOf(grace, {
          keep: {
            kind: 'cookie',
            sessionId: cookie.session.id,
            presentedHash: subject.hash(1),
            secretHash: subject.hash(2),
          },
        }),
      )
      for (const { session: before } of [token, cookie]) {
        const { session } = await subject.find(before.id)
        same(session.factorsBefore, before.factors, 'the factors before')
        same((session.factors.firstAtMs ?? 0) > (before.factors.firstAtMs ?? 0), true, 'the new factor')
      }
    })

    on('of a browser changes its secret, only for the one that it presents', async (subject) => {
      const user = await subject.user({ passwordHash: OLD_HASH })
      const kept = await openCookie(subject, user)
      const keep = (presented: number): PasswordChange['keep'] => ({
        kind: 'cookie',
        sessionId: kept.session.id,
        presentedHash: subject.hash(presented),
        secretHash: subject.hash(2),
      })
      const before = await written(subject, user, kept)
      const wrong = await subject.store.users.changePassword(changeOf(user, { keep: keep(9) }))
      same(wrong.outcome, 'unmatched', 'another secret')
      same(await written(subject, user, kept), before, 'what was written')
      const right = await subject.store.users.changePassword(changeOf(user, { keep: keep(1) }))
      same(right.outcome, 'changed', 'its secret')
      const client = (await subject.store.sessions.findClient(kept.session.clientId))?.client
      same(client?.secretHash, subject.hash(2), 'the new secret')
      same(client?.previousSecretHash, subject.hash(1), 'the secret before')
      same(stateOf(await subject.find(kept.session.id)), 'active', 'the kept session')
    })

    on('that matches in part writes nothing at all', async (subject) => {
      const user = await subject.user({ passwordHash: OLD_HASH })
      const stranger = await subject.open(await subject.user())
      const kept = await subject.open(user)
      const before = await written(subject, user, kept)
      const step = stepOf(kept, STEP)
      const parts: Record<string, Partial<PasswordChange>> = {
        'another password': { expectHash: 'another', keep: { kind: 'token', step } },
        'another counter': { keep: { kind: 'token', step: { ...step, expectCounter: 7 } } },
        'no key': { keep: { kind: 'token', step: { ...step, keyHash: null } } },
        'another epoch': {
          expectHash: null,
          expect: { epoch: user.epoch + 1 },
          keep: { kind: 'token', step },
        },
        'somebody else’s session': { keep: { kind: 'token', step: stepOf(stranger, STEP) } },
      }
      for (const [what, more] of Object.entries(parts)) {
        same((await subject.store.users.changePassword(changeOf(user, more))).outcome, 'unmatched', what)
        same(await written(subject, user, kept), before, `what was written with ${what}`)
      }
      const { session } = await subject.find(stranger.session.id)
      same(session, stranger.session, 'the stranger')
    })

    on('leaves no session that was signed in under the old password meanwhile', async (subject) => {
      const user = await subject.user({ passwordHash: OLD_HASH })
      await race(async (index) => {
        if (index === RACERS / 2) await subject.store.users.changePassword(changeOf(user))
        else await subject.store.sessions.open(subject.openInput(user))
      })
      same((await subject.living(user.id)).length, 0, 'the living sessions')
    })

    on('outdates the tokens of the kept session too, as long as any of them lives', async (subject) => {
      const user = await subject.user({ passwordHash: OLD_HASH })
      const kept = await subject.open(user)
      const longToken = kept.nowMs + 500_000
      await subject.store.sessions.extendTokensUntil(kept.session.id, longToken)
      const head = await subject.store.log.head()
      const keep = { kind: 'token', step: stepOf(kept, STEP) } as const
      await subject.store.users.changePassword(changeOf(user, { keep }))
      const [entry] = (await subject.store.log.after(head, 10)).filter(({ kind }) => kind === 'user')
      same([entry?.id, entry?.untilMs], [user.id, longToken], 'the entry')
    })
  })
}
