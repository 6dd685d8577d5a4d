/** Conformance of what OAuth clients are told of ended sessions, and of clients that nobody uses. */

import type { AppId } from '../../id/id.ts'
import { LOGOUT_DELIVERY_MS, type LogoutDelivery } from '../../oauth/logout-delivery.ts'
import type { NewOAuthClient } from '../../oauth/oauth-client.ts'
import type { SessionReading } from '../../session/session-store.ts'
import { type ConformanceRunner, CONTEXT, onStore, race, same, type Subject } from './harness.ts'
import { oauthClient, openGrant } from './oauth-subject.ts'

const SIGNED_OUT = { state: 'ended', reason: 'signed_out' } as const
const LEASE_MS = 30_000

/** The suite. */
export function logoutConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)

  /** A client that wants to be told. */
  function client(subject: Subject, more: Partial<NewOAuthClient> = {}): Promise<AppId> {
    const backchannelLogoutUri = 'https://notes.example/logout'
    return oauthClient(runner, subject, { backchannelLogoutUri, ...more })
  }

  async function end({ store }: Subject, { session }: SessionReading): Promise<void> {
    await store.sessions.end({ by: 'id', id: session.id }, SIGNED_OUT, CONTEXT)
  }

  function take({ store }: Subject, clientId: AppId, count = 100): Promise<readonly LogoutDelivery[]> {
    return store.logoutDeliveries
      .take({ clientId, count, leaseMs: LEASE_MS })
      .then(({ deliveries }) => deliveries)
  }

  runner.describe('logouts', () => {
    on('are queued by whatever ends a grant, as its client was at that moment', async (subject) => {
      const { store } = subject
      const id = await client(subject, { algorithm: 'RS256' })
      const user = await subject.user()
      const [ended, disabled] = [await openGrant(subject, user, id), await openGrant(subject, user, id)]
      same(await store.logoutDeliveries.receivers(), [], 'who is told before anything ended')
      await end(subject, ended)
      const [first, ...others] = await take(subject, id)
      same(others, [], 'what else is told')
      same(
        { ...first, queuedAtMs: 0 },
        {
          sessionId: ended.session.id,
          userId: user.id,
          clientId: id,
          audience: id,
          uri: 'https://notes.example/logout',
          isTrusted: true,
          algorithm: 'RS256',
          queuedAtMs: 0,
          tries: 1,
        },
        'what is told',
      )
      await store.users.setDisabled(user.id, true, CONTEXT)
      same(
        (await take(subject, id)).map(({ sessionId }) => sessionId),
        [disabled.session.id],
        'what is told of a user who was disabled',
      )
    })

    on('are queued for a client that is deleted, and for nobody else', async (subject) => {
      const { store } = subject
      const id = await client(subject, { registration: 'dynamic' })
      const silent = await client(subject, { backchannelLogoutUri: null })
      const user = await subject.user()
      const reading = await openGrant(subject, user, id)
      await openGrant(subject, user, silent)
      await subject.open(user)
      await store.oauthClients.delete(id, CONTEXT)
      await store.users.delete(user.id, CONTEXT)
      same(await store.logoutDeliveries.receivers(), [id], 'who is told')
      same(
        (await take(subject, id)).map(({ sessionId, isTrusted }) => [sessionId, isTrusted]),
        [[reading.session.id, false]],
        'what is told',
      )
    })

    on('of sessions that a limit ends are queued when the sweeper tells that', async (subject) => {
      const id = await client(subject)
      const reading = await openGrant(subject, await subject.user(), id)
      await subject.passTime(600_000)
      same(await subject.store.logoutDeliveries.receivers(), [], 'who is told before')
      await race(() => subject.store.sessions.sweep({ batch: 10, retentionMs: 86_400_000 }))
      same(
        (await take(subject, id)).map(({ sessionId }) => sessionId),
        [reading.session.id],
        'what is told',
      )
    })

    on('are taken by one of many, and by another one once that has been silent', async (subject) => {
      const { store, passTime } = subject
      const id = await client(subject)
      const user = await subject.user()
      for (let count = 0; count < 5; count++) await end(subject, await openGrant(subject, user, id))
      const taken = (await race(() => take(subject, id, 2))).flat()
      same(taken.length, 5, 'how many were taken')
      same(new Set(taken.map(({ sessionId }) => sessionId)).size, 5, 'how many different ones')
      same(await store.logoutDeliveries.receivers(), [], 'who is waiting')
      await passTime(LEASE_MS)
      same(await store.logoutDeliveries.receivers(), [id], 'who is waiting after the lease')
      const again = await take(subject, id)
      same([again.length, again[0]?.tries], [5, 2], 'what is taken again')
    })

    on('that failed come again when they are due, and those that were received never', async (subject) => {
      const { store, passTime } = subject
      const { logoutDeliveries } = store
      const id = await client(subject)
      const user = await subject.user()
      for (let count = 0; count < 2; count++) await end(subject, await openGrant(subject, user, id))
      const [received, failed] = await take(subject, id)
      if (received === undefined || failed === undefined) throw new Error('two should have been taken')
      await logoutDeliveries.settle(received.sessionId)
      await logoutDeliveries.postpone(failed, 5_000)
      await passTime(4_999)
      same(await take(subject, id), [], 'what is due a moment before')
      await passTime(1)
      same(await take(subject, id), [{ ...failed, tries: 2 }], 'what is due then')
      // Whoever was silent for so long that another one took over has no say any more.
      await logoutDeliveries.postpone(failed, LOGOUT_DELIVERY_MS)
      await logoutDeliveries.giveUp(failed, 'too late')
      await passTime(LEASE_MS)
      same((await take(subject, id)).length, 1, 'what is due after the lease')
    })

    on('that were never received are told of once', async (subject) => {
      const { store } = subject
      const id = await client(subject)
      await end(subject, await openGrant(subject, await subject.user(), id))
      const [delivery] = await take(subject, id)
      if (delivery === undefined) throw new Error('one should have been taken')
      await race(() => store.logoutDeliveries.giveUp(delivery, 'it answered 500'))
      await subject.passTime(LEASE_MS)
      same(await take(subject, id), [], 'what is left')
      const told = await subject.told(delivery.sessionId)
      same(told.filter((type) => type === 'oauth.logout_undelivered').length, 1, 'how often it was told')
    })

    on('of one client are none of another one’s', async (subject) => {
      const ids = [await client(subject), await client(subject), await client(subject)]
      const user = await subject.user()
      for (const id of ids) await end(subject, await openGrant(subject, user, id))
      const receivers = await subject.store.logoutDeliveries.receivers()
      same(receivers.toSorted(), ids.toSorted(), 'who is told')
      const [one] = ids
      if (one === undefined) throw new Error('there are three')
      same((await take(subject, one)).length, 1, 'what one is told')
      same((await subject.store.logoutDeliveries.receivers()).length, 2, 'who is left')
    })
  })

  runner.describe('clients that came by themselves', () => {
    on('are forgotten when nobody has used them for long, and others never', async (subject) => {
      const { store } = subject
      const made = await client(subject)
      const unused = await client(subject, { registration: 'dynamic' })
      const [consented, held, disabled] = [
        await client(subject, { registration: 'dynamic' }),
        await client(subject, { registration: 'dynamic' }),
        await client(subject, { registration: 'dynamic' }),
      ]
      await store.oauthClients.setState(disabled, 'disabled', CONTEXT)
      const user = await subject.user()
      const consent = {
        userId: user.id,
        clientId: consented,
        scopes: [],
        resources: [],
        organizationId: null,
      }
      await store.oauthConsents.grant(consent, CONTEXT)
      await openGrant(subject, user, held)
      const sweep = () => store.oauthClients.sweep({ batch: 10, unusedMs: 86_400_000 })
      await subject.passTime(86_399_000)
      same(await sweep(), 0, 'how many are forgotten before')
      await subject.passTime(1_000)
      const swept = await race(sweep)
      same(
        swept.reduce((sum, count) => sum + count, 0),
        1,
        'how many are forgotten',
      )
      const left = []
      for (const id of [made, unused, consented, held, disabled])
        left.push((await store.oauthClients.find(id)) !== null)
      same(left, [true, false, true, true, true], 'who is left')
    })
  })
}
