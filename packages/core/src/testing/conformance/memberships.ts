/** Conformance of the membership port: an administrator stays, and every change outdates the member's tokens. */

import { newId, type OrganizationId } from '../../id/id.ts'
import type { NewMembership } from '../../organization/membership-store.ts'
import { ADMIN_ROLE, MEMBER_ROLE, type RoleKey, SYSTEM_PERMISSIONS } from '../../organization/role.ts'
import { readAllPages } from '../../pagination.ts'
import type { User } from '../../user/user.ts'
import {
  type ConformanceRunner,
  CONTEXT,
  entriesBehind,
  onStore,
  race,
  RACERS,
  same,
  type Subject,
  tally,
} from './harness.ts'

const PAGE = { limit: 500, cursor: null }

function member(organizationId: OrganizationId, { id }: User, role = MEMBER_ROLE): NewMembership {
  return { organizationId, userId: id, role, metadata: { public: { seat: 1 }, private: {} } }
}

/** Makes a user a member. */
async function join(subject: Subject, membership: NewMembership): Promise<void> {
  const { outcome } = await subject.store.memberships.create(membership, CONTEXT)
  if (outcome !== 'created') throw new Error(`a membership was not created: ${outcome}`)
}

/** Who administers an organization. */
async function admins(subject: Subject, organizationId: OrganizationId): Promise<readonly string[]> {
  const { data } = await subject.store.memberships.listMembers({ organizationId, role: ADMIN_ROLE }, PAGE)
  return data.map(({ user }) => user.id)
}

