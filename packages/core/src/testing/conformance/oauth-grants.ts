/** Conformance of grants: what they depend on when they are opened, and what they end with. */

import { type AppId, newId } from '../../id/id.ts'
import { MEMBER_ROLE } from '../../organization/role.ts'
import { MAX_GRANTS } from '../../oauth/grant-limits.ts'
import type { OAuthGrant } from '../../oauth/oauth-grant.ts'
import type { SessionReading } from '../../session/session-store.ts'
import type { User } from '../../user/user.ts'
import {
  type ConformanceRunner,
  CONTEXT,
  EVERYWHERE,
  onStore,
  race,
  RACERS,
  same,
  sortedEntriesBehind,
  stateOf,
  type Subject,
  tally,
} from './harness.ts'
import { grantTo, oauthClient, openGrant } from './oauth-subject.ts'

const SIGNED_OUT = { state: 'ended', reason: 'signed_out' } as const

/** The suite. */
export function oauthGrantConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)

  const attempt = async (subject: Subject, user: User, oauth: OAuthGrant): Promise<string> =>
    (await subject.store.sessions.open(subject.openInput(user, { oauth }))).outcome

  const states = async (subject: Subject, ...readings: readonly SessionReading[]) => {
    const now = await Promise.all(readings.map(({ session }) => subject.find(session.id)))
    return now.map(stateOf)
  }

  const member = async ({ store }: Subject, organization: { readonly id: string }, { id: userId }: User) => {
    const organizationId = organization.id as NonNullable<OAuthGrant['organizationId']>
    const joining = { organizationId, userId, role: MEMBER_ROLE, metadata: { public: {}, private: {} } }
    await store.memberships.create(joining, CONTEXT)
    return { organizationId, userId }
  }

  runner.describe('a grant', () => {
    on('comes back as it was opened, and is no sign-in', async (subject) => {
      const user = await subject.user()
      const parent = await subject.open(user, { method: 'passkey' })
      const organization = await subject.organization(user)
      const client = await oauthClient(runner, subject)
      const oauth = grantTo(client, { organizationId: organization.id, parentId: parent.session.id })
      const before = await subject.store.users.find(user.id)
      await subject.passTime(1_000)
      const { session } = await subject.open(user, { oauth, method: 'upstream' })
      same([session.oauth, session.method], [oauth, 'upstream'], 'as it was answered')
      const { session: read } = await subject.find(session.id)
      same([read.oauth, read.method], [oauth, 'upstream'], 'as it is read')
      const { session: plain } = await subject.find(parent.session.id)
      same([plain.oauth, plain.method], [null, 'passkey'], 'another session')
      same((await subject.store.users.find(user.id))?.lastSignInAtMs, before?.lastSignInAtMs, 'the sign-in')
    })

    on('takes none of its user’s places, and gives none up', async (subject) => {
      const user = await subject.user()
      const client = await oauthClient(runner, subject)
      const grant = await openGrant(subject, user, client)
      const maxSessions = { count: 1, atLimit: 'deny' } as const
      const first = await subject.open(user, { maxSessions })
      const second = await subject.open(user, { maxSessions: { count: 1, atLimit: 'evict-oldest' } })
      same(await states(subject, grant, first, second), ['active', 'replaced', 'active'], 'who gave way')
      const granted = await openGrant(subject, user, client, { parentId: second.session.id })
      const third = await subject.open(user, { replaceOtherDevices: true })
      same(
        await states(subject, grant, second, granted, third),
        ['active', 'replaced', 'replaced', 'active'],
        'who gave way to the only device',
      )
    })

    on('gives way when its client has too many of the same person and session', async (subject) => {
      const user = await subject.user()
      const client = await oauthClient(runner, subject)
      const parent = await subject.open(user)
      const under = { parentId: parent.session.id }
      const oldest = await openGrant(subject, user, client, under)
      const free = await openGrant(subject, user, client)
      const another = await openGrant(subject, user, await oauthClient(runner, subject), under)
      await subject.passTime(1_000)
      const others = Array.from({ length: MAX_GRANTS - 1 }, () => openGrant(subject, user, client, under))
      await Promise.all(others)
      same(await states(subject, oldest), ['active'], 'the oldest while there is room')
      const newest = await openGrant(subject, user, client, under)
      same(
        await states(subject, oldest, free, another, parent, newest),
        ['replaced', 'active', 'active', 'active', 'active'],
        'who gave way',
      )
      same((await subject.find(oldest.session.id)).session.end?.reason, 'session_limit', 'the reason')
      const { data } = await subject.store.sessions.list(
        { userId: user.id, status: 'active', oauthClientId: client },
        { limit: 500, cursor: null },
      )
      same(data.length, MAX_GRANTS + 1, 'how many live, with the free one')
    })

    on(
      'is refused where the session that it would end with is over, or is another user’s',
      async (subject) => {
        const [user, other] = [await subject.user(), await subject.user()]
        const client = await oauthClient(runner, subject)
        const refused = async (parent: SessionReading, whose: User, what: string) =>
          same(
            await attempt(subject, whose, grantTo(client, { parentId: parent.session.id })),
            'user-changed',
            what,
          )
        await refused(await subject.open(other), user, 'of somebody else')
        const ended = await subject.open(user)
        await subject.store.sessions.end({ by: 'id', id: ended.session.id }, SIGNED_OUT, CONTEXT)
        await refused(ended, user, 'that has ended')
        const idle = await subject.open(user)
        await subject.passTime(65_000)
        await refused(idle, user, 'past a limit')
        const old = await subject.open(user)
        await subject.store.users.signOutEverywhere(user.id, EVERYWHERE, CONTEXT)
        await refused(old, user, 'with the epoch of then')
        await refused(old, (await subject.store.users.find(user.id)) ?? user, 'with the epoch of now')
      },
    )

    on('is refused to a client that is not enabled', async (subject) => {
      const user = await subject.user()
      const client = await oauthClient(runner, subject)
      const { oauthClients } = subject.store
      const unknown = newId('app', 1_780_000_000_000, runner.random)
      same(await attempt(subject, user, grantTo(unknown)), 'user-changed', 'an unknown one')
      await oauthClients.setState(client, 'disabled', CONTEXT)
      same(await attempt(subject, user, grantTo(client)), 'user-changed', 'a disabled one')
      await oauthClients.setState(client, 'enabled', CONTEXT)
      same(await attempt(subject, user, grantTo(client)), 'opened', 'an enabled one')
      await oauthClients.delete(client, CONTEXT)
      same(await attempt(subject, user, grantTo(client)), 'user-changed', 'a deleted one')
    })

    on('ends with the session that granted it, in the same way, and both are told', async (subject) => {
      const user = await subject.user()
      const client = await oauthClient(runner, subject)
      const parent = await subject.open(user)
      const grant = await openGrant(subject, user, client, { parentId: parent.session.id })
      const free = await openGrant(subject, user, client)
      const { sessions, log } = subject.store
      const head = await log.head()
      const ended = await sessions.end({ by: 'id', id: parent.session.id }, SIGNED_OUT, CONTEXT)
      same(
        ended.map(({ id }) => id).toSorted(),
        [parent.session.id, grant.session.id].toSorted(),
        'who ended',
      )
      const { session } = await subject.find(grant.session.id)
      same([session.end?.state, session.end?.reason], ['ended', 'signed_out'], 'its end')
      const told = [parent, grant].map((reading) => `session ${reading.session.id}`)
      same(await sortedEntriesBehind(subject, head), told.toSorted(), 'the log')
      same(await subject.told(grant.session.id), ['session.ended', 'session.created'], 'the events')
      same(await states(subject, free), ['active'], 'one that depends on nothing')
    })

    on('is ended by the session that granted it, which has gone by a limit', async (subject) => {
      const user = await subject.user()
      const client = await oauthClient(runner, subject)
      const limits = { ...subject.openInput(user).limits, idleMs: null, absoluteMs: 3_600_000 }
      const parent = await subject.open(user)
      const oauth = grantTo(client, { parentId: parent.session.id })
      const [one, other] = [
        await subject.open(user, { oauth, limits }),
        await subject.open(user, { oauth, limits }),
      ]
      const free = await subject.open(user, { oauth: grantTo(client), limits })
      await subject.passTime(65_000)
      same(await states(subject, parent, one, other), ['abandoned', 'active', 'active'], 'before')
      const ended = await subject.store.sessions.end(
        { by: 'parent', id: parent.session.id },
        SIGNED_OUT,
        CONTEXT,
      )
      same(ended.length, 2, 'how many ended')
      same(await states(subject, one, other, free), ['ended', 'ended', 'active'], 'after')
    })

    on('ends with its browser’s sessions, and with its user’s', async (subject) => {
      const user = await subject.user()
      const client = await oauthClient(runner, subject)
      const parent = await subject.open(user)
      const grant = await openGrant(subject, user, client, { parentId: parent.session.id })
      const [free, kept] = [await openGrant(subject, user, client), await subject.open(user)]
      const { sessions, users } = subject.store
      const browser = { by: 'client', clientId: parent.session.clientId, except: null } as const
      await sessions.end(browser, SIGNED_OUT, CONTEXT)
      same(await states(subject, parent, grant, free), ['ended', 'ended', 'active'], 'of the browser')
      await users.signOutEverywhere(user.id, { ...EVERYWHERE, except: kept.session.id }, CONTEXT)
      same(await states(subject, free, kept), ['revoked', 'active'], 'of the user')
    })

    on('outlives a session that time has ended', async (subject) => {
      const user = await subject.user()
      const client = await oauthClient(runner, subject)
      const parent = await subject.open(user)
      const limits = { ...subject.openInput(user).limits, idleMs: null }
      const oauth = grantTo(client, { parentId: parent.session.id })
      const grant = await subject.open(user, { oauth, limits })
      await subject.passTime(65_000)
      await subject.store.sessions.sweep({ batch: 10, retentionMs: 1_000_000 })
      await subject.store.sessions.end({ by: 'id', id: parent.session.id }, SIGNED_OUT, CONTEXT)
      same(await states(subject, parent, grant), ['abandoned', 'active'], 'the states')
    })

    on('goes over to the session of whoever signs in again in that browser', async (subject) => {
      const [user, other] = [await subject.user(), await subject.user()]
      const clientId = newId('client', 1_780_000_000_000, runner.random)
      const first = await subject.open(user, {
        client: { kind: 'new', id: clientId, secretHash: subject.hash(0) },
      })
      const again = (whose: User, secret: number, replaceOtherAccounts = false) =>
        subject.open(whose, {
          replaceOtherAccounts,
          client: {
            kind: 'known',
            id: clientId,
            presentedHash: subject.hash(secret),
            secretHash: subject.hash(secret + 1),
          },
        })
      const client = await oauthClient(runner, subject)
      const grant = await openGrant(subject, user, client, { parentId: first.session.id })
      const second = await again(user, 0)
      same(await states(subject, first, grant), ['replaced', 'active'], 'after the sign-in')
      const { session } = await subject.find(grant.session.id)
      same(session.oauth, grantTo(client, { parentId: second.session.id }), 'what it ends with')
      await again(other, 1, true)
      same(await states(subject, second, grant), ['removed', 'removed'], 'after the sign-in of another')
    })

    on(
      'of a session that time has ended goes over too, and lives no longer than the new one',
      async (subject) => {
        const user = await subject.user()
        const clientId = newId('client', 1_780_000_000_000, runner.random)
        const [presentedHash, secretHash] = [subject.hash(0), subject.hash(1)]
        const first = await subject.open(user, {
          client: { kind: 'new', id: clientId, secretHash: presentedHash },
        })
        const limits = { ...subject.openInput(user).limits, idleMs: null }
        const oauth = grantTo(await oauthClient(runner, subject), { parentId: first.session.id })
        const grant = await subject.open(user, { oauth, limits })
        await subject.passTime(65_000)
        const second = await subject.open(user, {
          client: { kind: 'known', id: clientId, presentedHash, secretHash },
          limits: { ...limits, absoluteMs: 60_000 },
        })
        const { session } = await subject.find(grant.session.id)
        same(session.oauth?.parentId, second.session.id, 'what it ends with')
        const until = second.session.limits.absoluteExpiresAtMs
        same(session.limits.absoluteExpiresAtMs, until, 'how long it lives')
        await subject.store.sessions.end({ by: 'id', id: second.session.id }, SIGNED_OUT, CONTEXT)
        same(await states(subject, first, grant), ['abandoned', 'ended'], 'the states')
      },
    )

    on('that is bound to an organization is its members’, and ends with the membership', async (subject) => {
      const [user, owner] = [await subject.user(), await subject.user()]
      const [acme, other] = [await subject.organization(owner), await subject.organization(owner)]
      const client = await oauthClient(runner, subject)
      const bound = { organizationId: acme.id }
      same(await attempt(subject, user, grantTo(client, bound)), 'user-changed', 'no member')
      const key = await member(subject, acme, user)
      await member(subject, other, user)
      const grant = await openGrant(subject, user, client, bound)
      const others = [
        await openGrant(subject, user, client, { organizationId: other.id }),
        await openGrant(subject, owner, client, bound),
        await openGrant(subject, user, client),
      ]
      const head = await subject.store.log.head()
      await subject.store.memberships.delete(key, CONTEXT)
      const { session } = await subject.find(grant.session.id)
      same([session.end?.state, session.end?.reason], ['revoked', 'membership_ended'], 'its end')
      const told = [`session ${grant.session.id}`, `user ${user.id}`]
      same(await sortedEntriesBehind(subject, head), told, 'the log')
      same(await states(subject, ...others), ['active', 'active', 'active'], 'others')
      await subject.store.organizations.delete(acme.id, CONTEXT)
      same(await states(subject, ...others), ['active', 'revoked', 'active'], 'others, without it')
    })

    on('is listed and ended by its client', async (subject) => {
      const [user, other] = [await subject.user(), await subject.user()]
      const [client, another] = [await oauthClient(runner, subject), await oauthClient(runner, subject)]
      const own = await openGrant(subject, user, client)
      const others = await openGrant(subject, other, client)
      const elsewhere = await openGrant(subject, user, another)
      const device = await subject.open(user)
      const listed = async (oauthClientId: AppId, userId: User['id'] | null) => {
        const filter = { userId, status: 'active', oauthClientId } as const
        const { data } = await subject.store.sessions.list(filter, { limit: 10, cursor: null })
        return data.map(({ session }) => session.id)
      }
      same((await listed(client, null)).length, 2, 'of a client')
      same(await listed(client, user.id), [own.session.id], 'of a client and a user')
      const ending = { state: 'revoked', reason: 'application_removed' } as const
      const { sessions } = subject.store
      const ended = await sessions.end({ by: 'oauth-client', id: client, userId: user.id }, ending, CONTEXT)
      same(
        ended.map(({ id }) => id),
        [own.session.id],
        'who ended',
      )
      same((await listed(client, null)).length, 1, 'who is left')
      await sessions.end({ by: 'oauth-client', id: client, userId: null }, ending, CONTEXT)
      same(await states(subject, others, elsewhere, device), ['revoked', 'active', 'active'], 'all of them')
    })
  })

  runner.describe('grants that are opened', () => {
    /** Opens grants while something happens: those that were opened have ended by then, in its way. */
    async function whileItEnds(
      subject: Subject,
      user: User,
      oauth: OAuthGrant,
      reason: string,
      end: () => Promise<unknown>,
    ): Promise<void> {
      const outcomes = await race(async (index) => {
        if (index !== RACERS / 2) return await attempt(subject, user, oauth)
        await end()
        return 'done'
      })
      const { opened = 0, ...rest } = tally(outcomes)
      same(rest['done'], 1, 'the act')
      same(opened + (rest['user-changed'] ?? 0), RACERS - 1, 'the outcomes')
      const filter = { userId: user.id, status: null, oauthClientId: oauth.clientId }
      const { data } = await subject.store.sessions.list(filter, { limit: 100, cursor: null })
      same(
        data.map(({ session }) => session.end?.reason),
        Array(opened).fill(reason),
        'the ends of those that were opened',
      )
      const page = { limit: 500, cursor: null }
      const { data: entries } = await subject.store.events.list(
        { userId: user.id, sessionId: null, type: 'session.revoked' },
        page,
      )
      const told = new Set(entries.map(({ sessionId }) => sessionId))
      same(
        data.every(({ session }) => told.has(session.id)),
        true,
        'whether each end was told',
      )
    }

    on('while their session ends, end with it or are refused', async (subject) => {
      const user = await subject.user()
      const { session } = await subject.open(user)
      const oauth = grantTo(await oauthClient(runner, subject), { parentId: session.id })
      const ending = { state: 'revoked', reason: 'revoked_by_user' } as const
      await whileItEnds(subject, user, oauth, ending.reason, () =>
        subject.store.sessions.end({ by: 'id', id: session.id }, ending, CONTEXT),
      )
    })

    on('while their client is taken away, end with it or are refused', async (subject) => {
      const user = await subject.user()
      const client = await oauthClient(runner, subject)
      await whileItEnds(subject, user, grantTo(client), 'application_removed', () =>
        subject.store.oauthClients.delete(client, CONTEXT),
      )
    })

    on(
      'while their user leaves the organization, end with the membership or are refused',
      async (subject) => {
        const user = await subject.user()
        const organization = await subject.organization(await subject.user())
        const key = await member(subject, organization, user)
        const oauth = grantTo(await oauthClient(runner, subject), { organizationId: organization.id })
        await whileItEnds(subject, user, oauth, 'membership_ended', () =>
          subject.store.memberships.delete(key, CONTEXT),
        )
      },
    )

    on('while their user signs in again, go on under the new session or are refused', async (subject) => {
      const user = await subject.user()
      const clientId = newId('client', 1_780_000_000_000, runner.random)
      const [presentedHash, secretHash] = [subject.hash(0), subject.hash(1)]
      const { session } = await subject.open(user, {
        client: { kind: 'new', id: clientId, secretHash: presentedHash },
      })
      const client = await oauthClient(runner, subject)
      const oauth = grantTo(client, { parentId: session.id })
      const outcomes = await race(async (index) => {
        if (index !== RACERS / 2) return await attempt(subject, user, oauth)
        const again = { kind: 'known', id: clientId, presentedHash, secretHash } as const
        return `again: ${(await subject.open(user, { client: again })).session.id}`
      })
      const opened = outcomes.filter((outcome) => outcome === 'opened').length
      const living = (await subject.living(user.id)).filter(({ session: { oauth: held } }) => held !== null)
      same(living.length, opened, 'how many live')
      same(
        living.every(({ session: { oauth: held } }) => outcomes.includes(`again: ${held?.parentId}`)),
        true,
        'whether all of them are under the new session',
      )
    })

    on('with one code are one', async (subject) => {
      const user = await subject.user()
      const oauth = grantTo(await oauthClient(runner, subject))
      const untilMs = (await subject.store.nowMs()) + 60_000
      const once = { key: 'code:1', keyHash: null, untilMs }
      const outcomes = await race(() => subject.store.sessions.open(subject.openInput(user, { oauth, once })))
      same(tally(outcomes.map(({ outcome }) => outcome)), { opened: 1, used: RACERS - 1 }, 'the outcomes')
      same((await subject.living(user.id)).length, 1, 'how many live')
    })
  })
}
