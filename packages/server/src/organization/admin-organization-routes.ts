/** `/api/admin/organizations`: every organization of the instance. */

import { z } from 'zod'
import { given } from '../http/given.ts'
import { idSchema } from '../http/id-schema.ts'
import { pageJson, pageQuery, pageRequest, pageSchema } from '../http/paging.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'
import { newOrganization } from './new-organization.ts'
import {
  adminOrganizationJson,
  adminOrganizationSchema,
  displayNameSchema,
  metadataMembers,
  newSlugSchema,
  slugSchema,
} from './organization-schema.ts'
import { organizationProblem } from './write-problem.ts'

const params = z.strictObject({ id: idSchema('org') })
const answer = { description: 'The organization', schema: adminOrganizationSchema }

const listOrganizations: Route = defineRoute(
  {
    method: 'get',
    path: '/api/admin/organizations',
    summary: 'List organizations, newest first',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'read',
    query: z.strictObject({
      query: z.string().min(1).max(128).optional().describe('Part of a name or slug'),
      ...pageQuery,
    }),
    responses: { 200: { description: 'A page', schema: pageSchema(adminOrganizationSchema) } },
  },
  async ({ server, query }) => {
    const filter = { query: query.query ?? null }
    return pageJson(await server.store.organizations.list(filter, pageRequest(query)), adminOrganizationJson)
  },
)

const createOrganization: Route = defineRoute(
  {
    method: 'post',
    path: '/api/admin/organizations',
    summary: 'Create an organization, with its first administrator',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'users',
    body: z.strictObject({
      name: displayNameSchema,
      slug: newSlugSchema,
      createdBy: idSchema('user').describe('The user who administers it'),
      ...metadataMembers,
    }),
    responses: { 201: answer },
    errors: ['slug_taken', 'not_found'],
  },
  async ({ server, body, context }) => {
    const { name, slug, createdBy, publicMetadata = {}, privateMetadata = {} } = body
    const metadata = { public: publicMetadata, private: privateMetadata }
    const created = await newOrganization(server, { name, slug, metadata }, createdBy, context)
    if (created.outcome === 'created') return json(201, adminOrganizationJson(created.organization))
    return created.outcome === 'user-unknown'
      ? problem('invalid_request', { field: 'body.createdBy', detail: 'There is no such user.' })
      : organizationProblem(created.outcome)
  },
)

const getOrganization: Route = defineRoute(
  {
    method: 'get',
    path: '/api/admin/organizations/{id}',
    summary: 'Read an organization',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'read',
    params,
    responses: { 200: answer },
    errors: ['not_found'],
  },
  async ({ server, params }) => {
    const organization = await server.store.organizations.find(params.id)
    return organization === null ? problem('not_found') : json(200, adminOrganizationJson(organization))
  },
)

const updateOrganization: Route = defineRoute(
  {
    method: 'patch',
    path: '/api/admin/organizations/{id}',
    summary: 'Change an organization; each metadata object that is given replaces the whole one',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'users',
    params,
    body: z.strictObject({
      name: displayNameSchema.optional(),
      slug: slugSchema.optional(),
      ...metadataMembers,
    }),
    responses: { 200: answer },
    errors: ['not_found', 'slug_taken'],
  },
  async ({ server, params, body, context }) => {
    const { publicMetadata, privateMetadata, ...names } = body
    const metadata = given({ public: publicMetadata, private: privateMetadata })
    const { organizations } = server.store
    const written = await organizations.update(params.id, { ...given(names), metadata }, null, context)
    return written.outcome === 'updated'
      ? json(200, adminOrganizationJson(written.organization))
      : organizationProblem(written.outcome)
  },
)

const deleteOrganization: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/admin/organizations/{id}',
    summary: 'Delete an organization with its memberships and invitations',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'users',
    params,
    responses: { 204: { description: 'Deleted' } },
    errors: ['not_found'],
  },
  async ({ server, params, context }) =>
    (await server.store.organizations.delete(params.id, context)) ? noContent() : problem('not_found'),
)

/** The routes. */
export const adminOrganizationRoutes: readonly Route[] = [
  listOrganizations,
  createOrganization,
  getOrganization,
  updateOrganization,
  deleteOrganization,
]