/** The suite. */
export function membershipConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)

  runner.describe('the organization that a session works in', () => {
    on('is one that its user belongs to, or none', async (subject) => {
      const { sessions, memberships } = subject.store
      const [creator, user] = [await subject.user(), await subject.user()]
      const { id: organizationId } = await subject.organization(creator)
      const { session } = await subject.open(user)
      same(session.activeOrganizationId, null, 'a new session')
      same(await sessions.setOrganization(session.id, organizationId), null, 'of a stranger')
      await join(subject, member(organizationId, user))
      const reading = await sessions.setOrganization(session.id, organizationId)
      same(reading?.session.activeOrganizationId, organizationId, 'of a member')
      same((await sessions.find(session.id))?.session.activeOrganizationId, organizationId, 'as it is read')
      await memberships.delete({ organizationId, userId: user.id }, CONTEXT)
      same(await sessions.setOrganization(session.id, organizationId), null, 'of who has left')
      same((await sessions.setOrganization(session.id, null))?.session.activeOrganizationId, null, 'none')
    })

    on('is none of a session that has ended', async (subject) => {
      const { sessions } = subject.store
      const creator = await subject.user()
      const { id: organizationId } = await subject.organization(creator)
      const { session } = await subject.open(creator)
      await sessions.end({ by: 'id', id: session.id }, { state: 'ended', reason: 'signed_out' }, CONTEXT)
      same(await sessions.setOrganization(session.id, organizationId), null, 'of one that has ended')
    })
  })

  runner.describe('a membership', () => {
    on('is made once, however many make it, and both sides show it', async (subject) => {
      const { memberships, log } = subject.store
      const [creator, user] = [await subject.user(), await subject.user()]
      const organization = await subject.organization(creator)
      const organizationId = organization.id
      const head = await log.head()
      const outcomes = await race(() => memberships.create(member(organizationId, user), CONTEXT))
      same(
        tally(outcomes.map(({ outcome }) => outcome)),
        { 'already-member': RACERS - 1, created: 1 },
        'the outcomes',
      )
      const [made] = outcomes.flatMap((write) => (write.outcome === 'created' ? [write.membership] : []))
      same(made?.metadata.public, { seat: 1 }, 'the metadata')
      const role = { key: MEMBER_ROLE, name: 'Member', permissions: ['org:sys_memberships:read'] }
      const reading = { membership: made, organization, role }
      same(await memberships.find({ organizationId, userId: user.id }), reading, 'the membership')
      same((await memberships.listOfUser(user.id, PAGE)).data, [reading], 'of the user')
      const { data } = await memberships.listMembers({ organizationId, role: MEMBER_ROLE }, PAGE)
      same(data, [{ membership: made, user }], 'of the organization')
      same(await entriesBehind(subject, head), [['user', user.id]], 'the log')
      same((await subject.told(user.id))[0], 'membership.created', 'the event')
    })

    on('needs an organization, a user and a role', async (subject) => {
      const { memberships, users } = subject.store
      const [user, gone] = [await subject.user(), await subject.user()]
      const { id } = await subject.organization(user)
      await users.delete(gone.id, CONTEXT)
      const head = await subject.store.log.head()
      const create = async (more: Partial<NewMembership>) =>
        (await memberships.create({ ...member(id, await subject.user()), ...more }, CONTEXT)).outcome
      same(
        await create({ organizationId: newId('org', 1, runner.random) }),
        'organization-unknown',
        'no organization',
      )
      same(await create({ userId: newId('user', 1, runner.random) }), 'user-unknown', 'no user')
      same(await create({ userId: gone.id }), 'user-unknown', 'a deleted user')
      same(await create({ role: 'org:nobody' as RoleKey }), 'role-unknown', 'no role')
      same(await entriesBehind(subject, head), [], 'the log')
    })

    on(
      'of another role outdates the tokens that its user may have, however long they live',
      async (subject) => {
        const { memberships, log } = subject.store
        const user = await subject.user()
        const { id: organizationId } = await subject.organization(await subject.user())
        await join(subject, member(organizationId, user))
        const { session } = await subject.open(user)
        const head = await log.head()
        const key = { organizationId, userId: user.id }
        const changed = await memberships.setRole(key, ADMIN_ROLE, CONTEXT)
        same(changed.outcome === 'changed' ? changed.membership.role : null, ADMIN_ROLE, 'the role')
        const [entry, ...more] = await log.after(head, 10)
        same([entry?.kind, entry?.id, more], ['user', user.id, []], 'the entry')
        const nowMs = await subject.store.nowMs()
        same((entry?.untilMs ?? 0) >= nowMs + session.limits.tokenMaxLifetimeMs, true, 'until when')
        same((await memberships.find(key))?.role.permissions, SYSTEM_PERMISSIONS, 'the permissions')

        same((await memberships.setRole(key, ADMIN_ROLE, CONTEXT)).outcome, 'changed', 'the same role again')
        same(await log.head(), head + 1, 'the log, where nothing changed')
        const told = ['membership.role_changed', 'session.created', 'membership.created', 'user.created']
        same(await subject.told(user.id), told, 'the events')
        same(
          (await memberships.setRole(key, 'org:nobody' as RoleKey, CONTEXT)).outcome,
          'role-unknown',
          'no role',
        )
        const stranger = { organizationId, userId: newId('user', 1, runner.random) }
        same((await memberships.setRole(stranger, ADMIN_ROLE, CONTEXT)).outcome, 'not-found', 'no member')
      },
    )

    on('keeps metadata that nobody changed', async (subject) => {
      const { memberships } = subject.store
      const user = await subject.user()
      const { id: organizationId } = await subject.organization(await subject.user())
      await join(subject, member(organizationId, user))
      const key = { organizationId, userId: user.id }
      const head = await subject.store.log.head()
      const changed = await memberships.setMetadata(key, { private: { note: 'ß漢🎟️' } }, CONTEXT)
      same(changed?.metadata, { public: { seat: 1 }, private: { note: 'ß漢🎟️' } }, 'the metadata')
      same((await memberships.find(key))?.membership, changed, 'the membership')
      same(await entriesBehind(subject, head), [['user', user.id]], 'the log')
      const stranger = { organizationId, userId: newId('user', 1, runner.random) }
      same(await memberships.setMetadata(stranger, {}, CONTEXT), null, 'no member')
    })

    on('is listed once, those of the newest users first, by role or all', async (subject) => {
      const { memberships } = subject.store
      let ms = 1_780_000_000_000
      const next = () => subject.user({ id: newId('user', ms++, runner.random) })
      const first = await next()
      const { id: organizationId } = await subject.organization(first)
      await subject.organization(first)
      const ids: string[] = [first.id]
      for (let index = 0; index < 7; index++) {
        const user = await next()
        await join(subject, member(organizationId, user))
        ids.unshift(user.id)
      }
      const read = async (role: RoleKey | null) => {
        const rows = await readAllPages((page) =>
          memberships.listMembers({ organizationId, role }, { ...page, limit: 3 }),
        )
        return rows.map(({ user }) => user.id)
      }
      same(await read(null), ids, 'all')
      same(await read(MEMBER_ROLE), ids.slice(0, -1), 'members')
      same(await read(ADMIN_ROLE), [first.id], 'administrators')
      const ofUser = await readAllPages((page) => memberships.listOfUser(first.id, { ...page, limit: 1 }))
      same(ofUser.length, 2, 'the organizations of one user')
    })

    on('ends with its user, also where nobody else administers', async (subject) => {
      const { memberships, invitations, users } = subject.store
      const [user, other] = [await subject.user(), await subject.user()]
      const organizations = [await subject.organization(user), await subject.organization(user)]
      const organizationId = organizations[0]?.id as OrganizationId
      await join(subject, member(organizationId, other))
      if (user.email === null) throw new Error('the user has no address')
      await subject.invitation((await subject.organization(other)).id, { email: user.email })
      const accepted = await subject.invitation((await subject.organization(other)).id, { email: user.email })
      const { invitation, hash } = accepted
      await invitations.accept({ id: invitation.id, hash, userId: user.id }, CONTEXT)
      await users.delete(user.id, CONTEXT)
      same((await memberships.listOfUser(user.id, PAGE)).data, [], 'of the user')
      same(await memberships.find({ organizationId, userId: user.id }), null, 'the membership')
      const { data } = await memberships.listMembers({ organizationId, role: null }, PAGE)
      same(
        data.map(({ user: { id } }) => id),
        [other.id],
        'who is left',
      )
      const left = await invitations.list({ organizationId: null, email: user.email, state: null }, PAGE)
      same(left.data, [], 'the invitations')
      const told = await subject.told(user.id)
      same(told.slice(0, 4), ['user.deleted', ...Array(3).fill('membership.deleted')], 'the events')
    })

    on('is not made for a user who is deleted at the same moment', async (subject) => {
      const { memberships, users } = subject.store
      const { id } = await subject.organization(await subject.user())
      const people = await Promise.all(Array.from({ length: RACERS / 2 }, () => subject.user()))
      await race(async (index) => {
        const user = people[Math.floor(index / 2)]
        if (user === undefined) throw new Error('a user is not there')
        if (index % 2 === 0) await users.delete(user.id, CONTEXT)
        else await memberships.create(member(id, user), CONTEXT)
      })
      for (const { id: userId } of people)
        same((await memberships.listOfUser(userId, PAGE)).data, [], 'the memberships')
    })
  })

  runner.describe('the last administrator', () => {
    on('stays one, when all of them leave at once', async (subject) => {
      const { memberships, log } = subject.store
      const people = await Promise.all(Array.from({ length: RACERS }, () => subject.user()))
      const [creator, ...others] = people
      if (creator === undefined) throw new Error('nobody is there')
      const { id: organizationId } = await subject.organization(creator)
      for (const user of others) await join(subject, member(organizationId, user, ADMIN_ROLE))
      const head = await log.head()
      const outcomes = await race(async (index) => {
        const key = { organizationId, userId: people[index]?.id as User['id'] }
        if (index % 2 === 0) return await memberships.delete(key, CONTEXT)
        return (await memberships.setRole(key, MEMBER_ROLE, CONTEXT)).outcome
      })
      same(outcomes.filter((outcome) => outcome === 'last-admin').length, 1, 'who stays')
      same((await admins(subject, organizationId)).length, 1, 'the administrators')
      same((await entriesBehind(subject, head)).length, RACERS - 1, 'the log')
    })

    on('is neither removed nor demoted, until there is another', async (subject) => {
      const { memberships } = subject.store
      const [user, other, plain] = [await subject.user(), await subject.user(), await subject.user()]
      const { id: organizationId } = await subject.organization(user)
      await subject.organization(other)
      const key = { organizationId, userId: user.id }
      await join(subject, member(organizationId, plain))
      const head = await subject.store.log.head()
      same(await memberships.delete(key, CONTEXT), 'last-admin', 'removed')
      same((await memberships.setRole(key, MEMBER_ROLE, CONTEXT)).outcome, 'last-admin', 'demoted')
      same(await entriesBehind(subject, head), [], 'the log')
      same(
        await memberships.delete({ organizationId, userId: plain.id }, CONTEXT),
        'deleted',
        'somebody else',
      )
      await join(subject, member(organizationId, other, ADMIN_ROLE))
      same(
        (await memberships.setRole(key, MEMBER_ROLE, CONTEXT)).outcome,
        'changed',
        'demoted beside another',
      )
      same(await memberships.delete(key, CONTEXT), 'deleted', 'removed afterwards')
      same(await memberships.delete(key, CONTEXT), 'not-found', 'removed again')
      same(await admins(subject, organizationId), [other.id], 'the administrators')
    })
  })
}
