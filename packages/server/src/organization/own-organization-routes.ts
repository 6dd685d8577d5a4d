/** `/api/auth/organizations`: the organizations that somebody belongs to, and their own affairs. */

import { z } from 'zod'
import { given } from '../http/given.ts'
import { idSchema } from '../http/id-schema.ts'
import { pageJson, pageQuery, pageRequest, pageSchema } from '../http/paging.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'
import { asUser, proofErrors, provedSession } from '../session/proved-session.ts'
import { newOrganization } from './new-organization.ts'
import {
  displayNameSchema,
  newSlugSchema,
  organizationJson,
  organizationSchema,
  ownMembershipJson,
  ownMembershipSchema,
  slugSchema,
} from './organization-schema.ts'
import { ownMembership } from './own-membership.ts'
import { READERS, proof, WRITERS } from './own-access.ts'
import { organizationProblem } from './write-problem.ts'

const params = z.object({ id: idSchema('org') })

const listOwn: Route = defineRoute(
  {
    method: 'get',
    path: '/api/auth/organizations',
    summary: 'The organizations that one belongs to, with the role in each',
    tag: 'organizations',
    accepts: READERS,
    query: z.object(pageQuery),
    responses: { 200: { description: 'A page of memberships', schema: pageSchema(ownMembershipSchema) } },
  },
  async ({ server, principal, query }) => {
    const { userId } = principal.reading.session
    return pageJson(await server.store.memberships.listOfUser(userId, pageRequest(query)), ownMembershipJson)
  },
)

const createOwn: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/organizations',
    summary: 'Create an organization, and administer it',
    tag: 'organizations',
    accepts: WRITERS,
    body: z.object({ name: displayNameSchema, slug: newSlugSchema, ...proof }),
    responses: { 201: { description: 'The organization', schema: organizationSchema } },
    errors: [...proofErrors('own'), 'slug_taken'],
  },
  async (input) => {
    const proved = await provedSession(input, 'own')
    if (proved instanceof Response) return proved
    const { server, body, context } = input
    const draft = { name: body.name, slug: body.slug, metadata: { public: {}, private: {} } }
    const { userId } = proved.reading.session
    const created = await newOrganization(server, draft, userId, asUser(context, proved.reading))
    return created.outcome === 'created'
      ? json(201, organizationJson(created.organization))
      : organizationProblem(created.outcome)
  },
)

const updateOwn: Route = defineRoute(
  {
    method: 'patch',
    path: '/api/auth/organizations/{id}',
    summary: 'Change the name or the slug of an organization',
    tag: 'organizations',
    accepts: WRITERS,
    params,
    body: z.object({ name: displayNameSchema.optional(), slug: slugSchema.optional(), ...proof }),
    responses: { 200: { description: 'The organization', schema: organizationSchema } },
    errors: [...proofErrors('own'), 'not_found', 'permission_missing', 'slug_taken'],
  },
  async (input) => {
    const proved = await provedSession(input, 'own')
    if (proved instanceof Response) return proved
    const { server, params, body, context } = input
    const own = await ownMembership(server, proved.reading, params.id, 'org:sys_profile:manage')
    if (own instanceof Response) return own
    const patch = given({ name: body.name, slug: body.slug })
    const acting = asUser(context, proved.reading)
    const written = await server.store.organizations.update(params.id, patch, null, acting)
    return written.outcome === 'updated'
      ? json(200, organizationJson(written.organization))
      : organizationProblem(written.outcome)
  },
)

const deleteOwn: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/auth/organizations/{id}',
    summary: 'Delete an organization, with a recent proof of who one is',
    tag: 'organizations',
    accepts: WRITERS,
    params,
    body: z.object(proof),
    responses: { 204: { description: 'Deleted' } },
    errors: [...proofErrors('recent'), 'not_found', 'permission_missing'],
  },
  async (input) => {
    const proved = await provedSession(input, 'recent')
    if (proved instanceof Response) return proved
    const { server, params, context } = input
    const own = await ownMembership(server, proved.reading, params.id, 'org:sys_profile:delete')
    if (own instanceof Response) return own
    const acting = asUser(context, proved.reading)
    return (await server.store.organizations.delete(params.id, acting)) ? noContent() : problem('not_found')
  },
)

/** The routes. */
export const ownOrganizationRoutes: readonly Route[] = [listOwn, createOwn, updateOwn, deleteOwn]
