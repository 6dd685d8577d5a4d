/** The organization port on Postgres. */

import {
  ADMIN_ROLE,
  draftEvent,
  type Organization,
  type OrganizationCreation,
  type OrganizationStore,
  type OrganizationUpdate,
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
import type { Engine } from './engine.ts'
import { join } from './membership-join.ts'
import { endSessions } from './session-end.ts'
import { codeOf } from './sql-state.ts'
import { type Connection, type Row, statement } from './statement.ts'

const byId = statement('SELECT * FROM organizations WHERE id = :id')
const bySlug = statement('SELECT * FROM organizations WHERE slug = :slug')
const list = statement(LIST_ORGANIZATIONS)
const insert = statement(INSERT_ORGANIZATION)
const update = statement(`UPDATE ${UPDATE_ORGANIZATION}`)
// Whoever makes members meanwhile waits, and finds no organization.
const lock = statement('SELECT id FROM organizations WHERE id = :id FOR UPDATE')
const dropMemberships = statement('DELETE FROM memberships WHERE organization_id = :id')
const dropInvitations = statement('DELETE FROM invitations WHERE organization_id = :id')
const remove = statement('DELETE FROM organizations WHERE id = :id RETURNING slug')
const tokensEnd = statement('SELECT :now + :life AS until')

/** Opens the port. */
export function openOrganizationStore({ pool, transact }: Engine): OrganizationStore {
  return {
    create: ({ id, name, slug, metadata }, creatorId, context) =>
      outcomeOf<OrganizationCreation>(() =>
        transact(async (transaction) => {
          const columns = { id, name, slug, ...columnsOfMetadata(metadata) }
          const row = await insert.get(transaction.on, columns)
          if (row === null) return { outcome: 'slug-taken' }
          const details = { organizationId: id, slug }
          transaction.appendEvents([draftEvent(context, 'organization.created', { details })])
          const nothing = { public: {}, private: {} }
          const membership = { organizationId: id, userId: creatorId, role: ADMIN_ROLE, metadata: nothing }
          if ((await join(transaction, membership, context)) === null)
            throw new Abandoned<OrganizationCreation>({ outcome: 'user-unknown' })
          return { outcome: 'created', organization: organizationFromRow(row) }
        }),
      ),

    find: async (id) => one(await byId.get(pool, { id })),
    findBySlug: async (slug) => one(await bySlug.get(pool, { slug })),
    list: async ({ query }, page) => {
      const rows = await list.all(pool, { ...pageParameters('org', page), pattern: patternOf(query) })
      return pageOf(rows, page, { item: organizationFromRow, key: (row) => row['id'] as string })
    },

    update: (id, patch, expectVersion, context) =>
      takenSlugAsValue(() =>
        transact<OrganizationUpdate>(async ({ on, appendLog, appendEvents }) => {
          const { name = null, slug = null, metadata = {} } = patch
          const columns = { name, slug, ...columnsOfMetadata(metadata) }
          const row = await update.get(on, { id, ...columns, version: expectVersion })
          if (row === null)
            return { outcome: (await byId.get(on, { id })) === null ? 'not-found' : 'version-changed' }
          appendLog('org', id, await organizationTokensEndAt(on))
          const details = { organizationId: id, fields: Object.keys(patch) }
          appendEvents([draftEvent(context, 'organization.updated', { details })])
          return { outcome: 'updated', organization: organizationFromRow(row) }
        }),
      ),

    delete: (id, context) =>
      transact(async (transaction) => {
        const { on, appendLog, appendEvents } = transaction
        if ((await lock.get(on, { id })) === null) return false
        await dropMemberships.run(on, { id })
        const bound = { by: 'organization', organizationId: id, userId: null } as const
        await endSessions(transaction, bound, MEMBERSHIP_ENDED, context)
        await dropInvitations.run(on, { id })
        const slug = (await remove.get(on, { id }))?.['slug'] as string
        appendLog('org', id, await organizationTokensEndAt(on))
        const details = { organizationId: id, slug }
        appendEvents([draftEvent(context, 'organization.deleted', { details })])
        return true
      }),
  }
}

/** When the last token is dead that tells of an organization or a role as it is now. */
export async function organizationTokensEndAt(on: Connection): Promise<number> {
  return (await tokensEnd.get(on, { life: ORGANIZATION_TOKENS_MS }))?.['until'] as number
}

async function takenSlugAsValue(run: () => Promise<OrganizationUpdate>): Promise<OrganizationUpdate> {
  try {
    return await run()
  } catch (error) {
    const constraint = error instanceof Error && 'constraint' in error ? error.constraint : null
    if (codeOf(error) !== '23505' || constraint !== 'organizations_slug_key') throw error
    return { outcome: 'slug-taken' }
  }
}

function one(row: Row | null): Organization | null {
  return row === null ? null : organizationFromRow(row)
}
