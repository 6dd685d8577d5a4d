/** Conformance of the role port: what is there from the beginning, and what nobody can take from under a member. */

import {
  ADMIN_ROLE,
  BUILT_IN_ROLES,
  MEMBER_ROLE,
  type PermissionKey,
  type Role,
  type RoleKey,
  SYSTEM_PERMISSIONS,
} from '../../organization/role.ts'
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

const READ = 'org:invoices:read' as PermissionKey
const PAY = 'org:invoices:pay' as PermissionKey
const BILLING: Role = { key: 'org:billing' as RoleKey, name: 'Billing', permissions: [PAY, READ] }
const METADATA = { public: {}, private: {} }

/** The suite. */
export function roleConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)

  runner.describe('roles', () => {
    on('are those that are built in, and stay', async ({ store: { roles } }) => {
      same(await roles.list(), BUILT_IN_ROLES, 'the roles')
      for (const { key } of BUILT_IN_ROLES) same(await roles.delete(key, CONTEXT), 'built-in', 'a deletion')
      same(await roles.list(), BUILT_IN_ROLES, 'the roles afterwards')
    })

    on('are made once of each key, and come back with each permission once', async (subject) => {
      const { roles } = subject.store
      const made = await race(() => roles.create({ ...BILLING, permissions: [READ, PAY, READ] }, CONTEXT))
      same(
        made.filter((role) => role !== null),
        [BILLING],
        'who made it',
      )
      same(await roles.find(BILLING.key), BILLING, 'the role')
      same(await roles.create({ ...BILLING, key: ADMIN_ROLE }, CONTEXT), null, 'one that is built in')
      same(
        (await roles.list()).map(({ key }) => key),
        [ADMIN_ROLE, BILLING.key, MEMBER_ROLE],
        'all',
      )
    })

    on('that permit something else outdate the tokens of whoever has them, anywhere', async (subject) => {
      const { roles, log } = subject.store
      await roles.create(BILLING, CONTEXT)
      const user = await subject.user()
      const { id: organizationId } = await subject.organization(await subject.user())
      const membership = { organizationId, userId: user.id, role: BILLING.key, metadata: METADATA }
      await subject.store.memberships.create(membership, CONTEXT)
      const { session } = await subject.open(user)
      const head = await log.head()
      same(
        await roles.update(BILLING.key, { permissions: [READ] }, CONTEXT),
        { ...BILLING, permissions: [READ] },
        'the role',
      )
      const [entry, ...more] = await log.after(head, 10)
      same([entry?.kind, entry?.id, more], ['org', BILLING.key, []], 'the entry')
      const nowMs = await subject.store.nowMs()
      same((entry?.untilMs ?? 0) >= nowMs + session.limits.tokenMaxLifetimeMs, true, 'until when')
      const reading = await subject.store.memberships.find({ organizationId, userId: user.id })
      same(reading?.role.permissions, [READ], 'the permissions of a member')

      const renamed = await roles.update(BILLING.key, { name: 'Money' }, CONTEXT)
      same(renamed, { ...BILLING, name: 'Money', permissions: [READ] }, 'another name')
      same(await log.head(), head + 1, 'the log, which no name outdates')
      same(await roles.update('org:nobody' as RoleKey, { name: 'x' }, CONTEXT), null, 'no role')
      const admin = await roles.update(ADMIN_ROLE, { permissions: [PAY] }, CONTEXT)
      same(admin?.permissions, [PAY, ...SYSTEM_PERMISSIONS], 'what an administrator keeps')
    })

    on('that somebody has, or was promised, are not deleted', async (subject) => {
      const { roles, memberships, invitations, organizations } = subject.store
      const user = await subject.user()
      const { id: organizationId } = await subject.organization(user)
      const { key: role } = BILLING
      const remove = () => roles.delete(role, CONTEXT)
      await roles.create(BILLING, CONTEXT)
      const { invitation } = await subject.invitation(organizationId, { role })
      same(await remove(), 'in-use', 'while somebody is invited')
      await invitations.revoke({ id: invitation.id, organizationId }, CONTEXT)
      const key = { organizationId, userId: (await subject.user()).id }
      await memberships.create({ ...key, role, metadata: METADATA }, CONTEXT)
      same(await remove(), 'in-use', 'while somebody has it')
      await memberships.setRole(key, MEMBER_ROLE, CONTEXT)
      same(tally(await race(remove)), { deleted: 1, 'not-found': RACERS - 1 }, 'once nobody does')
      same(await organizations.delete(organizationId, CONTEXT), true, 'the organization')
    })

    on('are deleted, or given to somebody: never both', async (subject) => {
      const { roles, memberships } = subject.store
      const { key: role } = BILLING
      await roles.create(BILLING, CONTEXT)
      const { id: organizationId } = await subject.organization(await subject.user())
      const people = await Promise.all(Array.from({ length: RACERS }, () => subject.user()))
      const outcomes = await race(async (index) => {
        const userId = people[index]?.id
        if (userId === undefined) throw new Error('a user is not there')
        if (index === RACERS / 2) return await roles.delete(role, CONTEXT)
        const { outcome } =
          index % 3 === 0
            ? await subject.store.invitations.create(subject.newInvitation(organizationId, { role }), CONTEXT)
            : await memberships.create({ organizationId, userId, role, metadata: METADATA }, CONTEXT)
        return outcome
      })
      const { created = 0, deleted = 0 } = tally(outcomes)
      same([created > 0, (await roles.find(role)) === null], [deleted === 0, deleted === 1], 'the outcomes')
    })
  })
}
