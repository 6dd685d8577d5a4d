/** Conformance of the user port beyond passwords: what collides, what expects, what is forgotten. */

import type { SessionId } from '../../id/id.ts'
import type { EmailAddress } from '../../user/email.ts'
import type { NewUser } from '../../user/user-store.ts'
import {
  type ConformanceRunner,
  CONTEXT,
  EVERYWHERE,
  onStore,
  race,
  RACERS,
  same,
  stateOf,
  type Subject,
  tally,
} from './harness.ts'

const GRACE_MS = 10_000

/** The suite. */
export function accountConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)

  runner.describe('an account', () => {
    on('takes its names from everybody else, one of many at a time', async (subject) => {
      const colliding: Record<string, Partial<NewUser>> = {
        username: { username: 'grace' },
        'external-id': { externalId: 'customer-7' },
      }
      for (const [field, more] of Object.entries(colliding)) {
        const outcomes = await race(() => subject.store.users.create(subject.newUser(more), null, CONTEXT))
        same(
          tally(outcomes.map((write) => (write.outcome === 'taken' ? write.field : write.outcome))),
          { [field]: RACERS - 1, written: 1 },
          field,
        )
      }
      const identity = { issuer: 'https://id.example', subject: 'sub-1' }
      const linked = await race(() => subject.store.users.create(subject.newUser(), identity, CONTEXT))
      same(
        tally(linked.map((write) => (write.outcome === 'taken' ? write.field : write.outcome))),
        { identity: RACERS - 1, written: 1 },
        'the identity',
      )
      const user = await subject.store.users.findByIdentity(identity)
      if (user === null) throw new Error('the linked user is not there')
      same(await subject.store.users.identities(user.id), [identity], 'the identities')
      same(await subject.told(user.id), ['user.created'], 'the events')
    })

    on('that is refused a taken name keeps what it had', async (subject) => {
      await subject.user({ username: 'grace' })
      const user = await subject.user({ username: 'ada' })
      const patch = { username: 'grace', firstName: 'Countess' }
      const taken = await subject.store.users.update(user.id, patch, CONTEXT, 'user.updated')
      same(taken, { outcome: 'taken', field: 'username' }, 'the outcome')
      same(await subject.store.users.find(user.id), user, 'the user')
      same(await subject.told(user.id), ['user.created'], 'the events')
    })

    on('keeps what nobody changed, in any script and of any size', async (subject) => {
      const large = {
        text: 'ß漢🎟️"\\'.repeat(8_000),
        list: Array.from({ length: 500 }, (_, index) => index),
      }
      const user = await subject.user({
        firstName: '名前 \u202Eright to left',
        metadata: { public: large, private: { secret: true }, unsafe: {} },
      })
      same(await subject.store.users.find(user.id), user, 'the user as created')
      same(user.metadata.public, large, 'the large metadata')
      await subject.passTime(5)
      const patch = { lastName: '', metadata: { unsafe: { theme: 'dark' } } }
      const update = await subject.store.users.update(user.id, patch, CONTEXT, 'user.updated')
      const expected = {
        ...user,
        lastName: '',
        metadata: { ...user.metadata, unsafe: { theme: 'dark' } },
        updatedAtMs: update.outcome === 'written' ? update.user.updatedAtMs : null,
      }
      same(await subject.store.users.find(user.id), expected, 'the user as updated')
    })

    on('is named by the log when it changes, for whoever keeps a copy', async (subject) => {
      const { id } = await subject.user()
      const head = await subject.store.log.head()
      await subject.store.users.update(id, { firstName: 'Grace' }, CONTEXT, 'user.updated')
      const entries = await subject.store.log.after(head, 10)
      same(
        entries.map((entry) => [entry.kind, entry.id]),
        [['user', id]],
        'the entries',
      )
    })

    on('is not written to by whoever expects another address or epoch', async (subject) => {
      const user = await subject.user()
      const update = async (expect: { email?: EmailAddress; epoch?: number }) =>
        (await subject.store.users.update(user.id, { emailVerified: true }, CONTEXT, 'user.updated', expect))
          .outcome
      same(await update({ email: 'other@example.com' as EmailAddress }), 'not-found', 'another address')
      same(await update({ epoch: user.epoch + 1 }), 'not-found', 'another epoch')
      same((await subject.store.users.find(user.id))?.emailVerifiedAtMs, null, 'the address')
      same(await update({ epoch: user.epoch }), 'written', 'the same epoch')
    })

    on('gets a stronger hash only in place of the one that was checked', async (subject) => {
      const user = await subject.user({ passwordHash: 'weak' })
      const hash = async () => (await subject.store.users.findWithPassword(user.id))?.passwordHash
      await subject.store.users.upgradePasswordHash(user.id, 'another', 'strong')
      same(await hash(), 'weak', 'after another')
      await subject.store.users.upgradePasswordHash(user.id, 'weak', 'strong')
      same(await hash(), 'strong', 'after the checked one')
    })

    on('is disabled once, and its sessions stay dead when it is enabled again', async (subject) => {
      const user = await subject.user()
      const { session } = await subject.open(user)
      await race(() => subject.store.users.setDisabled(user.id, true, CONTEXT))
      const enabled = await subject.store.users.setDisabled(user.id, false, CONTEXT)
      same([enabled?.state, enabled?.epoch], ['enabled', user.epoch + 1], 'the standing')
      same((await subject.find(session.id)).session.end?.reason, 'user_disabled', 'the end')
      const [enabling, disabling] = await subject.told(user.id)
      same([enabling, disabling], ['user.enabled', 'user.disabled'], 'the events')
    })

    on('is signed out everywhere but on one of its own sessions', async (subject) => {
      const user = await subject.user()
      const [kept, other] = [await subject.open(user), await subject.open(user)]
      const stranger = await subject.open(await subject.user())
      const keeping = (except: SessionId) =>
        subject.store.users.signOutEverywhere(user.id, { ...EVERYWHERE, except }, CONTEXT)
      same(await keeping(kept.session.id), 1, 'how many ended')
      same(stateOf(await subject.find(kept.session.id)), 'active', 'the kept session')
      same((await subject.find(other.session.id)).session.end?.reason, 'signed_out_everywhere', 'the other')
      same(await keeping(stranger.session.id), 1, 'how many ended then')
      same(stateOf(await subject.find(kept.session.id)), 'revoked', 'the session kept before')
      same((await subject.find(stranger.session.id)).session, stranger.session, 'somebody else')
    })
  })

  runner.describe('a deletion', () => {
    on('that is asked for ends all sessions at once, and a sign-in takes it back', async (subject) => {
      const user = await subject.user()
      const { session } = await subject.open(user)
      const asked = await subject.store.users.requestDeletion(user.id, GRACE_MS, CONTEXT)
      if (asked === null) throw new Error('the user is not there')
      same((await subject.find(session.id)).session.end?.reason, 'user_deleted', 'the end')
      await subject.passTime(GRACE_MS - 1)
      same(await subject.store.users.sweepDeletions(10), 0, 'what was due a millisecond before')
      await subject.open(asked)
      await subject.passTime(1)
      same(await subject.store.users.sweepDeletions(10), 0, 'what was due after the sign-in')
      same((await subject.store.users.find(user.id))?.deletionAtMs, null, 'the pending deletion')
      same((await subject.told(user.id)).includes('user.deletion_cancelled'), true, 'whether it was told')
    })

    on('is due at the end of its grace, and told once', async (subject) => {
      const user = await subject.user()
      await subject.store.users.requestDeletion(user.id, GRACE_MS, CONTEXT)
      await subject.passTime(GRACE_MS)
      same(
        [await subject.store.users.sweepDeletions(10), await subject.store.users.sweepDeletions(10)],
        [1, 0],
        'what was due',
      )
      same((await subject.told(user.id))[0], 'user.deleted', 'the event')
    })

    on('leaves nothing that tells who it was, and frees every name', async (subject) => {
      const identity = { issuer: 'https://id.example', subject: 'sub-1' }
      const personal = {
        username: 'ada',
        externalId: 'customer-7',
        lastName: 'Lovelace',
        passwordHash: 'hash',
      }
      const template = subject.newUser(personal)
      const created = await subject.store.users.create(template, identity, CONTEXT)
      if (created.outcome !== 'written') throw new Error(created.outcome)
      const { user } = created
      const { session } = await subject.open(user)
      const deleted = await race(() => subject.store.users.delete(user.id, CONTEXT))
      same(deleted.filter(Boolean).length, 1, 'how many deleted it')

      const { users } = subject.store
      same(await users.find(user.id), null, 'by id')
      same(await users.findWithPassword(user.id), null, 'with its password')
      same(user.email === null ? null : await users.findByEmail(user.email), null, 'by address')
      same(await users.findByIdentity(identity), null, 'by identity')
      same(await users.identities(user.id), [], 'its identities')
      const { data } = await users.list(
        { query: 'Lovelace', email: null, externalId: null },
        { limit: 9, cursor: null },
      )
      same(data, [], 'by name')
      const reading = await subject.find(session.id)
      same([reading.user.state, reading.session.end?.reason], ['deleted', 'user_deleted'], 'the session')
      same(
        (await subject.store.sessions.open(subject.openInput(user))).outcome,
        'user-changed',
        'a late sign-in',
      )
      same(
        await users.update(user.id, { firstName: 'A' }, CONTEXT, 'user.updated'),
        { outcome: 'not-found' },
        'a patch',
      )
      same(await users.setDisabled(user.id, false, CONTEXT), null, 'whether it comes back')
      const again = await users.create({ ...template, id: subject.newUser().id }, identity, CONTEXT)
      same(again.outcome, 'written', 'the names, for somebody else')
    })
  })
}
