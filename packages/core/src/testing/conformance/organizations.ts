/** Conformance of the organization port: names that collide, versions that are expected, what a deletion takes along. */

import { newId } from '../../id/id.ts'
import { ADMIN_ROLE } from '../../organization/role.ts'
import type { Slug } from '../../organization/slug.ts'
import { readAllPages } from '../../pagination.ts'
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

const EVERYTHING = { query: null }

/** The suite. */
export function organizationConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)

  runner.describe('an organization', () => {
    on('comes back as it was written, and its creator administers it', async (subject) => {
      const { organizations, memberships, log } = subject.store
      const user = await subject.user()
      const head = await log.head()
      const draft = subject.newOrganization({ slug: 'acme' as Slug })
      const made = await organizations.create(draft, user.id, CONTEXT)
      if (made.outcome !== 'created') throw new Error(made.outcome)
      const { organization } = made
      const now = await subject.store.nowMs()
      const times = { createdAtMs: organization.createdAtMs, updatedAtMs: organization.createdAtMs }
      same(organization, { ...draft, version: 1, ...times }, 'the organization')
      same(organization.createdAtMs <= now, true, 'whether it is as old as it says')
      same(await organizations.find(organization.id), organization, 'by id')
      same(await organizations.findBySlug(organization.slug), organization, 'by slug')
      const reading = await memberships.find({ organizationId: organization.id, userId: user.id })
      same([reading?.membership.role, reading?.organization], [ADMIN_ROLE, organization], 'the creator')
      same(await entriesBehind(subject, head), [['user', user.id]], 'the log')
      same(await subject.told(user.id), ['membership.created', 'user.created'], 'the events of the creator')
    })

    on('of nobody is not there', async (subject) => {
      const draft = subject.newOrganization()
      const nobody = newId('user', 1, runner.random)
      const made = await subject.store.organizations.create(draft, nobody, CONTEXT)
      same(made, { outcome: 'user-unknown' }, 'the outcome')
      same(await subject.store.organizations.find(draft.id), null, 'by id')
      same(await subject.store.log.head(), 0, 'the log')
    })

    on('takes its slug from everybody else, one of many at a time', async (subject) => {
      const { organizations } = subject.store
      const user = await subject.user()
      const slug = 'acme' as Slug
      const created = await race(() =>
        organizations.create(subject.newOrganization({ slug }), user.id, CONTEXT),
      )
      same(
        tally(created.map(({ outcome }) => outcome)),
        { created: 1, 'slug-taken': RACERS - 1 },
        'who was created',
      )
      const { data } = await subject.store.memberships.listOfUser(user.id, { limit: 500, cursor: null })
      same(data.length, 1, 'the memberships of whoever created them')

      const others = await Promise.all(Array.from({ length: 8 }, () => subject.organization(user)))
      const renamed = await race((index) => {
        const id = others[index % others.length]?.id
        if (id === undefined) throw new Error('an organization is not there')
        return organizations.update(id, { slug: 'other' as Slug }, null, CONTEXT)
      })
      const winners = renamed.flatMap((write) => (write.outcome === 'updated' ? [write.organization.id] : []))
      same(new Set(winners).size, 1, 'whose it is')
      const losers = renamed.filter(({ outcome }) => outcome === 'slug-taken')
      same(losers.length + winners.length, RACERS, 'the outcomes')
    })

    on('is written to by one of those who have read the same version', async (subject) => {
      const { organizations, log } = subject.store
      const { id, metadata, createdAtMs } = await subject.organization(await subject.user())
      const head = await log.head()
      await subject.passTime(5)
      const outcomes = await race((index) => {
        const patch = { name: `Name ${index}`, metadata: { public: { index } } }
        return organizations.update(id, patch, 1, CONTEXT)
      })
      same(
        tally(outcomes.map(({ outcome }) => outcome)),
        { updated: 1, 'version-changed': RACERS - 1 },
        'the outcomes',
      )
      const found = await organizations.find(id)
      const index = outcomes.findIndex(({ outcome }) => outcome === 'updated')
      same([found?.version, found?.name], [2, `Name ${index}`], 'what was written')
      same(found?.metadata.public, { index }, 'the metadata')
      same(found?.metadata.private, metadata.private, 'what nobody changed')
      same([found?.createdAtMs, (found?.updatedAtMs ?? 0) > createdAtMs], [createdAtMs, true], 'the times')
      same(await entriesBehind(subject, head), [['org', id]], 'the log')
      const whatever = await organizations.update(id, { name: 'Any' }, null, CONTEXT)
      same(whatever.outcome, 'updated', 'without a version')
      const nowhere = newId('org', 1, runner.random)
      const nothing = await organizations.update(nowhere, { name: 'Any' }, null, CONTEXT)
      same(nothing, { outcome: 'not-found' }, 'one that is not there')
    })

    on('that is deleted takes memberships and invitations along, once', async (subject) => {
      const { organizations, memberships, log } = subject.store
      const [user, late] = [await subject.user(), await subject.user()]
      const { id, slug } = await subject.organization(user)
      const { invitation, hash } = await subject.invitation(id)
      const head = await log.head()
      const outcomes = await race(async (index) => {
        if (index % 2 === 0) return String(await organizations.delete(id, CONTEXT))
        const membership = { organizationId: id, userId: late.id, role: ADMIN_ROLE, metadata: EMPTY }
        return (await memberships.create(membership, CONTEXT)).outcome
      })
      same(outcomes.filter((outcome) => outcome === 'true').length, 1, 'how many deleted it')
      same(await organizations.find(id), null, 'by id')
      same(await organizations.findBySlug(slug), null, 'by slug')
      same(await subject.store.invitations.find(invitation.id, hash), null, 'the invitation')
      for (const { id: userId } of [user, late]) {
        same(await memberships.find({ organizationId: id, userId }), null, 'a membership')
        same((await memberships.listOfUser(userId, { limit: 9, cursor: null })).data, [], 'the memberships')
      }
      const entries = await entriesBehind(subject, head)
      same(
        entries.filter(([kind]) => kind === 'org'),
        [['org', id]],
        'the log',
      )
      same(
        (await organizations.create({ ...subject.newOrganization(), slug }, user.id, CONTEXT)).outcome,
        'created',
        'the slug, for another one',
      )
    })

    on('is listed once, newest first, while more come, and found by a part of its names', async (subject) => {
      const { organizations } = subject.store
      const user = await subject.user()
      let ms = 1_780_000_000_000
      const ids: string[] = []
      const create = (name: string) => {
        const id = newId('org', ms++, runner.random)
        return subject.organization(user, { id, name, slug: `slug-${id.slice(4)}` as Slug })
      }
      for (const name of ['100%', '1000', 'Under_score', 'ACME', 'École'])
        ids.unshift((await create(name)).id)
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const page = await organizations.list(EVERYTHING, { limit: 2, cursor })
        seen.push(...page.data.map(({ id }) => id))
        cursor = page.nextCursor
        await create('late')
      } while (cursor !== null)
      same(seen, ids, 'the organizations')
      const found = async (query: string) => {
        const rows = await readAllPages((page) => organizations.list({ query }, page))
        return rows.map(({ name }) => name)
      }
      same(await found('00%'), ['100%'], 'a percent sign')
      same(await found('UNDER_'), ['Under_score'], 'an underscore, in capitals')
      same(await found('Éc'), ['École'], 'an accent')
      same(await found(`LUG-${ids[0]?.slice(4) ?? ''}`), ['École'], 'a part of a slug')
      same(await found('nobody'), [], 'nothing')
    })
  })
}

const EMPTY = { public: {}, private: {} }
