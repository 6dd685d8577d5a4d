/** Conformance of sessions that wait for their user's second factor. */

import { type FactorId, newId, type UserId } from '../../id/id.ts'
import type { SessionReading } from '../../session/session-store.ts'
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
import { oauthClient, openGrant } from './oauth-subject.ts'

const ASKS = { asksSecondFactor: true } as const

/** The suite. */
export function pendingConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)
  const id = (): FactorId => newId('fac', 1_780_000_000_000, runner.random)

  async function enroll({ store }: Subject, userId: UserId): Promise<FactorId> {
    const enrolled = { id: id(), userId, sealedSeed: Uint8Array.of(1), name: null }
    await store.factors.enrollTotp(enrolled, CONTEXT)
    return enrolled.id
  }

  async function userWithFactor(subject: Subject): Promise<User> {
    const user = await subject.user()
    const totp = { id: await enroll(subject, user.id), userId: user.id, step: 1 }
    await subject.store.factors.activateTotp(totp, { id: id(), hashes: [] }, CONTEXT)
    return user
  }

  async function openCookie(subject: Subject, user: User): Promise<SessionReading> {
    const { client } = subject.openInput(user)
    const known = { kind: 'new', id: client.id, secretHash: subject.hash(1) } as const
    return await subject.open(user, { ...ASKS, transport: 'cookie', chain: null, client: known })
  }

  runner.describe('a session', () => {
    on('is pending if its sign-in asks for a second factor and its user has one', async (subject) => {
      const user = await userWithFactor(subject)
      same(stateOf(await subject.open(user, ASKS)), 'pending', 'one that asks')
      same(stateOf(await subject.open(user)), 'active', 'one that does not')
      const another = await subject.user()
      await enroll(subject, another.id)
      same(stateOf(await subject.open(another, ASKS)), 'active', 'of somebody who has none yet')
    })
  })

  runner.describe('a pending session', () => {
    on('takes no step but the proof, which one of many takes', async (subject) => {
      const { sessions } = subject.store
      const opened = await subject.open(await userWithFactor(subject), ASKS)
      for (const more of [{}, { active: true }, { kind: 'reverify', proves: 'first' }] as const) {
        const refused = await sessions.advance(stepOf(opened, more))
        same(refused.outcome, 'unmatched', `a step with ${JSON.stringify(more)}`)
      }
      same(await sessions.extendTokensUntil(opened.session.id, opened.nowMs + 100_000), false, 'a long token')
      const proof = { kind: 'second-factor', proves: 'second' } as const
      const taken = await race((index) =>
        sessions.advance(stepOf(opened, { ...proof, keyHash: Uint8Array.of(index) })),
      )
      same(tally(taken.map(({ outcome }) => outcome)), { advanced: 1, unmatched: RACERS - 1 }, 'the proofs')
      const after = await subject.find(opened.session.id)
      same(stateOf(after), 'active', 'the state after')
      same(after.session.factors.firstAtMs, opened.session.factors.firstAtMs, 'the first factor')
      same(after.session.factors.secondAtMs !== null, true, 'whether the second factor counts')
      same((await sessions.advance(stepOf(after))).outcome, 'advanced', 'a step after')
      const again = { kind: 'reverify', proves: 'first' } as const
      await sessions.advance(stepOf(await subject.find(opened.session.id), again))
      same((await subject.find(opened.session.id)).session.neededSecondFactor, false, 'after another proof')
    })

    on(
      'of a browser becomes active with another secret, and the first factor alone does nothing',
      async (subject) => {
        const { sessions } = subject.store
        const { session } = await openCookie(subject, await userWithFactor(subject))
        const prove = (factor: 'first' | 'second', secret: number) =>
          sessions.reverify({
            id: session.id,
            factor,
            rotateClient: {
              id: session.clientId,
              presentedHash: subject.hash(1),
              secretHash: subject.hash(secret),
            },
            context: CONTEXT,
          })
        same(await prove('first', 2), null, 'the first factor')
        const proved = await race((index) => prove('second', index + 10))
        same(proved.filter((reading) => reading !== null).length, 1, 'how many proved it')
        const reading = await subject.find(session.id)
        same(stateOf(reading), 'active', 'the state after')
        same(reading.session.factorsBefore, session.factors, 'the factors before')
        same(
          [session.neededSecondFactor, reading.session.neededSecondFactor],
          [false, true],
          'whether it waited',
        )
        same((await subject.told(session.id))[0], 'session.reverified', 'the event')
      },
    )

    on('pushes nobody out, takes nobody’s place, and is listed among the living', async (subject) => {
      const user = await userWithFactor(subject)
      const there = await subject.open(user)
      const limits = {
        replaceOtherDevices: true,
        maxSessions: { count: 1, atLimit: 'evict-oldest' },
      } as const
      const opened = await subject.open(user, { ...ASKS, ...limits })
      same(stateOf(await subject.find(there.session.id)), 'active', 'the other device')
      same((await subject.living(user.id)).length, 2, 'the living')
      const denying = { maxSessions: { count: 2, atLimit: 'deny' } } as const
      await subject.open(user, denying)
      same(stateOf(await subject.find(opened.session.id)), 'pending', 'the pending one')
    })

    on('takes its browser over once it is proved: until then all stays as it was', async (subject) => {
      const { sessions } = subject.store
      const user = await userWithFactor(subject)
      const { client } = subject.openInput(user)
      const secret = (index: number) => subject.hash(index)
      const cookie = { transport: 'cookie', chain: null } as const
      const first = await subject.open(user, {
        ...cookie,
        client: { kind: 'new', id: client.id, secretHash: secret(0) },
      })
      const known = (index: number) => {
        const presentedHash = secret(index)
        return { kind: 'known', id: client.id, presentedHash, secretHash: secret(index + 1) } as const
      }
      const app = await oauthClient(runner, subject)
      const grant = await openGrant(subject, user, app, { parentId: first.session.id })
      const givenUp = await subject.open(user, { ...cookie, ...ASKS, client: known(0) })
      const second = await subject.open(user, { ...cookie, ...ASKS, client: known(1) })
      const states = async () => {
        const all = [first, grant, givenUp, second].map(({ session }) => subject.find(session.id))
        return (await Promise.all(all)).map(stateOf)
      }
      same(await states(), ['active', 'active', 'replaced', 'pending'], 'before')
      const parent = async () => (await subject.find(grant.session.id)).session.oauth?.parentId
      same(await parent(), first.session.id, 'what the grant ends with before')
      const proof = { id: second.session.id, factor: 'second', context: CONTEXT } as const
      same((await sessions.reverify({ ...proof, rotateClient: known(2) })) !== null, true, 'the proof')
      same(await states(), ['replaced', 'active', 'replaced', 'active'], 'after')
      same(await parent(), second.session.id, 'what the grant ends with')
    })

    on('ends as others do', async (subject) => {
      const user = await userWithFactor(subject)
      const [first, second] = [await subject.open(user, ASKS), await subject.open(user, ASKS)]
      const ending = { state: 'revoked', reason: 'revoked_by_user' } as const
      await subject.store.sessions.end({ by: 'id', id: first.session.id }, ending, CONTEXT)
      same(stateOf(await subject.find(first.session.id)), 'revoked', 'one that was revoked')
      await subject.passTime(second.session.limits.absoluteExpiresAtMs - second.nowMs)
      same(stateOf(await subject.find(second.session.id)), 'abandoned', 'one that nobody completed')
      const proof = stepOf(second, { kind: 'second-factor', proves: 'second' })
      same((await subject.store.sessions.advance(proof)).outcome, 'unmatched', 'a late proof')
    })
  })
}
