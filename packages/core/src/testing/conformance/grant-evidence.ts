/** Conformance of what a grant is opened by: a code or a device's request, which must still be there at that moment. */

import { type AppId, newId } from '../../id/id.ts'
import type { GrantEvidence } from '../../oauth/oauth-grant.ts'
import type { SessionReading } from '../../session/session-store.ts'
import type { Session } from '../../session/session.ts'
import type { User } from '../../user/user.ts'
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
import { grantTo, newCode, oauthClient } from './oauth-subject.ts'

const DEVICE_SECRET = 3

/** What there is to open grants by. */
type Granted = {
  readonly user: User
  readonly client: AppId
  readonly evidence: GrantEvidence
  readonly attempt: () => Promise<string>
  /** In the browser of who granted it. */
  readonly signInAgain: () => Promise<SessionReading>
}

/** The suite. */
export function grantEvidenceConformance(runner: ConformanceRunner): void {
  async function keepCode(subject: Subject, user: User, session: Session, clientId: AppId) {
    const code = await newCode(runner, subject, user, session.id, { clientId })
    same(await subject.store.authorizationCodes.create(code), true, 'the code')
    return { kind: 'code', id: code.id } as const
  }

  async function keepDevice({ store, hash: hashOf }: Subject, user: User, session: Session, clientId: AppId) {
    const { id } = issued(runner, 'ticket')
    const hash = hashOf(DEVICE_SECRET)
    const { device, factors, method } = session
    const asked = { scopes: ['openid'], resources: ['https://api.example'], device }
    const userCodeHash = runner.random.bytes(32)
    same(
      await store.deviceGrants.create({ id, hash, userCodeHash, clientId, ...asked }),
      'created',
      'the request',
    )
    const by = { userId: user.id, epoch: user.epoch, sessionId: session.id, endsWithSession: false }
    const approval = { ...by, organizationId: null, factors, method }
    same(await store.deviceGrants.decide(id, approval, []), true, 'the decision')
    return { kind: 'device', id } as const
  }

  for (const [name, keep] of [
    ['an authorization code', keepCode],
    ['a device that was let in', keepDevice],
  ] as const) {
    const on = (sentence: string, body: (subject: Subject, granted: Granted) => Promise<void>): void =>
      onStore(runner, sentence, async (subject) => {
        const user = await subject.user()
        const browser = newId('client', 1_780_000_000_000, runner.random)
        const [presentedHash, secretHash] = [subject.hash(0), subject.hash(1)]
        const { session } = await subject.open(user, {
          client: { kind: 'new', id: browser, secretHash: presentedHash },
        })
        const client = await oauthClient(runner, subject)
        const evidence = await keep(subject, user, session, client)
        const input = { oauth: grantTo(client), grantedBy: evidence }
        const attempt = async () =>
          (await subject.store.sessions.open(subject.openInput(user, input))).outcome
        const signInAgain = () =>
          subject.open(user, { client: { kind: 'known', id: browser, presentedHash, secretHash } })
        await body(subject, { user, client, evidence, attempt, signInAgain })
      })

    runner.describe(`a grant by ${name}`, () => {
      on('is opened while that is there', async (_, { attempt }) => {
        same([await attempt(), await attempt()], ['opened', 'opened'], 'the outcomes')
      })

      on('is of the new session once its user signed in again in that browser', async (subject, granted) => {
        const { client, evidence, signInAgain } = granted
        const { session } = await signInAgain()
        const { authorizationCodes, deviceGrants } = subject.store
        if (evidence.kind === 'code') {
          const found = await authorizationCodes.find(evidence.id)
          same(found?.code.sessionId, session.id, 'the session of the code')
        } else {
          const heard = await deviceGrants.poll({
            id: evidence.id,
            hash: subject.hash(DEVICE_SECRET),
            clientId: client,
          })
          const sessionId = heard.outcome === 'approved' ? heard.approval.sessionId : null
          same(sessionId, session.id, 'the session of the device')
        }
      })

      on(
        'is refused once the consent was taken back, also when it is given again',
        async (subject, granted) => {
          const { user, client, attempt } = granted
          const { oauthConsents } = subject.store
          const consent = { userId: user.id, clientId: client, scopes: ['openid'], resources: [] }
          await oauthConsents.revoke(user.id, client, CONTEXT)
          same(await attempt(), 'user-changed', 'without a consent')
          await oauthConsents.grant({ ...consent, organizationId: null }, CONTEXT)
          same(await attempt(), 'user-changed', 'with a newer one')
        },
      )

      on(
        'is refused once its client was disabled, also when that is enabled again',
        async (subject, granted) => {
          const { client, attempt } = granted
          await subject.store.oauthClients.setState(client, 'disabled', CONTEXT)
          await subject.store.oauthClients.setState(client, 'enabled', CONTEXT)
          same(await attempt(), 'user-changed', 'the outcome')
        },
      )

      on('leaves what it is used once by unused when it is refused', async (subject, granted) => {
        const { user, client, evidence } = granted
        const { sessions, oauthConsents } = subject.store
        const untilMs = (await subject.store.nowMs()) + 60_000
        const once = { key: `once:${evidence.id}`, keyHash: null, untilMs }
        const open = async (grantedBy: GrantEvidence | null) => {
          const input = { oauth: grantTo(client), grantedBy, once }
          return (await sessions.open(subject.openInput(user, input))).outcome
        }
        await oauthConsents.revoke(user.id, client, CONTEXT)
        same([await open(evidence), await open(null)], ['user-changed', 'opened'], 'the outcomes')
      })

      on(
        'that is opened while the consent is taken back ends with it or is refused',
        async (subject, granted) => {
          const { user, client, attempt } = granted
          const outcomes = await race(async (index) => {
            if (index !== RACERS / 2) return await attempt()
            return String(await subject.store.oauthConsents.revoke(user.id, client, CONTEXT))
          })
          const { opened = 0, 'user-changed': refused = 0 } = tally(outcomes)
          same(opened + refused, RACERS - 1, 'the outcomes')
          const filter = { userId: user.id, status: null, oauthClientId: client }
          const { data } = await subject.store.sessions.list(filter, { limit: 100, cursor: null })
          same(
            data.map(({ session }) => session.end?.reason),
            Array(opened).fill('application_removed'),
            'the ends of those that were opened',
          )
        },
      )
    })
  }
}
