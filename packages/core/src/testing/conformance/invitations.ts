/** Conformance of the invitation port: accepted once, by whom it was sent to, while it is pending. */

import { newId } from '../../id/id.ts'
import type { InvitationFilter, NewInvitation } from '../../organization/invitation-store.ts'
import type { InvitationState } from '../../organization/invitation.ts'
import { ADMIN_ROLE, type RoleKey } from '../../organization/role.ts'
import { readAllPages } from '../../pagination.ts'
import type { EmailAddress } from '../../user/email.ts'
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

const EVERYTHING: InvitationFilter = { organizationId: null, email: null, state: null }
const ADA = 'ada@example.com' as EmailAddress

/** An organization, somebody with the address that is invited, and the invitation. */
async function invited(subject: Subject, more: Partial<NewInvitation> = {}) {
  const admin = await subject.user()
  const { id: organizationId } = await subject.organization(admin)
  const user = await subject.user({ email: ADA })
  const { invitation, hash } = await subject.invitation(organizationId, { email: ADA, ...more })
  const accept = (by: Pick<User, 'id'> = user, shown = hash) =>
    subject.store.invitations.accept({ id: invitation.id, hash: shown, userId: by.id }, CONTEXT)
  return { admin, user, organizationId, invitation, hash, accept }
}

