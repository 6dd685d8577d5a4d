/** Conformance of what a browser holds: several accounts, one secret that changes, one active session. */

import type { ClientId } from '../../id/id.ts'
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
  type Subject,
  tally,
} from './harness.ts'

/** A browser whose secret is `hash(0)`, then `hash(1)` and so on, one further with each sign-in. */
function browser(
  subject: Subject,
): (user: User, more?: { readonly replaceOtherAccounts: boolean }) => Promise<SessionReading> {
  let signIns = 0
  let id: ClientId | null = null
  return async (user, more = { replaceOtherAccounts: false }) => {
    const input = subject.openInput(user, { transport: 'cookie', chain: null, ...more })
    id ??= input.client.id
    const secretHash = subject.hash(signIns)
    const client =
      signIns === 0
        ? ({ kind: 'new', id, secretHash } as const)
        : ({ kind: 'known', id, presentedHash: subject.hash(signIns - 1), secretHash } as const)
    signIns += 1
    return await subject.open(user, { ...input, client })
  }
}

/** The suite. */
export function clientConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)

  runner.describe('a browser', () => {
    on('holds one living session of each of its accounts, the last one signed in active', async (subject) => {
      const signIn = browser(subject)
      const [ada, grace] = [await subject.user(), await subject.user()]
      const first = await signIn(ada)
      const second = await signIn(grace)
      const third = await signIn(ada)
      const { clientId } = first.session
      const reading = await subject.store.sessions.findClient(clientId)
      if (reading === null) throw new Error('the client is not there')
      const states = Object.fromEntries(
        reading.sessions.map(({ session, user }) => [session.id, stateOf({ ...reading, session, user })]),
      )
      same(
        [states[first.session.id], states[second.session.id], states[third.session.id]],
        ['replaced', 'active', 'active'],
        'the states',
      )
      same((await subject.find(first.session.id)).session.end?.reason, 'signed_in_again', 'the reason')
      same(reading.client.activeSessionId, third.session.id, 'the active session')
      same(reading.position, await subject.store.log.head(), 'the head of the log')
      same(await subject.store.sessions.clientKnowsUser(clientId, ada.id), true, 'whether it knows her')
      same(
        await subject.store.sessions.clientKnowsUser(clientId, (await subject.user()).id),
        false,
        'a stranger',
      )
    })

    on('with one account at a time drops the others as removed', async (subject) => {
      const signIn = browser(subject)
      const first = await signIn(await subject.user())
      const second = await signIn(await subject.user(), { replaceOtherAccounts: true })
      const { end } = (await subject.find(first.session.id)).session
      same([end?.state, end?.reason], ['removed', 'removed_from_client'], 'the first account')
      same(stateOf(await subject.find(second.session.id)), 'active', 'the second')
    })

    on('remembers the secret before, and when it changed', async (subject) => {
      const signIn = browser(subject)
      const { session } = await signIn(await subject.user())
      await subject.passTime(1_000)
      const { nowMs } = await signIn(await subject.user())
      const client = (await subject.store.sessions.findClient(session.clientId))?.client
      same(
        [client?.previousSecretHash, client?.secretHash],
        [subject.hash(0), subject.hash(1)],
        'the secrets',
      )
      same((client?.rotatedAtMs ?? 0) <= nowMs, true, 'not after the answer')
      same((client?.rotatedAtMs ?? 0) >= session.createdAtMs + 1_000, true, 'not before the change')
    })

    on('makes active only a living session of its own', async (subject) => {
      const signIn = browser(subject)
      const first = await signIn(await subject.user())
      const second = await signIn(await subject.user())
      const stranger = await subject.open(await subject.user())
      const { clientId } = first.session
      const activate = ({ session }: SessionReading) => subject.store.sessions.activate(clientId, session.id)
      const active = async () => (await subject.store.sessions.findClient(clientId))?.client.activeSessionId
      same(await activate(first), true, 'its own')
      same(await active(), first.session.id, 'the active one')
      same(await activate(stranger), false, 'somebody else’s')
      const ending = { state: 'ended', reason: 'signed_out' } as const
      await subject.store.sessions.end({ by: 'id', id: second.session.id }, ending, CONTEXT)
      same(await activate(second), false, 'an ended one')
      same(await active(), first.session.id, 'the active one afterwards')
    })

    on('signs out all its accounts but one, and no other browser', async (subject) => {
      const [signIn, elsewhere] = [browser(subject), browser(subject)]
      const ada = await subject.user()
      const [kept, other] = [await signIn(ada), await signIn(await subject.user())]
      const away = await elsewhere(ada)
      const selector = { by: 'client', clientId: kept.session.clientId, except: kept.session.id } as const
      const ended = await subject.store.sessions.end(
        selector,
        { state: 'ended', reason: 'signed_out' },
        CONTEXT,
      )
      same(
        ended.map(({ id }) => id),
        [other.session.id],
        'what ended',
      )
      same(
        [stateOf(await subject.find(kept.session.id)), stateOf(await subject.find(away.session.id))],
        ['active', 'active'],
        'the others',
      )
    })
  })

  runner.describe('a proof of the person', () => {
    on('renews the factor and the secret of a browser once, for the secret it presents', async (subject) => {
      const { session } = await browser(subject)(await subject.user())
      await subject.passTime(1_000)
      const outcomes = await race((index) =>
        subject.store.sessions.reverify({
          factor: 'first',
          id: session.id,
          rotateClient: {
            id: session.clientId,
            presentedHash: subject.hash(0),
            secretHash: subject.hash(index + 1),
          },
          context: CONTEXT,
        }),
      )
      same(
        tally(outcomes.map((reading) => (reading === null ? 'refused' : 'proved'))),
        { proved: 1, refused: RACERS - 1 },
        'the outcomes',
      )
      const after = (await subject.find(session.id)).session
      same(after.factorsBefore, session.factors, 'the factors before')
      same((after.factors.firstAtMs ?? 0) >= session.createdAtMs + 1_000, true, 'the factor')
      same(await subject.told(session.id), ['session.reverified', 'session.created'], 'the events')
    })

    on('does nothing for a session that has ended', async (subject) => {
      const { session } = await subject.open(await subject.user())
      await subject.passTime(65_000)
      same(
        await subject.store.sessions.reverify({
          id: session.id,
          factor: 'first',
          rotateClient: null,
          context: CONTEXT,
        }),
        null,
        'the outcome',
      )
      same(await subject.told(session.id), ['session.created'], 'the events')
    })
  })

  runner.describe('an opaque secret', () => {
    on('is replaced in a living opaque session alone', async (subject) => {
      const user = await subject.user()
      const opaque = await subject.open(user, {
        transport: 'opaque',
        chain: null,
        opaqueHash: subject.hash(1),
      })
      const token = await subject.open(user)
      const replace = ({ session }: SessionReading) =>
        subject.store.sessions.replaceOpaqueSecret(session.id, subject.hash(2))
      same((await replace(opaque))?.session.opaqueHash, subject.hash(2), 'the secret')
      same(await replace(token), null, 'a session of another transport')
      const ending = { state: 'revoked', reason: 'revoked_by_user' } as const
      await subject.store.sessions.end({ by: 'id', id: opaque.session.id }, ending, CONTEXT)
      same(await replace(opaque), null, 'an ended session')
    })
  })
}
