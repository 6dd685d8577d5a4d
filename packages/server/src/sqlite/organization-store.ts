/** The organization port on SQLite. */

import {
  ADMIN_ROLE,
  draftEvent,
  type Organization,
  type OrganizationCreation,
  type OrganizationStore,
} from '@coatcheck/core'
import { Abandoned, outcomeOf } from '../sql/abandoned.ts'
import { columnsOfMetadata, organizationFromRow } from '../sql/organization-row.ts'
import {
  INSERT_ORGANIZATION,
  LIST_ORGANIZATIONS,
  ORGANIZATION_TOKENS_MS,
  pageParameters,
  patternOf,
  UPDATE_ORGANIZATION,
} from '../sql/organization-statements.ts'
import { pageOf } from '../sql/pagination.ts'
import { MEMBERSHIP_ENDED } from '../sql/session-selection.ts'
import type { Row } from '../sql/session-row.ts'
import type { Engine } from './engine.ts'
import { prepareJoin } from './membership-join.ts'
import { prepareEndSessions } from './session-end.ts'

/** Opens the port. */
export function openOrganizationStore(engine: Engine): OrganizationStore {
  const { database, write, nowMs } = engine
  const byId = database.prepare('SELECT * FROM organizations WHERE id = ?')
  const bySlug = database.prepare('SELECT * FROM organizations WHERE slug = ?')
  const list = database.prepare(LIST_ORGANIZATIONS)
  const insert = database.prepare(INSERT_ORGANIZATION)
  const update = database.prepare(`UPDATE OR IGNORE ${UPDATE_ORGANIZATION}`)
  const dropMemberships = database.prepare('DELETE FROM memberships WHERE organization_id = ?')
  const dropInvitations = database.prepare('DELETE FROM invitations WHERE organization_id = ?')
  const remove = database.prepare('DELETE FROM organizations WHERE id = ? RETURNING slug')
  const join = prepareJoin(engine)
  const endSessions = prepareEndSessions(engine)

  return {
    create: ({ id, name, slug, metadata }, creatorId, context) =>
      outcomeOf<OrganizationCreation>(() =>
        write(() => {
          const row = insert.get({ id, name, slug, ...columnsOfMetadata(metadata), now: nowMs() })
          if (row === undefined) return { outcome: 'slug-taken' }
          const about = { organizationId: id, slug }
          engine.appendEvents([draftEvent(context, 'organization.created', { details: about })])
          const nothing = { public: {}, private: {} }
          const membership = { organizationId: id, userId: creatorId, role: ADMIN_ROLE, metadata: nothing }
          if (join(membership, context) === null)
            throw new Abandoned<OrganizationCreation>({ outcome: 'user-unknown' })
          return { outcome: 'created', organization: organizationFromRow(row) }
        }),
      ),

    find: async (id) => one(byId.get(id)),
    findBySlug: async (slug) => one(bySlug.get(slug)),
    list: async ({ query }, page) =>
      pageOf(list.all({ ...pageParameters('org', page), pattern: patternOf(query) }), page, {
        item: organizationFromRow,
        key: (row) => row['id'] as string,
      }),

    update: (id, patch, expectVersion, context) =>
      write(() => {
        const { name = null, slug = null, metadata = {} } = patch
        const columns = { name, slug, ...columnsOfMetadata(metadata) }
        const row = update.get({ id, ...columns, version: expectVersion, now: nowMs() })
        if (row === undefined) {
          const current = one(byId.get(id))
          if (current === null) return { outcome: 'not-found' }
          return {
            outcome:
              current.version === (expectVersion ?? current.version) ? 'slug-taken' : 'version-changed',
          }
        }
        engine.appendLog('org', id, nowMs() + ORGANIZATION_TOKENS_MS)
        const details = { organizationId: id, fields: Object.keys(patch) }
        engine.appendEvents([draftEvent(context, 'organization.updated', { details })])
        return { outcome: 'updated', organization: organizationFromRow(row) }
      }),

    delete: (id, context) =>
      write(() => {
        dropMemberships.run(id)
        dropInvitations.run(id)
        const row = remove.get(id)
        if (row === undefined) return false
        endSessions({ by: 'organization', organizationId: id, userId: null }, MEMBERSHIP_ENDED, context)
        engine.appendLog('org', id, nowMs() + ORGANIZATION_TOKENS_MS)
        const details = { organizationId: id, slug: row['slug'] as string }
        engine.appendEvents([draftEvent(context, 'organization.deleted', { details })])
        return true
      }),
  }
}

function one(row: Row | undefined): Organization | null {
  return row === undefined ? null : organizationFromRow(row)
}