/** The suite. */
export function invitationConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)

  runner.describe('an invitation', () => {
    on('is accepted once, by one of many', async (subject) => {
      const { memberships, invitations, log } = subject.store
      const { user, organizationId, invitation, hash, accept } = await invited(subject, { role: ADMIN_ROLE })
      same(await invitations.find(invitation.id, hash), invitation, 'the invitation')
      same(invitation.expiresAtMs - invitation.createdAtMs, 60_000, 'its life')
      const head = await log.head()
      const outcomes = await race(() => accept())
      same(
        tally(outcomes.map(({ outcome }) => outcome)),
        { accepted: 1, invalid: RACERS - 1 },
        'the outcomes',
      )
      const [membership] = outcomes.flatMap((one) => (one.outcome === 'accepted' ? [one.membership] : []))
      const reading = await memberships.find({ organizationId, userId: user.id })
      same([reading?.membership, membership?.role], [membership, ADMIN_ROLE], 'the membership')
      same(await invitations.find(invitation.id, hash), null, 'the link')
      const { data } = await invitations.list(EVERYTHING, { limit: 9, cursor: null })
      same(data, [{ ...invitation, state: 'accepted', userId: user.id }], 'what is kept')
      same(await entriesBehind(subject, head), [['user', user.id]], 'the log')
      same(
        (await subject.told(user.id)).slice(0, 2),
        ['membership.created', 'invitation.accepted'],
        'the events',
      )
    })

    on('is accepted with its secret, by whoever has its address', async (subject) => {
      const { invitation, accept } = await invited(subject)
      same((await accept(undefined, subject.hash(1))).outcome, 'invalid', 'another secret')
      same(await subject.store.invitations.find(invitation.id, subject.hash(1)), null, 'read with it')
      same((await accept(await subject.user())).outcome, 'other-address', 'another address')
      same((await accept(await subject.user({ email: null }))).outcome, 'other-address', 'no address')
      same((await accept({ id: newId('user', 1, runner.random) })).outcome, 'other-address', 'nobody')
      same((await accept()).outcome, 'accepted', 'the person')
    })

    on('is over at the end of its life, or when it is revoked, once', async (subject) => {
      const { invitations, log } = subject.store
      const { organizationId, invitation, hash, accept } = await invited(subject)
      const key = { id: invitation.id, organizationId }
      const elsewhere = { ...key, organizationId: newId('org', 1, runner.random) }
      same(await invitations.revoke(elsewhere, CONTEXT), false, 'revoked from elsewhere')
      const head = await log.head()
      const revoked = await race(() => invitations.revoke(key, CONTEXT))
      same(revoked.filter(Boolean), [true], 'who revoked it')
      same(
        [(await accept()).outcome, await invitations.find(invitation.id, hash)],
        ['invalid', null],
        'revoked',
      )

      const second = await subject.invitation(organizationId, { email: ADA })
      await subject.passTime(60_000)
      const { id } = second.invitation
      same(await invitations.find(id, second.hash), null, 'the link of one that expired')
      same(await invitations.revoke({ id, organizationId }, CONTEXT), false, 'revoked when expired')
      same(
        (await subject.invitation(organizationId, { email: ADA })).invitation.state,
        'pending',
        'another one',
      )
      same(await log.head(), head, 'the log, where nobody has a token of it')
    })

    on('of an address is pending once in an organization, and not for its members', async (subject) => {
      const { invitations } = subject.store
      const { admin, organizationId } = await invited(subject)
      const email = 'grace@example.com' as EmailAddress
      const invite = async (more: Partial<NewInvitation> = {}) =>
        (await invitations.create(subject.newInvitation(organizationId, { email, ...more }), CONTEXT)).outcome
      same(tally(await race(() => invite())), { 'already-invited': RACERS - 1, created: 1 }, 'the outcomes')
      const { id: other } = await subject.organization(admin)
      same(await invite({ organizationId: other }), 'created', 'to another organization')
      same(await invite({ email: admin.email ?? email }), 'already-member', 'a member')
      same(
        await invite({ organizationId: newId('org', 1, runner.random) }),
        'organization-unknown',
        'nowhere',
      )
      same(
        await invite({ email: 'x@example.com' as EmailAddress, role: 'org:nobody' as RoleKey }),
        'role-unknown',
        'as nothing',
      )
    })

    on('to where its person is a member already stays pending', async (subject) => {
      const { memberships, invitations } = subject.store
      const { user, organizationId, invitation, hash, accept } = await invited(subject)
      const metadata = { public: {}, private: {} }
      await memberships.create({ organizationId, userId: user.id, role: ADMIN_ROLE, metadata }, CONTEXT)
      same(await accept(), { outcome: 'already-member' }, 'the outcome')
      same((await invitations.find(invitation.id, hash))?.state, 'pending', 'the invitation')
      same((await subject.told(user.id))[0], 'membership.created', 'the newest event')
    })

    on('is accepted or gone with its organization: never both', async (subject) => {
      const { organizationId, user, accept } = await invited(subject)
      const { organizations, memberships } = subject.store
      await race(async (index) => {
        if (index === RACERS / 2) await organizations.delete(organizationId, CONTEXT)
        else await accept()
      })
      same((await memberships.listOfUser(user.id, { limit: 9, cursor: null })).data, [], 'the memberships')
      same((await accept()).outcome, 'invalid', 'afterwards')
    })

    on(
      'is listed by organization, address and state, newest first, and forgotten in the end',
      async (subject) => {
        const { invitations } = subject.store
        const { admin, organizationId, invitation: accepted, accept } = await invited(subject)
        await accept()
        let ms = 1_780_000_000_001
        const more = async (of = organizationId, email?: EmailAddress) => {
          const id = newId('inv', ms++, runner.random)
          return (await subject.invitation(of, { id, ...(email && { email }) })).invitation
        }
        const expired = await more()
        await subject.passTime(60_000)
        const revoked = await more()
        await invitations.revoke({ id: revoked.id, organizationId }, CONTEXT)
        const pending = [await more(), await more(organizationId, expired.email), await more()]
        const elsewhere = await more((await subject.organization(admin)).id, ADA)
        const read = async (filter: Partial<InvitationFilter>) => {
          const rows = await readAllPages((page) =>
            invitations.list({ ...EVERYTHING, ...filter }, { ...page, limit: 2 }),
          )
          return rows.map(({ id, state }) => [id, state])
        }
        const inState = (state: InvitationState) => read({ organizationId, state })
        const ids = (state: InvitationState, list: readonly { readonly id: string }[]) =>
          list.map(({ id }) => [id, state])
        same(await inState('pending'), ids('pending', pending.toReversed()), 'pending')
        same(await inState('accepted'), ids('accepted', [accepted]), 'accepted')
        same(await inState('revoked'), ids('revoked', [revoked]), 'revoked')
        same(await inState('expired'), ids('expired', [expired]), 'expired')
        same((await read({ organizationId })).length, 6, 'all of one organization')
        const ofAda = [...ids('pending', [elsewhere]), ...ids('accepted', [accepted])]
        same(await read({ email: ADA }), ofAda, 'of an address')

        const sweep = () => invitations.sweep({ batch: 10, retentionMs: 60_000 })
        same(await sweep(), 0, 'what is over for less than the retention')
        await subject.passTime(60_000)
        same([await sweep(), await sweep()], [2, 0], 'what is forgotten')
        same((await read({ organizationId })).length, 4, 'what is kept')
      },
    )
  })
}
